internal import GRDB

/// Several lookups on one file, so that threads that look at the same time need not wait for each
/// other.
struct KeyLookups: Sendable {
  private let lookups: [KeyLookup]

  init(path: String, configuration: Configuration) throws {
    lookups = try (0..<4).map { _ in try KeyLookup(path: path, configuration: configuration) }
  }

  /// What is committed under a key, by this process or another.
  func response(for key: LedgerKey) -> KeyLookup.Finding {
    // The first that is free: where one thread looks, one cache of pages serves it.
    for lookup in lookups {
      if let finding = lookup.responseIfFree(for: key) { return finding }
    }
    return lookups[0].response(for: key)
  }

  func close() throws {
    let closings = lookups.map { lookup in Result { try lookup.close() } }
    for closing in closings { try closing.get() }
  }
}
