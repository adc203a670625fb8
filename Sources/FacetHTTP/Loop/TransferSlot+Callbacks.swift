internal import CCurl

// libcurl's callbacks during a transfer. None of them may call back into a multi handle.
extension TransferSlot {
  func setCallbacks() {
    let owner = unsafe UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
    let options = [
      CURLOPT_PRIVATE, CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_PREREQDATA,
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
    _ = unsafe ccurl_set_prerequest_callback(easy) { owner, _, _, _, _ in
      unsafe TransferSlot.of(owner).connectionIsReady() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
    }
    _ = unsafe ccurl_set_socket_made_callback(easy) { owner, socket, _ in
      // Child processes must not inherit a connection.
      ccurl_close_on_exec(socket)
      return unsafe TransferSlot.of(owner).socketIsMade() ? CURL_SOCKOPT_OK : CURL_SOCKOPT_ERROR
    }
    _ = unsafe ccurl_set_resolver_start_callback(easy) { _, _, owner in
      unsafe TransferSlot.of(owner).connectionIsTried() ? 0 : 1
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

  /// Whether the request may be sent on the connection that libcurl chose.
  private func connectionIsReady() -> Bool {
    guard isFirstAttempt() else { return false }
    progress.connected(at: clock.now)
    checkDeadline()
    onConnection?(self)
    return true
  }

  private func connectionIsTried() -> Bool {
    guard isFirstAttempt() else { return false }
    progress.connect(at: clock.now)
    checkDeadline()
    return true
  }

  private func socketIsMade() -> Bool {
    guard isFirstAttempt() else { return false }
    progress.socketMade(at: clock.now)
    checkDeadline()
    return true
  }

  /// Whether this is the request's first connection.
  ///
  /// If a reused connection dies before the response, libcurl silently sends the request again on
  /// another: it would be paid for twice. Everything that leads to a second connection (a lookup, a
  /// new socket, an existing connection) is therefore refused, and the caller gets an error.
  private func isFirstAttempt() -> Bool {
    if progress.hasConnected { refusal = .resend }
    return !progress.hasConnected
  }

  /// Makes the loop check this transfer at its next deadline.
  func checkDeadline() {
    guard let call, let deadline = progress.deadline(call.request.deadlines) else { return }
    clock.check(at: deadline.at)
  }
}
