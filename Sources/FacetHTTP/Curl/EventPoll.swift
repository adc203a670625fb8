internal import CCurl
internal import Glibc

/// The set of sockets that the loop waits for.
@safe final class EventPoll {
  /// The maximum number of events per wait.
  static let capacity = 512

  private let descriptor: Int32
  private let events: UnsafeMutablePointer<epoll_event>

  init() {
    descriptor = ccurl_epoll_create()
    precondition(descriptor >= 0, "an epoll set can be made while descriptors are left")
    unsafe events = .allocate(capacity: Self.capacity)
  }

  deinit {
    close(descriptor)
    unsafe events.deallocate()
  }

  func watch(_ socket: Int32, wanted: Int32, isKnown: Bool, tag: UInt64) {
    if ccurl_epoll_watch(descriptor, socket, wanted, isKnown ? 1 : 0, tag) != 0 {
      // A descriptor that was closed and reopened has left the set; one handed over is in it
      // already.
      _ = ccurl_epoll_watch(descriptor, socket, wanted, isKnown ? 0 : 1, tag)
    }
  }

  func forget(_ socket: Int32) {
    _ = ccurl_epoll_forget(descriptor, socket)
  }

  /// Ends the wait at each write to an eventfd.
  func watchEdges(_ descriptor: Int32, tag: UInt64) {
    let status = ccurl_epoll_watch_edges(self.descriptor, descriptor, tag)
    precondition(status == 0, "a new eventfd can be watched")
  }

  /// Waits until something is ready or the time is over, then returns the number of events.
  func wait(milliseconds: Int32) -> Int {
    max(0, Int(unsafe epoll_wait(descriptor, events, Int32(Self.capacity), milliseconds)))
  }

  /// An event of the last wait: its tag, and libcurl's flags for its readiness.
  func event(_ index: Int) -> (tag: UInt64, ready: Int32) {
    unsafe (ccurl_event_tag(events + index), ccurl_event_ready(events + index))
  }
}
