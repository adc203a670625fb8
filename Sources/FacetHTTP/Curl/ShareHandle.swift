internal import CCurl

/// What transfers have in common, whichever multi handle they are on: names looked up and TLS
/// sessions.
///
/// One thread uses it, so it needs no locks. Every easy handle that uses it keeps it alive.
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
