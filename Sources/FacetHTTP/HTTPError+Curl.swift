internal import CCurl

extension HTTPError {
  static let cancelled = HTTPError(.cancelled, "the request was cancelled")
  static let brokenHead = HTTPError(
    .connectionLost, "the connection closed within the answer's headers")
  static let clientEnded = HTTPError(.cancelled, "the HTTP client has ended")

  /// Why libcurl ended a transfer without a response.
  init(_ code: CURLcode, of slot: TransferSlot) {
    let words = slot.easy.errorMessage(for: code)
    if let refusal = slot.refusal {
      self = Self.error(for: refusal, maxBodyBytes: slot.maxBodyBytes)
      return
    }
    let hasConnected = slot.progress.hasConnected && slot.progress.connectingSince == nil
    switch code {
    case CURLE_OUT_OF_MEMORY where hasConnected:
      // libcurl's message for a header line of more than 100 kB.
      self = Self.error(for: .headersTooLarge, maxBodyBytes: slot.maxBodyBytes)
    case CURLE_SEND_FAIL_REWIND:
      self = .unanswered
    case CURLE_OPERATION_TIMEDOUT:
      let deadlines = slot.call?.request.deadlines ?? HTTPDeadlines()
      self.init(passed: hasConnected ? .totalTimeout : .connectTimeout, of: deadlines)
    case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR:
      // libcurl counts refused resends over a handle's whole life and, at the sixth, reports the
      // dead connection itself.
      let isReused = hasConnected && slot.easy.value(CURLINFO_NUM_CONNECTS) == 0
      if isReused && slot.progress.receivedAt == nil {
        self = .unanswered
      } else {
        self.init(Self.reason(code, hasConnected: hasConnected, words: words), words)
      }
    default:
      self.init(Self.reason(code, hasConnected: hasConnected, words: words), words)
    }
  }

  /// A deadline that has passed, with its length in words.
  init(passed reason: Reason, of deadlines: HTTPDeadlines) {
    let message =
      switch reason {
      case .connectTimeout: "no connection within \(deadlines.connect.inSeconds)"
      case .firstByteTimeout: "no answer within \((deadlines.firstByte ?? .zero).inSeconds)"
      case .stallTimeout: "the answer stopped for \(deadlines.stall.inSeconds)"
      default: "no complete answer within \(deadlines.total.inSeconds)"
      }
    self.init(reason, message)
  }

  private static var unanswered: HTTPError {
    HTTPError(
      .unansweredOnReusedConnection,
      "a reused connection closed before the answer; the server may have acted on the request")
  }

  private static func error(
    for refusal: TransferSlot.Refusal, maxBodyBytes: Int
  ) -> HTTPError {
    switch refusal {
    case .resend: unanswered
    case .tooLarge: HTTPError(.tooLarge, "the answer is larger than \(maxBodyBytes) bytes")
    case .headersTooLarge: HTTPError(.malformedResponse, "the answer's header is too large")
    }
  }

  private static func reason(
    _ code: CURLcode, hasConnected: Bool, words: String
  ) -> Reason {
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
      .nameResolution
    case CURLE_COULDNT_CONNECT, CURLE_PROXY, CURLE_INTERFACE_FAILED:
      .connect
    case CURLE_SSL_CONNECT_ERROR:
      // A connection that breaks during the handshake reveals nothing about certificates.
      words.contains("SSL_ERROR_SYSCALL") || words.contains("reset by peer") ? .connect : .tls
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
      CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED, CURLE_SSL_ENGINE_INITFAILED,
      CURLE_SSL_CACERT_BADFILE, CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CRL_BADFILE,
      CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS,
      CURLE_SSL_CLIENTCERT:
      .tls
    case CURLE_BAD_CONTENT_ENCODING, CURLE_WEIRD_SERVER_REPLY, CURLE_WRITE_ERROR:
      .malformedResponse
    case CURLE_FILESIZE_EXCEEDED:
      .tooLarge
    case CURLE_URL_MALFORMAT, CURLE_LOGIN_DENIED:
      .invalidRequest
    case CURLE_UNSUPPORTED_PROTOCOL:
      hasConnected ? .malformedResponse : .invalidRequest
    default:
      // Closed, reset, interrupted in the body or by an HTTP/2 frame; a proxy that refuses its
      // tunnel appears as a failed receive before any connection.
      hasConnected ? .connectionLost : .connect
    }
  }
}

extension Duration {
  /// "1 second", "2.5 seconds".
  fileprivate var inSeconds: String {
    let milliseconds = nanoseconds / 1_000_000
    let (whole, part) = milliseconds.quotientAndRemainder(dividingBy: 1000)
    if part == 0 { return whole == 1 ? "1 second" : "\(whole) seconds" }
    let digits = String(1000 + part).dropFirst()
    let lastDigit = digits.lastIndex { $0 != "0" } ?? digits.startIndex
    return "\(whole).\(digits[...lastDigit]) seconds"
  }
}
