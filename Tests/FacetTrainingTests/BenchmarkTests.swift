import FacetJSON
import FacetPlatform
import Testing

@testable import FacetTraining

@Suite("Texts of benchmarks")
struct BenchmarkTests {
  /// Words that follow no pattern, the same on every run.
  static func words(_ count: Int, _ seed: UInt64) -> [String] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return "w\(state >> 50)"
    }
  }

  @Test(
    "A text that shares enough of an item is found, and others are not",
    arguments: [
      ("verbatim", true), ("case", true), ("one word", true), ("every tenth", true),
      ("first half", true), ("first third", false), ("other", false), ("seven words", false),
    ])
  func finds(change: String, isFound: Bool) async throws {
    try await withScratchFolder { folder in
      let item = Self.words(30, 7)
      try write(rows: [["question": .string(item.joined(separator: " "))]], to: folder + "/b.jsonl")
      var index = BenchmarkIndex()
      try BenchmarkFile.add(.init(name: "b", path: folder + "/b.jsonl"), to: &index)
      var text = item
      switch change {
      case "case": text = item.map { $0.uppercased() + "," }
      case "one word": text[15] = "changed"
      case "every tenth": for place in [9, 19, 29] { text[place] = "changed" }
      case "first half": text = Array(item[..<16]) + Self.words(10, 99)
      case "first third": text = Array(item[..<10]) + Self.words(20, 98)
      case "seven words": text = Array(item[..<7]) + Self.words(20, 97)
      case "other": text = Self.words(30, 8)
      default: break
      }
      var scan = WordScan(keepsUnderscores: true)
      let words = scan.words(of: "Before. " + text.joined(separator: " ") + " And after.")
      #expect((index.match(words, isUser: true) != nil) == isFound)
    }
  }

  /// The rule, word by word: half of the item in shared runs of eight words, or a run of twenty.
  private static func isMatch(_ item: [String], _ text: [String]) -> Bool {
    if item.count < 8 { return item == text }
    let runs = runs(of: 8, in: text)
    var covered = Array(repeating: false, count: item.count)
    var (run, longest) = (0, 0)
    for start in 0...(item.count - 8) {
      guard runs.contains(item[start..<(start + 8)].joined(separator: " ")) else {
        run = 0
        continue
      }
      run = run == 0 ? 8 : run + 1
      longest = max(longest, run)
      for place in start..<(start + 8) { covered[place] = true }
    }
    return covered.count { $0 } * 2 >= item.count || longest >= 20
  }

  /// A thousand texts as long as those of the measurement, of which 6.5 % have fewer than 13 words
  /// (no shared run of 13 is in a verbatim copy), a fifth fewer than 16 (no run of 8 in a first
  /// half) and 43 % fewer than 26 (no run of 13 in a first half).
  private static let items: [[String]] = {
    let shares = [(8, 2), (10, 11), (13, 27), (16, 30), (20, 15), (26, 12), (40, 67), (60, 36)]
    var wanted = shares.map { $0.1 * 5 }
    var texts = ProblemTexts(seed: 2026)
    var items: [[String]] = []
    while wanted.contains(where: { $0 > 0 }) {
      let item = texts.next().split(separator: " ").map(String.init)
      let length = plainWords(item).count
      guard let place = shares.lastIndex(where: { $0.0 <= length }), wanted[place] > 0 else {
        continue
      }
      wanted[place] -= 1
      items.append(item)
    }
    return items
  }()

  /// An item as a row holds it after a change, among other words.
  private static func planted(
    _ item: [String], _ change: String, _ chance: inout ProblemTexts
  ) -> [String] {
    var text = item
    switch change {
    case "case and punctuation":
      text = item.map { $0.uppercased().replacing(",", with: ";") + "!" }
    case "one word": text[chance.number(below: item.count)] = "changed"
    case "a tenth of the words":
      for place in chance.places(item.count / 10, below: item.count) { text[place] = "changed" }
    case "each tenth word":
      for place in text.indices where place % 10 == 9 { text[place] = "changed" }
    case "numbers":
      for place in text.indices where text[place].contains(where: \.isNumber) {
        text[place] = "100001"
      }
    case "first half":
      let whole = item.joined(separator: " ")
      text = whole.prefix(whole.count / 2).split(separator: " ").map(String.init)
    default: break
    }
    return "Before it stand four words.".split(separator: " ").map(String.init) + text + [
      "Then", "others.",
    ]
  }

  @Test(
    "Texts as long as those of the rule's measurement are found as often as it says",
    arguments: [
      // The rates of the rule, and of any shared run of 13 words, which tells whether the texts and
      // the changes are those of the measurement.
      ("verbatim", 100, 93.5), ("case and punctuation", 100, 93.5), ("one word", 94.5, 73.0),
      ("a tenth of the words", 94.2, 64.8), ("numbers", 93.5, nil), ("first half", 70.0, nil),
      // Nine words stay between two changes, so that the measurement, in which 64.8 % still shared
      // a run of 13, cannot have changed words at a fixed distance.
      ("each tenth word", 100, 0),
    ] as [(String, Double, Double?)])
  func rates(change: String, expected: Double, runs: Double?) throws {
    var scan = WordScan(keepsUnderscores: true)
    var chance = ProblemTexts(seed: 7)
    var (found, shared) = (0, 0)
    for item in Self.items {
      // Alone in its index, so that no item of like sentences is found in its place.
      var index = BenchmarkIndex()
      let number = index.addBenchmark(named: "b")
      index.add(scan.words(of: item.joined(separator: " ")), position: 0, to: number)
      let text = Self.planted(item, change, &chance)
      let isFound = index.match(scan.words(of: text.joined(separator: " ")), isUser: true) != nil
      let words = [item, text].map { Self.plainWords($0) }
      #expect(isFound == Self.isMatch(words[0], words[1]), "\(item.joined(separator: " "))")
      if isFound { found += 1 }
      if !Self.runs(of: 13, in: words[0]).isDisjoint(with: Self.runs(of: 13, in: words[1])) {
        shared += 1
      }
    }
    let rates = [found, shared].map { Double($0) * 100 / Double(Self.items.count) }
    #expect(abs(rates[0] - expected) <= 2, "\(change): \(rates[0]) %")
    if let runs { #expect(abs(rates[1] - runs) <= 2, "\(change): \(rates[1]) % share 13 words") }
  }

  private static func runs(of length: Int, in words: [String]) -> Set<String> {
    guard words.count >= length else { return [] }
    return Set(
      (0...(words.count - length)).map {
        words[$0..<($0 + length)].joined(separator: " ")
      })
  }

  /// Runs of letters and digits.
  private static func plainWords(_ text: [String]) -> [String] {
    text.joined(separator: " ").lowercased().split { !$0.isLetter && !$0.isNumber }
      .map(String.init)
  }

  @Test("Problems of the same kind in other sentences match nothing")
  func negatives() throws {
    var index = BenchmarkIndex()
    var scan = WordScan(keepsUnderscores: true)
    var (items, others) = (
      ProblemTexts(seed: 1, remainder: 0), ProblemTexts(seed: 2, remainder: 1)
    )
    let number = index.addBenchmark(named: "b")
    for position in 0..<500 {
      index.add(scan.words(of: items.next()), position: position, to: number)
    }
    let found = (0..<1000).count { _ in
      index.match(scan.words(of: others.next()), isUser: true) != nil
    }
    #expect(found == 0)
  }

  @Test("A short answer of a benchmark is no item, a long one is")
  func answers() async throws {
    try await withScratchFolder { folder in
      let solution = Self.words(20, 5).joined(separator: " ")
      try write(
        rows: [
          ["question": .string(Self.words(20, 1).joined(separator: " ")), "answer": "72"],
          [
            "question": .string(Self.words(20, 2).joined(separator: " ")),
            "answer": .string(solution),
          ],
        ], to: folder + "/b.jsonl")
      var index = BenchmarkIndex()
      let count = try BenchmarkFile.add(
        .init(name: "b", path: folder + "/b.jsonl", answerField: "answer"), to: &index)
      #expect(count == 2)
      var scan = WordScan(keepsUnderscores: true)
      #expect(index.match(scan.words(of: "72"), isUser: true) == nil)
      #expect(index.match(scan.words(of: "It is so: " + solution), isUser: false)?.position == 1)
    }
  }

  @Test(
    "An index of another version, or without some of its items, is refused",
    arguments: [
      ("\"facet_benchmark_index\":1", "\"facet_benchmark_index\":2", ":1: the index is not of the"),
      ("\"ngram\":8", "\"ngram\":9", ":1: the index is not of the version"),
      ("\"items\":2", "\"items\":3", "' is incomplete: 1 items of the index are missing"),
    ])
  func refusesIndexes(old: String, new: String, words: String) async throws {
    try await withScratchFolder { folder in
      let items = (0..<2).map { Self.words(20, UInt64($0)).joined(separator: " ") }
      try write(rows: items.map { ["question": .string($0)] }, to: folder + "/b.jsonl")
      var index = BenchmarkIndex()
      try BenchmarkFile.add(.init(name: "b", path: folder + "/b.jsonl"), to: &index)
      let text = String(decoding: BenchmarkFile.lines(of: index, name: "b"), as: UTF8.self)
      let path = folder + "/b.index"
      try write(text, to: path)
      var read = BenchmarkIndex()
      #expect(try BenchmarkFile.add(.init(name: "b", path: path), to: &read) == 2)
      let changed = text.replacing(old, with: new)
      #expect(changed != text)
      try write(changed, to: path)
      let error = #expect(throws: TrainingError.self) {
        try BenchmarkFile.add(.init(name: "b", path: path), to: &read)
      }
      #expect(error?.message.contains(words) == true)
    }
  }

  @Test("A short item matches only a user message equal to it")
  func shortItems() async throws {
    try await withScratchFolder { folder in
      try write(rows: [["question": "What is 2 plus 2?"]], to: folder + "/b.jsonl")
      var index = BenchmarkIndex()
      try BenchmarkFile.add(.init(name: "b", path: folder + "/b.jsonl"), to: &index)
      var scan = WordScan(keepsUnderscores: true)
      #expect(index.match(scan.words(of: "what is 2 plus 2"), isUser: true) != nil)
      #expect(index.match(scan.words(of: "what is 2 plus 2"), isUser: false) == nil)
      #expect(index.match(scan.words(of: "so what is 2 plus 2"), isUser: true) == nil)
    }
  }

  @Test("A short item does not match a field or an accepted answer equal to it")
  func shortFields() async throws {
    try await withScratchFolder { folder in
      try write(rows: [["question": "France"]], to: folder + "/b.jsonl")
      try write(
        rows: [
          [
            "prompt": "Where is the city of Paris, please?", "completion": "It is in France.",
            "country": "France", "ground_truth": "France",
          ]
        ], to: folder + "/in.jsonl")
      let summary = try await export([folder + "/in.jsonl"], as: .rl, to: folder + "/out") {
        $0.contamination.benchmarks = [.init(name: "b", path: folder + "/b.jsonl")]
      }
      #expect(reasons("source", summary) == [:])
      #expect(try rows(at: folder + "/out/rl/train.jsonl").count == 1)
    }
  }

  @Test("An index of hashes finds what the texts find, and holds none of them")
  func sharedIndex() async throws {
    try await withScratchFolder { folder in
      let items = (1...20).map { Self.words(25, $0) }
      try write(
        rows: items.map { ["question": .string($0.joined(separator: " "))] } + [
          ["question": "a short one"]
        ], to: folder + "/b.jsonl")
      var index = BenchmarkIndex()
      try BenchmarkFile.add(.init(name: "b", path: folder + "/b.jsonl"), to: &index)
      let bytes = BenchmarkFile.lines(of: index, name: "b")
      try write(String(decoding: bytes, as: UTF8.self), to: folder + "/b.index")
      #expect(!String(decoding: bytes, as: UTF8.self).contains(items[0][0]))
      var shared = BenchmarkIndex()
      try BenchmarkFile.add(.init(name: "b", path: folder + "/b.index"), to: &shared)
      var scan = WordScan(keepsUnderscores: true)
      for item in items {
        let words = scan.words(of: item.joined(separator: " "))
        #expect(
          shared.match(words, isUser: false)?.position
            == index.match(words, isUser: false)?.position)
      }
      #expect(shared.match(scan.words(of: "A short one!"), isUser: true) != nil)
    }
  }

  @Test("Facet's own prompts do not count, and every moment is counted")
  func moments() async throws {
    try await withScratchFolder { folder in
      let prompt = Self.words(20, 50).joined(separator: " ")
      let (first, second) = (Self.words(20, 51), Self.words(20, 52))
      try write(
        rows: [first, second].map { ["question": .string($0.joined(separator: " "))] } + [
          ["question": .string(prompt)]
        ], to: folder + "/b.jsonl")
      var clean = facetRow("q1", response: "a clean answer to it")
      var object = try #require(clean.object)
      object["messages"] = [
        ["role": "user", "content": .string(prompt + " sample one")],
        ["role": "assistant", "content": "a clean answer to it"],
      ]
      clean = .object(object)
      try write(
        rows: [
          clean, facetRow("q2", context: first.joined(separator: " ")),
          facetRow("q3", response: second.joined(separator: " ")),
        ], to: folder + "/in.jsonl")
      try write(
        rows: [
          [
            "agent_perspectives": [
              ["condition": "Plain", "strategy": .string(prompt + " {{input}}")]
            ]
          ]
        ],
        to: folder + "/in.metadata.json")
      let summary = try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out") {
        $0.contamination.benchmarks = [.init(name: "dev", path: folder + "/b.jsonl")]
      }
      #expect(try rows(at: folder + "/out/sft/train.jsonl").count == 1)
      #expect(reasons("source", summary) == ["contaminated_benchmark": 1])
      #expect(reasons("answers", summary) == ["contaminated_benchmark": 1])
      let found = summary.metadata["contamination"]?["found"]
      #expect(found?["source"]?["benchmarks"] == ["dev": 1])
      #expect(found?["completion"]?["examples"]?[0]?["item"]?.int == 1)
      #expect(found?["final"]?["benchmarks"] == [:])
    }
  }
}
