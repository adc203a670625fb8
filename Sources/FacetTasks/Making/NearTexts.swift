internal import FacetTraining

/// Finds texts that nearly repeat an earlier one, as exports do.
struct NearTexts: Sendable {
  /// The least share of five-word runs that two texts have in common.
  let least: Double
  private var hashing = MinHash()
  private var bands: [UInt64: [Int]] = [:]
  private var texts: [(name: String, shingles: Set<UInt64>)] = []

  init(least: Double) {
    self.least = least
  }

  /// The name of an earlier text that is nearly the same; a text without one is added.
  mutating func twin(of text: String, named name: String) -> String? {
    let shingles = hashing.shingles(of: text)
    let digests = hashing.digests(of: shingles)
    var candidates: Set<Int> = []
    for digest in digests { candidates.formUnion(bands[digest] ?? []) }
    for other in candidates.sorted()
    where MinHash.jaccard(shingles, texts[other].shingles) >= least {
      return texts[other].name
    }
    for digest in digests { bands[digest, default: []].append(texts.count) }
    texts.append((name, shingles))
    return nil
  }
}
