internal import CCurl

/// The state that transfers on all multi handles share: resolved names and TLS sessions.
///
/// Only one thread uses it, so it needs no locks. Every easy handle that uses it keeps it alive.
@safe final class ShareHandle {
  let pointer: UnsafeMutableRawPointer

  init() {
    guard let pointer = unsafe curl_share_init() else {
      fatalError("libcurl could not allocate a share handle")
    }
    unsafe self.pointer = pointer
    _ = unsafe ccurl_share_set(pointer, CURL_LOCK_DATA_DNS)
    _ = unsafe ccurl_share_set(pointer, CURL_LOCK_DATA_SSL_SESSION)
  }

  deinit {
    _ = unsafe curl_share_cleanup(pointer)
  }
}
