internal import GRDB

/// Several lookups on one file, so that threads can look up keys at the same time without waiting
/// for each other.
struct KeyLookups: Sendable {
  private let lookups: [KeyLookup]

  init(path: String, configuration: Configuration) {
    lookups = (0..<4).map { _ in KeyLookup(path: path, configuration: configuration) }
  }

  /// The committed response of a key, from this process or another.
  func response(for key: LedgerKey) -> KeyLookup.Finding {
    // The first free one: with a single thread, one page cache serves all lookups.
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
