/// Texts as sets of five-word runs, and the 14 band digests by which similar sets meet.
package struct MinHash: Sendable {
  static let bands = 14
  static let rowsPerBand = 8
  private static let count = bands * rowsPerBand
  private static let shingle = 5

  private let factors: [UInt64]
  private let offsets: [UInt64]
  private var scan = WordScan(keepsUnderscores: true)

  package init() {
    var state: UInt64 = 0x5EED_FACE_7000_0001
    func next() -> UInt64 {
      state = state &+ 0x9E37_79B9_7F4A_7C15
      return NGrams.mixed(state)
    }
    factors = (0..<Self.count).map { _ in next() | 1 }
    offsets = (0..<Self.count).map { _ in next() }
  }

  /// The runs of five words of a text, each once; a shorter text is one run.
  package mutating func shingles(of text: String) -> Set<UInt64> {
    let words = scan.words(of: text)
    guard words.count >= Self.shingle else { return words.isEmpty ? [] : [NGrams.hash(of: words)] }
    return Set(NGrams.hashes(of: words, length: Self.shingle))
  }

  /// The digest of each band.
  package func digests(of shingles: Set<UInt64>) -> [UInt64] {
    var least = [UInt64](repeating: .max, count: Self.count)
    for shingle in shingles {
      for index in 0..<Self.count {
        // The upper bits of the product depend on all bits of the run.
        let hash = (shingle &* factors[index] &+ offsets[index])
        let mixed = hash ^ hash >> 32
        if mixed < least[index] { least[index] = mixed }
      }
    }
    return (0..<Self.bands).map { band in
      var digest = UInt64(band)
      for row in 0..<Self.rowsPerBand {
        digest = NGrams.mixed(digest ^ least[band * Self.rowsPerBand + row])
      }
      return digest
    }
  }

  /// The share of runs that two sets have in common.
  package static func jaccard(_ one: Set<UInt64>, _ other: Set<UInt64>) -> Double {
    let (small, large) = one.count < other.count ? (one, other) : (other, one)
    let shared = small.count { large.contains($0) }
    let all = one.count + other.count - shared
    return all == 0 ? 1 : Double(shared) / Double(all)
  }
}
