internal import CCurl

/// An easy handle and the state of its transfer.
///
/// libcurl's callbacks get an unretained pointer to the slot; the loop keeps every slot until its
/// thread ends. Only that thread touches it.
@safe final class TransferSlot {
  /// Why a callback aborted the transfer.
  enum Refusal {
    case resend
    case tooLarge
    case headersTooLarge
  }

  private static let dayMilliseconds = 86_400_000

  let easy = EasyHandle()
  let clock: LoopClock
  let maxBodyBytes: Int

  /// The call in this slot; `nil` while the slot is idle.
  private(set) var call: PendingCall?
  /// The slot's index among the active ones.
  var activeIndex = 0
  /// The multi handle of the current transfer.
  var multi: MultiHandle?
  /// Called once when the transfer gets a connection; set only for a leader.
  var onConnection: ((TransferSlot) -> Void)?

  var response = ResponseProgress()
  var progress = TransferProgress()
  var refusal: Refusal?

  private var isPost = false
  private var wire: Origin.Wire?
  /// Whether the handle bypasses proxies; a new one uses the environment's.
  private var avoidsProxy = false
  private var connectMilliseconds = -1

  private let share: ShareHandle

  init(clock: LoopClock, share: ShareHandle, options: HTTPClientOptions) {
    self.clock = clock
    self.share = share
    maxBodyBytes = options.maxBodyBytes
    setConstantOptions(options)
    setCallbacks()
    unsafe easy.set(CURLOPT_SHARE, pointer: share.pointer)
  }

  /// Sets the options that are the same for every transfer.
  private func setConstantOptions(_ options: HTTPClientOptions) {
    easy.set(CURLOPT_NOSIGNAL, 1)
    easy.set(CURLOPT_TCP_NODELAY, 1)
    // A model may think for minutes: the probes keep address translators from dropping the
    // connection.
    easy.set(CURLOPT_TCP_KEEPALIVE, 1)
    easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
    easy.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
    easy.set(CURLOPT_FOLLOWLOCATION, 0)
    easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    easy.set(CURLOPT_USERAGENT, "facet")
    easy.set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate")
    easy.set(CURLOPT_DNS_CACHE_TIMEOUT, Origin.cacheSeconds)
    if let path = options.trustedRoots.file { easy.set(CURLOPT_CAINFO, path) }
    if let path = options.trustedRoots.directory { easy.set(CURLOPT_CAPATH, path) }
  }

  /// Puts a call on the easy handle.
  ///
  /// - Parameter limitsConnect: Whether libcurl also gets a limit on the time to connect.
  func load(_ call: PendingCall, route: Route, headers: HeaderList, limitsConnect: Bool) {
    self.call = call
    call.slot = self
    easy.clearErrorMessage()
    easy.set(CURLOPT_URL, route.url)
    unsafe easy.set(CURLOPT_HTTPHEADER, pointer: headers.pointer)
    if call.request.method == .post {
      // A body given whole leaves with its headers: one packet and 3 µs less than a body read in
      // pieces.
      easy.set(body: call.request.body)
      if !isPost { easy.set(CURLOPT_POST, 1) }
      isPost = true
    } else {
      if isPost { easy.set(CURLOPT_HTTPGET, 1) }
      isPost = false
    }
    if route.origin.isLoopback != avoidsProxy {
      avoidsProxy = route.origin.isLoopback
      // An empty name means no proxy; no name at all means the environment's.
      if avoidsProxy {
        easy.set(CURLOPT_PROXY, "")
      } else {
        unsafe easy.set(CURLOPT_PROXY, pointer: nil)
      }
    }
    if route.origin.wire != wire {
      wire = route.origin.wire
      let version = wire == .http1 ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS
      easy.set(CURLOPT_HTTP_VERSION, version)
      easy.set(CURLOPT_PIPEWAIT, wire == .http2 ? 1 : 0)
    }
    let milliseconds =
      limitsConnect
      ? Int(max(1, call.request.deadlines.connect.nanoseconds / 1_000_000)) : Self.dayMilliseconds
    if milliseconds != connectMilliseconds {
      easy.set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds)
      connectMilliseconds = milliseconds
    }
  }

  /// Whether the body was still being sent until now.
  func isStillSending() -> Bool {
    guard let call else { return false }
    return progress.sent(
      easy.offset(CURLINFO_SIZE_UPLOAD_T), of: call.request.body.count, at: clock.now)
  }

  /// Detaches the call, so that the slot can take another.
  func unload() {
    call?.slot = nil
    call = nil
    multi = nil
    onConnection = nil
    response = ResponseProgress()
    progress = TransferProgress()
    refusal = nil
  }
}
