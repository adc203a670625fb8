package import FacetPlatform

/// Unites ledgers: their completions by key, with everything else that belongs to them.
///
/// The result is written under another name and takes its own only when it is whole. Uniting again
/// adds nothing: runs and sessions are recognised by what they are, not by their number.
package struct LedgerUnion: Sendable {
  /// What to do where ledgers cannot be united as they are.
  package struct Options: Sendable, Hashable {
    /// Whether the first of several completions of one key counts; the others are kept as attempts.
    package var keepsFirst: Bool
    /// Whether rows that differ from their digest are left out.
    package var skipsDamaged: Bool

    package init(keepsFirst: Bool = false, skipsDamaged: Bool = false) {
      self.keepsFirst = keepsFirst
      self.skipsDamaged = skipsDamaged
    }
  }

  /// One ledger's share of a union.
  package struct Source: Sendable, Hashable {
    package var path: String
    /// Its completions.
    package var completions = 0
    /// Those that no ledger before it had.
    package var added = 0
    /// Its rows that differ from their digest.
    package var damaged = 0
    /// Its runs, by identity; the latest of each.
    package var runs: [SHA256: Run] = [:]
  }

  /// A run of a ledger, as far as uniting depends on it.
  package struct Run: Sendable, Hashable {
    package var generation: Int64
    package var startedAt: Timestamp
  }

  /// A key under which two ledgers hold different completions.
  package struct Conflict: Sendable, Hashable {
    package var key: LedgerKey
    /// The ledger whose completion was united first.
    package var first: String
    /// The ledger whose completion differs.
    package var second: String
    package var model: String
    package var step: String
  }

  package private(set) var sources: [Source] = []
  /// The first conflicts.
  package private(set) var conflicts: [Conflict] = []
  package private(set) var conflictCount = 0
  /// The completions of the united ledger.
  package private(set) var completions = 0

  static let mostConflicts = 20

  /// Whether the ledgers were united.
  package var isWhole: Bool {
    conflictCount == 0 && sources.allSatisfy { $0.damaged == 0 }
  }

  init() {}

  mutating func add(_ source: Source) {
    sources.append(source)
    completions += source.added
  }

  mutating func add(_ conflict: Conflict) {
    conflictCount += 1
    if conflicts.count < Self.mostConflicts { conflicts.append(conflict) }
  }
}

extension LedgerUnion {
  /// Unites ledgers into one file, which is replaced if it exists and then counts as the first of
  /// them.
  ///
  /// Nothing is written if two ledgers hold different completions of one key, or a row differs from
  /// its digest, unless the options allow it.
  ///
  /// - Throws: ``LedgerError`` that names the ledger that cannot be used.
  package static func write(
    to path: String, from paths: [String], options: Options = Options()
  ) async throws -> LedgerUnion {
    var sources: [String] = []
    for source in (FileSystem.exists(path) ? [path] : []) + paths
    where !sources.contains(where: { FileSystem.areSame($0, source) }) {
      guard FileSystem.size(of: source) ?? 0 > 0 else { throw LedgerError.notADatabase(source) }
      // Opening migrates an older file, recovers one whose process was killed, and refuses others.
      try await Ledger.withLedger(at: source) { (ledger) async throws in
        let holders = try ledger.holders()
        if FileSystem.areSame(source, path), !holders.isEmpty {
          throw LedgerError.held(source, by: holders)
        }
      }
      sources.append(source)
    }
    let all = sources
    return try await BlockingCall.result {
      try UnionWriter.write(to: path, from: all, options: options)
    }.get()
  }
}

extension Ledger {
  /// The processes that use the ledger, for any run.
  func holders() throws(LedgerError) -> [RunHolder] {
    try read { try RunRows.holders(of: nil, in: $0) }
  }
}
