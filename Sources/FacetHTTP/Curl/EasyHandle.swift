internal import CCurl
internal import Glibc

/// A libcurl easy handle and the buffer for its error message, with one owner.
///
/// Options keep their value from one transfer to the next, so constant ones are set once.
@safe struct EasyHandle: ~Copyable {
  private static let errorCapacity = Int(CURL_ERROR_SIZE)

  let pointer: UnsafeMutableRawPointer
  private let errorBuffer: UnsafeMutablePointer<CChar>

  init() {
    guard let pointer = unsafe curl_easy_init() else {
      fatalError("libcurl could not allocate an easy handle")
    }
    unsafe self.pointer = pointer
    unsafe errorBuffer = .allocate(capacity: Self.errorCapacity)
    unsafe errorBuffer.initialize(repeating: 0, count: Self.errorCapacity)
    unsafe set(CURLOPT_ERRORBUFFER, pointer: errorBuffer)
  }

  deinit {
    unsafe curl_easy_cleanup(pointer)
    unsafe errorBuffer.deallocate()
  }

  func set(_ option: CURLoption, _ value: Int) {
    check(unsafe ccurl_set_long(pointer, option, value))
  }

  /// Sets the body of a POST; libcurl keeps a copy until the next one.
  func set(body: [UInt8]) {
    check(unsafe ccurl_set_offset(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
    unsafe body.withUnsafeBytes { bytes in
      // With a null pointer, libcurl would read the body from standard input.
      unsafe set(CURLOPT_COPYPOSTFIELDS, pointer: bytes.baseAddress ?? UnsafeRawPointer(pointer))
    }
  }

  /// libcurl copies the string.
  func set(_ option: CURLoption, _ value: String) {
    let code = unsafe value.withCString { unsafe ccurl_set_pointer(pointer, option, $0) }
    check(code)
  }

  func set(_ option: CURLoption, pointer value: UnsafeRawPointer?) {
    check(unsafe ccurl_set_pointer(pointer, option, value))
  }

  /// Clears the error message of an earlier transfer.
  func clearErrorMessage() {
    unsafe errorBuffer[0] = 0
  }

  /// libcurl's own message for a failure.
  func errorMessage(for code: CURLcode) -> String {
    unsafe errorBuffer[0] != 0
      ? unsafe String(cString: errorBuffer) : unsafe String(cString: curl_easy_strerror(code))
  }

  func value(_ info: CURLINFO) -> Int {
    var value = 0
    unsafe ccurl_get_long(pointer, info, &value)
    return value
  }

  func offset(_ info: CURLINFO) -> Int {
    var value: curl_off_t = 0
    unsafe ccurl_get_offset(pointer, info, &value)
    return Int(value)
  }

  /// Whether ALPN chose HTTP/2 for the transfer's connection; `nil` while unknown.
  var connectionIsHTTP2: Bool? {
    switch unsafe ccurl_alpn_is_http2(pointer) {
    case 0: false
    case 1: true
    default: nil
    }
  }

  /// libcurl refuses an option only if it was built without it or is out of memory.
  private func check(_ code: CURLcode) {
    precondition(code == CURLE_OK, "libcurl refused an option: \(code.rawValue)")
  }
}
