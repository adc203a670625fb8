internal import FacetPlatform
internal import FoundationEssentials
internal import GRDB

extension Ledger {
  /// The completion of a key, committed or not; `nil` if there is none, or it is damaged.
  package func completion(for key: LedgerKey) throws(LedgerError) -> LedgerCompletion? {
    // In this order, the second lookup finds a completion that is committed in between.
    if let completion = queue.uncommitted(key) { return completion }
    return try read { try StoredRows.completion(for: key, in: $0) }
  }

  /// The stored response of a key, or `nil`; called for every cell. A damaged one is marked.
  package func response(for key: LedgerKey) throws(LedgerError) -> KeptResponse? {
    if let completion = queue.uncommitted(key) { return KeptResponse(completion) }
    if file.storedKeys?.lacks(key) == true { return nil }
    switch file.keys?.response(for: key) {
    case .found(let response)?:
      if !response.isIntact { noteDamage() }
      return response
    case .absent?: return nil
    case .unknown?, nil: return try completion(for: key).map { KeptResponse($0) }
    }
  }

  /// The completions of many keys, in few queries; a key without one is absent.
  package func completions(
    for keys: [LedgerKey]
  ) throws(LedgerError) -> [LedgerKey: LedgerCompletion] {
    var found = uncommitted(keys)
    try forEachRow(
      of: keys.filter { found[$0] == nil }, selecting: StoredRows.completionColumns,
      from: "completion"
    ) { row in
      guard let completion = StoredRows.completion(row) else { return noteDamage() }
      found[completion.key] = completion
    }
    return found
  }

  /// The keys that have a completion; bodies are not read.
  package func storedKeys(among keys: [LedgerKey]) throws(LedgerError) -> Set<LedgerKey> {
    var found = Set(uncommitted(keys).keys)
    try forEachRow(
      of: keys.filter { !found.contains($0) }, selecting: "fingerprint, generation",
      from: "completion"
    ) { row in
      if let key = StoredRows.key(row) { found.insert(key) }
    }
    return found
  }

  /// Why each key was last given up; keys without a failure or with a completion are absent.
  package func failures(
    for keys: [LedgerKey]
  ) throws(LedgerError) -> [LedgerKey: LedgerFailure] {
    var found: [LedgerKey: LedgerFailure] = [:]
    try forEachRow(of: keys, selecting: StoredRows.failureColumns, from: "failure") { row in
      guard let failure = StoredRows.failure(row) else { return noteDamage() }
      found[failure.key] = failure
    }
    return found
  }

  /// Whether any failure is stored, permanent or transient.
  package func hasFailures() throws(LedgerError) -> Bool {
    try read { try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM failure)") ?? false }
  }

  private func uncommitted(_ keys: [LedgerKey]) -> [LedgerKey: LedgerCompletion] {
    var found: [LedgerKey: LedgerCompletion] = [:]
    for key in keys {
      if let completion = queue.uncommitted(key) { found[key] = completion }
    }
    return found
  }

  /// Looks up many keys, a fixed number per query so that its statement is prepared once.
  func forEachRow(
    of keys: [LedgerKey], selecting columns: String, from table: String, _ body: (Row) -> Void
  ) throws(LedgerError) {
    let width = 128
    let places = Array(repeating: "?", count: width).joined(separator: ", ")
    let sql = """
      SELECT \(columns) FROM \(table) WHERE fingerprint IN (\(places)) AND generation = ?
      """
    for (generation, keys) in Dictionary(grouping: keys, by: \.generation) {
      for start in stride(from: 0, to: keys.count, by: width) {
        var fingerprints = keys[start..<min(start + width, keys.count)].map {
          Data($0.fingerprint.bytes)
        }
        // Repeating a key changes nothing.
        while let last = fingerprints.last, fingerprints.count < width {
          fingerprints.append(last)
        }
        try read { db in
          let arguments = StatementArguments(fingerprints) + [generation]
          let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments)
          while let row = try rows.next() { body(row) }
        }
      }
    }
  }
}
