/// How a ledger is opened.
package struct LedgerOptions: Sendable, Hashable {
  /// How long to wait for another process's transaction before it counts as a lock.
  package var busyTimeout: Duration
  /// Whether the file is taken to lie on a network file system; `nil` to ask the system.
  package var isOnNetwork: Bool?

  /// How many records are worth a commit by themselves; fewer wait up to 10 ms for more.
  ///
  /// Fewer than can be on their way at once, lest all of them wait for another.
  package var groupSize: Int

  package init(
    busyTimeout: Duration = .seconds(30), isOnNetwork: Bool? = nil, groupSize: Int = 1
  ) {
    self.groupSize = groupSize
    self.busyTimeout = busyTimeout
    self.isOnNetwork = isOnNetwork
  }
}
