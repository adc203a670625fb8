internal import FacetConfiguration
internal import FacetModels

/// Token totals of the selected samples, in constant memory.
struct InputTally: Sendable, Hashable {
  private(set) var samples = 0
  /// Tokens of the texts to answer.
  private(set) var context = VocabularyTokens(nil)
  /// Tokens of the other fields that prompts name.
  private(set) var fields: [String: VocabularyTokens] = [:]
  /// The texts to answer by their number of tokens, in steps of ``lengthStep``.
  private(set) var lengths: [Int: Texts] = [:]

  /// The references of the first samples, if they have any.
  private(set) var references = Texts()

  /// The number of samples that lack each set of needed names.
  private var incomplete: [Set<String>: Int] = [:]

  /// Texts of about the same length.
  struct Texts: Sendable, Hashable {
    var count = 0
    var tokens = 0
  }

  /// The granularity of providers' prefix caches.
  static let lengthStep = 128
  /// Longer texts count as this length, which bounds the number of counts.
  private static let longest = 4096

  /// Samples whose references are counted: enough for a mean.
  private static let countedReferences = 500

  /// The most sets of lacking names that are told apart.
  private static let mostSets = 1024

  private let names: [String]
  let data: DataConfiguration

  /// - Parameter names: The fields that prompts name, other than the text to answer.
  init(names: [String], data: DataConfiguration) {
    self.names = names
    self.data = data
  }

  /// - Parameter missing: The names that prompts need and the sample has no text for.
  mutating func add(_ sample: Sample, lacking missing: [String] = []) {
    samples += 1
    if !missing.isEmpty {
      let set = Set(missing)
      if incomplete[set] != nil || incomplete.count < Self.mostSets {
        incomplete[set, default: 0] += 1
      }
    }
    if samples <= Self.countedReferences, let reference = sample.reference {
      references.count += 1
      references.tokens += VocabularyTokens(reference).o200k
    }
    context += sample.contextTokens
    let tokens = sample.contextTokens.o200k
    let length = min(tokens / Self.lengthStep, Self.longest)
    lengths[length, default: Texts()].count += 1
    lengths[length, default: Texts()].tokens += tokens
    for name in names {
      fields[name, default: VocabularyTokens(nil)] += VocabularyTokens(
        sample.text(of: name, data: data))
    }
  }

  /// The number of samples that have a text for all the names.
  func samples(with names: [String]) -> Int {
    incomplete.reduce(samples) { count, gap in
      gap.key.isDisjoint(with: names) ? count : count - gap.value
    }
  }

  /// Tokens of a name's texts over all samples.
  func tokens(of name: String, _ vocabulary: TokenEstimator.Vocabulary) -> Int {
    name == "input" ? context[vocabulary] : fields[name]?[vocabulary] ?? 0
  }
}
