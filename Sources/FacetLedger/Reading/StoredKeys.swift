internal import FacetPlatform
internal import GRDB

/// The keys that the file may contain, so that a lookup of an absent key need not read the file.
///
/// It is a Bloom filter with double hashing (Kirsch and Mitzenmacher, 2006): a key that it lacks is
/// not stored. If another process writes to the file, this process notices at its next commit and
/// stops using the filter; after a commit the filter is valid for 10 ms.
final class StoredKeys: Sendable {
  private struct State {
    /// `nil` if the file is large, or other processes write to it.
    var bits: [UInt64]?
    var count: Int
    /// SQLite's version number for the changes of other connections.
    var version: Int64?
    var answersUntil: ContinuousClock.Instant?
  }

  private let state: Lock<State>

  /// 2 MB of bits, 10 per key: of a hundred lookups of absent keys, one reads the file.
  private static let bitCount: UInt64 = 1 << 24
  private static let capacity = Int(bitCount / 10)
  private static let hashes: UInt64 = 7
  /// The maximum number of stored keys to read when a file is opened, which takes a tenth of a
  /// second.
  private static let readable = 200_000
  private static let validity = Duration.milliseconds(10)

  /// - Parameter db: The writing connection.
  init(in db: Database) throws {
    var state = State(count: 0, version: try Self.version(db))
    let last = try Int.fetchOne(db, sql: "SELECT max(id) FROM completion") ?? 0
    if last <= Self.readable {
      var bits = Array(repeating: UInt64(0), count: Int(Self.bitCount / 64))
      let rows = try Row.fetchCursor(db, sql: "SELECT fingerprint, generation FROM completion")
      while let row = try rows.next() {
        guard let key = StoredRows.key(row) else { continue }
        Self.insert(key, in: &bits)
        state.count += 1
      }
      state.bits = bits
    }
    self.state = Lock(state)
  }

  /// Whether a key is certainly not stored; `false` if only the file can tell.
  func lacks(_ key: LedgerKey) -> Bool {
    state.withLock { state in
      guard let bits = state.bits, let end = state.answersUntil, ContinuousClock.now < end
      else { return false }
      var (place, step) = Self.hash(key)
      for _ in 0..<Self.hashes {
        let bit = place % Self.bitCount
        if bits[Int(bit / 64)] & (1 << (bit % 64)) == 0 { return true }
        place &+= step
      }
      return false
    }
  }

  /// Adds a key that is about to be committed.
  func insert(_ key: LedgerKey) {
    state.withLock { state in
      guard var bits = state.bits.take() else { return }
      state.count += 1
      guard state.count <= Self.capacity else { return }
      Self.insert(key, in: &bits)
      state.bits = bits
    }
  }

  /// Records a finished commit, on the connection that made it.
  func confirm(in db: Database) {
    // If other processes' writes cannot be detected, only the file can tell.
    let version = try? Self.version(db)
    state.withLock { state in
      if version == nil || state.version != version { state.bits = nil }
      state.answersUntil = ContinuousClock.now + Self.validity
    }
  }

  private static func version(_ db: Database) throws -> Int64? {
    try Int64.fetchOne(db.cachedStatement(sql: "PRAGMA data_version"))
  }

  private static func insert(_ key: LedgerKey, in bits: inout [UInt64]) {
    var (place, step) = hash(key)
    for _ in 0..<hashes {
      let bit = place % bitCount
      bits[Int(bit / 64)] |= 1 << (bit % 64)
      place &+= step
    }
  }

  /// Parts of a digest serve as hashes.
  private static func hash(_ key: LedgerKey) -> (UInt64, UInt64) {
    let mixed =
      key.fingerprint.prefix &+ UInt64(bitPattern: key.generation) &* 0x9E37_79B9_7F4A_7C15
    return (mixed, mixed >> 32 | 1)
  }
}
