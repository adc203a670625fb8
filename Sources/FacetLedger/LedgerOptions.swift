/// How a ledger is opened.
package struct LedgerOptions: Sendable, Hashable {
  /// How long to wait for another process's transaction before it counts as a lock.
  package var busyTimeout: Duration
  /// Whether the file is taken to lie on a network file system; `nil` to ask the system.
  package var isOnNetwork: Bool?

  package init(busyTimeout: Duration = .seconds(30), isOnNetwork: Bool? = nil) {
    self.busyTimeout = busyTimeout
    self.isOnNetwork = isOnNetwork
  }
}
