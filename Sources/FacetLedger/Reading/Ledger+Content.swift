internal import FacetPlatform
internal import GRDB

extension Ledger {
  /// The number of completions and a digest of all of them, whatever their order.
  package func contentDigest() throws(LedgerError) -> (completions: Int, digest: String) {
    try read { db in
      var sum: UInt64 = 0
      var count = 0
      let rows = try Row.fetchCursor(
        db, sql: "SELECT fingerprint, generation, digest FROM completion")
      while let row = try rows.next() {
        guard let key = StoredRows.key(row) else { continue }
        count += 1
        // Each is mixed with its key, so that two rows do not cancel each other out.
        let digest = UInt64(bitPattern: row.integer(2) ?? 0)
        sum &+= (digest ^ key.fingerprint.prefix) &* 0x9E37_79B1_85EB_CA87 &+ digest
      }
      let digits = String(sum, radix: 16)
      return (count, String(repeating: "0", count: 16 - digits.count) + digits)
    }
  }
}
