internal import FacetJSON
internal import FacetPlatform

/// Looks for banned terms and benchmark items at every moment of an export, and counts what it
/// finds.
struct ContaminationCheck {
  /// The moments at which texts are checked.
  enum Moment: String, CaseIterable {
    case source
    case completion
    case final
  }

  /// What was found in a text.
  struct Finding: Hashable {
    /// `keyword` or `benchmark`, as counted.
    var reason: String
    /// The term, or the benchmark's name.
    var name: String
    /// The item's position in its benchmark; `nil` for a term.
    var item: Int?
  }

  private struct Tally {
    var keywords: [String: Int] = [:]
    var benchmarks: [String: Int] = [:]
    var examples: [JSONValue] = []
  }

  private var keywords: KeywordScan
  private var index = BenchmarkIndex()
  private var words = WordScan(keepsUnderscores: true)
  private var tallies: [Moment: Tally] = [:]
  private let rules: ContaminationRules
  private var digests: [String: String] = [:]
  private var counts: [String: Int] = [:]
  /// The texts whose findings have been counted.
  private var noted: Set<SHA256> = []
  /// The prompts that contaminate nothing.
  private var own: Set<String> = []
  /// Their parts with a banned term, the longest first.
  private var ownParts: [String] = []

  var isEmpty: Bool { keywords.isEmpty && index.isEmpty }

  init(_ rules: ContaminationRules) throws(TrainingError) {
    self.rules = rules
    keywords = KeywordScan(rules)
    for benchmark in rules.benchmarks {
      counts[benchmark.path] = try BenchmarkFile.add(benchmark, to: &index)
      digests[benchmark.path] = (try? SHA256(ofFile: benchmark.path))?.description
    }
  }

