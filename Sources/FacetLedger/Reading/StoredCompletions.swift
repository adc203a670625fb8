internal import GRDB

/// The completions of a ledger in the order of their recording, read page by page: memory stays
/// constant, and completions recorded meanwhile are included. Damaged rows are skipped;
/// ``Ledger/damagedRows`` counts them.
package struct StoredCompletions: AsyncSequence, Sendable {
  package typealias Element = LedgerCompletion
  package typealias Failure = LedgerError

  let ledger: Ledger
  let run: Int64?

  package struct AsyncIterator: AsyncIteratorProtocol {
    let ledger: Ledger
    let run: Int64?
    private var page: ArraySlice<LedgerCompletion> = []
    private var lastID: Int64 = 0

    init(ledger: Ledger, run: Int64?) {
      self.ledger = ledger
      self.run = run
    }

    package mutating func next() async throws(LedgerError) -> LedgerCompletion? {
      try await next(isolation: nil)
    }

    package mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(LedgerError) -> LedgerCompletion? {
      while page.isEmpty {
        let last = lastID
        try readPage()
        // A page of damaged rows is empty, but not the last page.
        if lastID == last { break }
      }
      return page.popFirst()
    }

    private mutating func readPage() throws(LedgerError) {
      let columns = StoredRows.completionColumns
      let condition = run == nil ? "" : "AND run_id = ?"
      let sql = """
        SELECT \(columns), id FROM completion WHERE id > ? \(condition) ORDER BY id LIMIT 256
        """
      var arguments: StatementArguments = [lastID]
      if let run { arguments += [run] }
      (page, lastID) = try ledger.read { [lastID] db in
        var completions: [LedgerCompletion] = []
        var last = lastID
        let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments)
        while let row = try rows.next() {
          if let completion = StoredRows.completion(row) {
            completions.append(completion)
          } else {
            ledger.noteDamage()
          }
          // A damaged index may lead back.
          guard let id = row.integer(27), id > last else { break }
          last = id
        }
        return (completions[...], last)
      }
    }
  }

  package func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(ledger: ledger, run: run)
  }
}

extension Ledger {
  /// All completions, or those that one run paid for; a run may also have reused others.
  package func completions(paidBy run: Int64? = nil) -> StoredCompletions {
    StoredCompletions(ledger: self, run: run)
  }
}
