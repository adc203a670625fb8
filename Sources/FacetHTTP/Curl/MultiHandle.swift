internal import CCurl

/// A libcurl multi handle: the transfers and the connections of one protocol.
///
/// libcurl keeps a pointer to this object for its callbacks; the loop keeps the object alive.
@safe final class MultiHandle {
  /// The upper half of a socket event's tag holds the number of its multi handle.
  let number: UInt32
  private let poll: EventPoll
  private let clock: LoopClock
  private let pointer: UnsafeMutableRawPointer
  /// When libcurl wants a call even if no socket is ready; `nil` if it wants none.
  private(set) var timerDeadline: Int64?

  init(number: UInt32, poll: EventPoll, clock: LoopClock) {
    self.number = number
    self.poll = poll
    self.clock = clock
    guard let pointer = unsafe curl_multi_init() else {
      fatalError("libcurl could not allocate a multi handle")
    }
    unsafe self.pointer = pointer
    _ = unsafe ccurl_multi_set_callbacks(
      pointer,
      { _, socket, wanted, owner, known in
        guard let owner = unsafe owner else { return 0 }
        unsafe Unmanaged<MultiHandle>.fromOpaque(owner).takeUnretainedValue()
          .watch(socket, wanted: wanted, isKnown: known != nil)
        return 0
      },
      { _, milliseconds, owner in
        guard let owner = unsafe owner else { return 0 }
        unsafe Unmanaged<MultiHandle>.fromOpaque(owner).takeUnretainedValue()
          .setTimer(milliseconds: milliseconds)
        return 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit {
    // libcurl must not call back into this object while it closes its connections.
    _ = unsafe ccurl_multi_set_callbacks(pointer, nil, nil, nil)
    _ = unsafe curl_multi_cleanup(pointer)
  }

  func set(_ option: CURLMoption, _ value: Int) {
    let code = unsafe ccurl_multi_set_long(pointer, option, value)
    precondition(code == CURLM_OK, "libcurl refused an option of its multi handle")
  }

  func add(_ easy: borrowing EasyHandle) {
    let code = unsafe curl_multi_add_handle(pointer, easy.pointer)
    precondition(code == CURLM_OK, "an idle easy handle can be added")
  }

  /// Removes a transfer; an unfinished one is aborted.
  func remove(_ easy: borrowing EasyHandle) {
    _ = unsafe curl_multi_remove_handle(pointer, easy.pointer)
  }

  /// Lets libcurl process a ready socket.
  func socketIsReady(_ socket: Int32, _ ready: Int32) {
    var running: Int32 = 0
    _ = unsafe curl_multi_socket_action(pointer, socket, ready, &running)
  }

  /// Lets libcurl proceed if its timer has expired.
  func runTimer() {
    guard let deadline = timerDeadline, deadline <= clock.now else { return }
    timerDeadline = nil
    var running: Int32 = 0
    _ = unsafe curl_multi_socket_action(pointer, curl_socket_t(CURL_SOCKET_TIMEOUT), 0, &running)
  }

  /// Calls `body` with each finished transfer and its result.
  func forEachDone(_ body: (TransferSlot, CURLcode) -> Void) {
    var left: Int32 = 0
    while let message = unsafe curl_multi_info_read(pointer, &left) {
      guard unsafe message.pointee.msg == CURLMSG_DONE,
        let owner = unsafe ccurl_get_private(message.pointee.easy_handle)
      else { continue }
      let code = unsafe ccurl_message_result(message)
      body(unsafe Unmanaged<TransferSlot>.fromOpaque(owner).takeUnretainedValue(), code)
    }
  }

  private func watch(_ socket: Int32, wanted: Int32, isKnown: Bool) {
    if wanted == CURL_POLL_REMOVE {
      poll.forget(socket)
    } else {
      poll.watch(
        socket, wanted: wanted, isKnown: isKnown,
        tag: UInt64(number) << 32 | UInt64(UInt32(bitPattern: socket)))
      // Any non-null value marks the socket as a member of the poll's set.
      if !isKnown { unsafe curl_multi_assign(pointer, socket, pointer) }
    }
  }

  private func setTimer(milliseconds: Int) {
    timerDeadline =
      milliseconds < 0 ? nil : clock.now + Int64(milliseconds) * 1_000_000
  }
}
