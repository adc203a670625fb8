internal import CCurl

// What libcurl calls while a transfer goes on. None of these may call back into a multi handle.
extension TransferSlot {
  func setCallbacks() {
    let owner = unsafe UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
    let options = [
      CURLOPT_PRIVATE, CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_READDATA, CURLOPT_PREREQDATA,
      CURLOPT_SOCKOPTDATA, CURLOPT_RESOLVER_START_DATA,
    ]
    for option in options { unsafe easy.set(option, pointer: owner) }

    let easy = unsafe easy.pointer
    _ = unsafe ccurl_set_transfer_callback(easy, CURLOPT_WRITEFUNCTION) {
      piece, size, count, owner in
      unsafe TransferSlot.of(owner).receiveBody(
        UnsafeRawBufferPointer(start: piece, count: size * count))
    }
    _ = unsafe ccurl_set_transfer_callback(easy, CURLOPT_HEADERFUNCTION) {
      line, size, count, owner in
      unsafe TransferSlot.of(owner).receiveHeaderLine(
        UnsafeRawBufferPointer(start: line, count: size * count))
    }
    _ = unsafe ccurl_set_transfer_callback(easy, CURLOPT_READFUNCTION) {
      buffer, size, count, owner in
      unsafe TransferSlot.of(owner).sendBody(
        into: UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
    }
    // A request that can be rewound would be sent again, without a word, when a reused connection
    // dies before it is answered.
    _ = unsafe ccurl_set_seek_callback(easy) { _, _, _ in CURL_SEEKFUNC_FAIL }
    _ = unsafe ccurl_set_prerequest_callback(easy) { owner, _, _, _, _ in
      unsafe TransferSlot.of(owner).connectionIsReady() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
    }
    _ = unsafe ccurl_set_socket_made_callback(easy) { owner, socket, _ in
      // A process that we start must not inherit a connection.
      ccurl_close_on_exec(socket)
      unsafe TransferSlot.of(owner).socketIsMade()
      return CURL_SOCKOPT_OK
    }
    _ = unsafe ccurl_set_resolver_start_callback(easy) { _, _, owner in
      unsafe TransferSlot.of(owner).connectionIsTried()
      return 0
    }
  }

  private static func of(_ owner: UnsafeMutableRawPointer?) -> TransferSlot {
    guard let owner = unsafe owner else { preconditionFailure("every callback has its slot") }
    return unsafe Unmanaged<TransferSlot>.fromOpaque(owner).takeUnretainedValue()
  }

  private func receiveBody(_ piece: UnsafeRawBufferPointer) -> Int {
    progress.received(at: clock.now)
    guard unsafe response.appendBody(piece, maxBodyBytes: maxBodyBytes) else {
      refusal = .tooLarge
      return 0
    }
    return piece.count
  }

  private func receiveHeaderLine(_ line: UnsafeRawBufferPointer) -> Int {
    let isFirst = progress.receivedAt == nil
    progress.received(at: clock.now)
    if isFirst { checkDeadline() }
    refusal = unsafe response.appendHeaderLine(line, maxBodyBytes: maxBodyBytes)
    return refusal == nil ? line.count : 0
  }

  private func sendBody(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard let call else { return 0 }
    let sent = progress.sentBytes
    let count = min(buffer.count, call.request.body.count - sent)
    unsafe call.request.body.withUnsafeBytes { body in
      unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: body[sent..<sent + count]))
    }
    progress.sent(count, at: clock.now)
    return count
  }

  /// Whether the request may be sent on the connection that libcurl has for it.
  private func connectionIsReady() -> Bool {
    guard let call else { return false }
    // The second time, libcurl sends again what a reused connection did not answer. Without a byte
    // of its body the server cannot have acted on the first; otherwise the caller must know.
    if progress.attempts > 0 && (call.request.method == .get || progress.sentBytes > 0) {
      refusal = .resend
      return false
    }
    progress.connected(at: clock.now)
    checkDeadline()
    onConnection?(self)
    return true
  }

  private func connectionIsTried() {
    progress.connect(at: clock.now)
    checkDeadline()
  }

  private func socketIsMade() {
    progress.socketMade(at: clock.now)
    checkDeadline()
  }

  private func checkDeadline() {
    guard let call, let deadline = progress.deadline(call.request.deadlines) else { return }
    clock.check(at: deadline.at)
  }
}
