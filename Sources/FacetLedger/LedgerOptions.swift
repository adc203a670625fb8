/// The options for opening a ledger.
package struct LedgerOptions: Sendable {
  /// How long to wait for another process's transaction before the ledger counts as locked.
  package var busyTimeout: Duration
  /// Whether the file lies on a network file system; `nil` to ask the system.
  package var isOnNetwork: Bool?

  /// The number of records that triggers a commit at once; fewer wait up to 10 ms for more.
  ///
  /// Keep it below the number of concurrent records; otherwise all of them wait for another.
  package var groupSize: Int
  /// Where every commit is recorded first; `nil` for a ledger that is its own record.
  var record: PaidRecord?

  package init(
    busyTimeout: Duration = .seconds(30), isOnNetwork: Bool? = nil, groupSize: Int = 1
  ) {
    self.groupSize = groupSize
    self.busyTimeout = busyTimeout
    self.isOnNetwork = isOnNetwork
  }
}
