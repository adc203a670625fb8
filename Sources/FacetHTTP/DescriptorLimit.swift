internal import Glibc

/// The number of files and sockets that this process may have open at once.
package struct DescriptorLimit: Sendable, Equatable {
  /// The soft limit, which is in force.
  package let current: Int
  /// The hard limit, up to which a process may raise its soft limit.
  package let hard: Int

  package init(current: Int, hard: Int) {
    self.current = current
    self.hard = hard
  }

  /// The number of connections available after the rest of the process has its share.
  package var connections: Int { min(max(current - 64, 8), 1 << 20) }

  /// Raises the soft limit to the hard limit and returns the resulting limits.
  @discardableResult
  package static func raise() -> DescriptorLimit {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      return DescriptorLimit(current: 1024, hard: 1024)
    }
    if limit.rlim_cur < limit.rlim_max {
      var raised = limit
      raised.rlim_cur = limit.rlim_max
      if unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 {
        limit = raised
      }
    }
    return DescriptorLimit(
      current: Int(clamping: limit.rlim_cur), hard: Int(clamping: limit.rlim_max))
  }
}
