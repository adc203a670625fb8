internal import FacetPlatform
internal import GRDB

/// Which keys the file may hold, so that a look for what is not there need not go to it.
///
/// It is a Bloom filter with double hashing (Kirsch and Mitzenmacher, 2006): a key that it does not
/// have is not stored. That another process writes to the file shows at the next commit of this one,
/// and ends it; after a commit it answers for 10 ms.
final class StoredKeys: Sendable {
  private struct State {
    /// `nil` where the file is large, or other processes write to it.
    var bits: [UInt64]?
    var count: Int
    /// The number that SQLite gives to what other connections have changed.
    var version: Int64?
    var answersUntil: ContinuousClock.Instant?
  }

  private let state: Lock<State>

  /// 2 MB of bits, 10 for a key: of a hundred looks for what is not there, one goes to the file.
  private static let bitCount: UInt64 = 1 << 24
  private static let capacity = Int(bitCount / 10)
  private static let hashes: UInt64 = 7
  /// Stored keys up to which they are read when a file is opened, which takes a tenth of a second.
  private static let readable = 200_000
  private static let validity = Duration.milliseconds(10)

  /// - Parameter db: The connection that writes.
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

  /// Whether a key is not stored for sure; `false` where only the file can tell.
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

  /// Tells that a commit is done, on the connection that did it.
  func confirm(in db: Database) {
    // Where it cannot be told whether others have written, only the file can tell.
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

  /// Parts of a digest are as good as hashes.
  private static func hash(_ key: LedgerKey) -> (UInt64, UInt64) {
    let mixed =
      key.fingerprint.prefix &+ UInt64(bitPattern: key.generation) &* 0x9E37_79B9_7F4A_7C15
    return (mixed, mixed >> 32 | 1)
  }
}
