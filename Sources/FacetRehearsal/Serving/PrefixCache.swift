/// A provider's cache of answered prompts, which makes prompts with the same prefix cheaper: from
/// 1,024 tokens, in steps of 128, for five minutes after the last use.
///
/// A token counts as 4 bytes here, so that a step is the same for all prompts.
struct PrefixCache {
  static let minimumTokens = 1024
  static let stepTokens = 128
  private static let stepBytes = stepTokens * 4

  /// The steps of a prompt, each identified by all text up to its end.
  struct Prefix: Sendable {
    private(set) var steps: [UInt64] = []
    /// Whether the client marks the cached prefix, and the provider reports cache writes.
    var isExplicit = false

    /// - Parameters:
    ///   - text: The prompt, as far as it may be cached.
    ///   - salt: Other properties that must match, such as the model.
    init(of text: String, salt: String) {
      steps.reserveCapacity(text.utf8.count / PrefixCache.stepBytes)
      var hash = salt.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64, Self.mix)
      let bytes = text.utf8.span
      for index in bytes.indices {
        hash = Self.mix(hash, bytes[index])
        if (index + 1) % PrefixCache.stepBytes == 0 { steps.append(hash) }
      }
      // A prefix that is too short for the cache is not looked up.
      if steps.count * PrefixCache.stepTokens < PrefixCache.minimumTokens { steps = [] }
    }

    /// FNV-1a.
    private static func mix(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
      (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
  }

  private let lifetime: Duration
  private let capacity: Int
  private var ends: [UInt64: ContinuousClock.Instant] = [:]

  /// - Parameters:
  ///   - lifetime: How long a step is kept after its last use; zero for no cache.
  ///   - capacity: The maximum number of steps.
  init(lifetime: Duration, capacity: Int = 1 << 18) {
    self.lifetime = lifetime
    self.capacity = capacity
  }

  /// The cached tokens of a prompt; a hit extends their lifetime.
  mutating func cachedTokens(of prefix: Prefix, at now: ContinuousClock.Instant) -> Int {
    guard lifetime > .zero else { return 0 }
    let found = prefix.steps.prefix { ends[$0].map { $0 > now } ?? false }
    guard found.count * Self.stepTokens >= Self.minimumTokens else { return 0 }
    for step in found { ends[step] = now + lifetime }
    return found.count * Self.stepTokens
  }

  /// Caches an answered prompt.
  mutating func insert(_ prefix: Prefix, at now: ContinuousClock.Instant) {
    guard lifetime > .zero else { return }
    if ends.count + prefix.steps.count > capacity { ends = ends.filter { $0.value > now } }
    // A full cache drops everything, as a shared cache may at any time.
    if ends.count + prefix.steps.count > capacity { ends = [:] }
    for step in prefix.steps { ends[step] = now + lifetime }
  }
}