  /// Makes the texts of own prompts count no more, neither their terms nor their runs of words.
  mutating func exclude(prompts: [String]) {
    guard !isEmpty else { return }
    for prompt in prompts where own.insert(prompt).inserted {
      for piece in Self.literals(of: prompt) {
        if !index.isEmpty { index.exclude(words.words(of: String(piece))) }
        let part = String(
          piece.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        guard keywords.term(in: part) != nil, !ownParts.contains(part) else { continue }
        ownParts.append(part)
        ownParts.sort { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
      }
    }
  }

  /// The parts of a prompt outside its `{{name}}`s.
  private static func literals(of prompt: String) -> [Substring] {
    var pieces: [Substring] = []
    var rest = prompt[...]
    while let open = rest.firstRange(of: "{{"),
      let close = rest[open.upperBound...].firstRange(of: "}}")
    {
      pieces.append(rest[..<open.lowerBound])
      rest = rest[close.upperBound...]
    }
    return pieces + [rest]
  }

  /// The banned term in a text, or `nil`; benchmarks are not looked for.
  mutating func term(in text: String) -> Finding? {
    guard let term = keywords.term(in: text) else { return nil }
    guard !ownParts.isEmpty else { return Finding(reason: "keyword", name: term) }
    var rest = text
    for part in ownParts { rest = rest.replacing(part, with: "|") }
    return keywords.term(in: rest).map { Finding(reason: "keyword", name: $0) }
  }

  /// What a text contains, or `nil`.
  mutating func finding(in text: String, isUser: Bool) -> Finding? {
    if let term = term(in: text) { return term }
    guard !index.isEmpty,
      let item = index.match(words.words(of: text), isUser: isUser)
    else { return nil }
    return Finding(
      reason: "benchmark", name: index.names[Int(item.benchmark)], item: Int(item.position))
  }

  /// What a message contains, or `nil`. A system message is Facet's own or the user's prompt, and
  /// is checked for terms only.
  mutating func finding(in message: JSONObject) -> Finding? {
    let role = message["role"]?.string
    for key in ["content", "reasoning_content"] {
      guard let text = message[key]?.string, !text.isEmpty else { continue }
      if role == "system" {
        if let term = term(in: text) { return term }
      } else if let found = finding(in: text, isUser: role == "user") {
        return found
      }
    }
    for call in message["tool_calls"]?.array ?? [] {
      guard let arguments = call["function"]?["arguments"] else { continue }
      if let found = finding(inAll: arguments) { return found }
    }
    return nil
  }

  /// What any text within a value contains, or `nil`; none of them is a user's message.
  mutating func finding(inAll value: JSONValue) -> Finding? {
    switch value {
    case .string(let text): return finding(in: text, isUser: false)
    case .array(let elements):
      for element in elements {
        if let found = finding(inAll: element) { return found }
      }
    case .object(let object):
      for member in object.members {
        if let found = finding(inAll: member.value) { return found }
      }
    default: break
    }
    return nil
  }

  /// What a sample contains in its text, its reference or its fields, or `nil`.
  ///
  /// - Parameter withAnswers: Whether to look into its conversations too.
  mutating func finding(in sample: TrainingSample, withAnswers: Bool) -> Finding? {
    if isEmpty { return nil }
    if let text = sample.context, let found = finding(in: text, isUser: true) { return found }
    if let text = sample.reference, let found = finding(in: text, isUser: false) { return found }
    if let found = finding(inAll: .object(sample.fields)) { return found }
    guard withAnswers else { return nil }
    for candidate in sample.candidates {
      for message in candidate.prompt + candidate.answer {
        if let found = finding(in: message) { return found }
      }
    }
    return nil
  }

  /// Counts a finding, once for all kinds that read the same text.
  ///
  /// - Parameter text: What the text is, beside its row.
  mutating func note(_ finding: Finding, at moment: Moment, row: String, text: String = "") {
    let key = [moment.rawValue, row, text].joined(separator: "\u{0}")
    guard noted.insert(SHA256(of: Array(key.utf8))).inserted else { return }
    if finding.item == nil {
      tallies[moment, default: Tally()].keywords[finding.name, default: 0] += 1
    } else {
      tallies[moment, default: Tally()].benchmarks[finding.name, default: 0] += 1
    }
    guard tallies[moment]?.examples.count ?? 0 < 3 else { return }
    var example: JSONObject = ["row": .string(row), "found": .string(finding.name)]
    if let item = finding.item { example["item"] = .number(JSONNumber(item)) }
    tallies[moment]?.examples.append(.object(example))
  }

  /// The rules and the counts by moment, for the metadata.
  ///
  /// - Parameter own: The prompts of sources, which a verification needs to pass over them, too.
  func json(before: Int, after: Int, own: [String]) -> JSONValue {
    func counts(_ names: [String: Int]) -> JSONValue {
      .object(
        JSONObject(
          names.sorted { $0.key < $1.key }.map { ($0.key, .number(JSONNumber($0.value))) }))
    }
    let layers = Moment.allCases.map { moment -> (String, JSONValue) in
      let tally = tallies[moment] ?? Tally()
      return (
        moment.rawValue,
        [
          "keywords": counts(tally.keywords), "benchmarks": counts(tally.benchmarks),
          "examples": .array(tally.examples),
        ]
      )
    }
    return [
      "keywords": .array(rules.keywords.map { .string($0) }),
      "keyword_rule": .string(rules.isLiteral ? "literal" : "folded whole words"),
      "keywords_sha256": .string(
        SHA256(of: Array(rules.keywords.joined(separator: "\n").utf8)).description),
      "ngram_rule": .string(
        "half of an item's words in shared runs of 8 words, or a run of 20 words"),
      "benchmarks": .array(
        rules.benchmarks.map { benchmark in
          [
            "name": .string(benchmark.name), "path": .string(benchmark.path),
            "sha256": digests[benchmark.path].map { .string($0) } ?? .null,
            "items": .number(JSONNumber(self.counts[benchmark.path] ?? 0)),
            "field": benchmark.field.map { .string($0) } ?? .null,
            "answer_field": benchmark.answerField.map { .string($0) } ?? .null,
          ]
        }),
      "own_prompts": .array(isEmpty ? [] : own.map { .string($0) }),
      "found": .object(JSONObject(layers)),
      "rows_before": .number(JSONNumber(before)), "rows_after": .number(JSONNumber(after)),
    ]
  }
}
