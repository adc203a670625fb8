import FacetJSON
import FacetPlatform
import Testing

@testable import FacetTraining

@Suite("Mixes and splits")
struct MixTests {
  @Test(
    "A mix takes counts, shares and weights",
    arguments: [
      ([("a", .take(30)), ("b", .take(500))], ["a": 30, "b": 500]),
      ([("a", .take(30)), ("b", .share(0.75))], ["a": 30, "b": 90]),
      ([("a", .take(500)), ("b", .share(0.5))], ["a": 500, "b": 100]),
      ([("a", .share(0.5)), ("b", .share(0.5))], ["a": 100, "b": 100]),
      ([("a", .share(0.25)), ("b", .share(0.75))], ["a": 66, "b": 200]),
      ([("a", .weight(1)), ("b", .weight(2))], ["a": 100, "b": 200]),
      ([("a", .weight(2)), ("b", .weight(1))], ["a": 100, "b": 50]),
      ([("none", .take(5)), ("a", .take(1))], ["none": 5, "a": 1]),
    ] as [([(String, MixRules.Amount)], [String: Int])])
  func amounts(parts: [(String, MixRules.Amount)], wanted: [String: Int]) {
    var rules = MixRules()
    rules.parts = parts.map { (source: $0.0, amount: $0.1) }
    let supplies = ["a": MixPlan.Supply(rows: 100), "b": MixPlan.Supply(rows: 200)]
    #expect(MixPlan(rules: rules).wanted(of: supplies) == wanted)
  }

  @Test("Rows of two files that number their samples alike have identifiers of their own")
  func identifiers() async throws {
    try await withScratchFolder { folder in
      for name in ["a", "b"] {
        try write(
          rows: [
            ["prompt": .string("Question of file \(name)?"), "completion": "An answer to it."]
          ], to: "\(folder)/\(name).jsonl")
      }
      try await export([], as: .sft, to: folder + "/out") {
        $0.sources = [
          TrainingSource(name: "s", paths: ["\(folder)/a.jsonl", "\(folder)/b.jsonl"])
        ]
      }
      let ids = try rows(at: folder + "/out/sft/train.jsonl").compactMap { $0["id"]?.string }
      #expect(ids.count == 2 && Set(ids).count == 2)
    }
  }

  @Test("Weights can count tokens")
  func tokens() {
    var rules = MixRules()
    rules.unit = .tokens
    rules.parts = [(source: "short", amount: .weight(1)), (source: "long", amount: .weight(1))]
    let wanted = MixPlan(rules: rules).wanted(of: [
      "short": .init(rows: 1000, tokens: 10_000), "long": .init(rows: 100, tokens: 100_000),
    ])
    #expect(wanted == ["short": 1000, "long": 10])
  }

  @Test(
    "A count is divided over splits by their rows, and none that has rows is emptied for rounding",
    arguments: [
      (10, [80, 10, 10], [8, 1, 1]), (3, [1, 1, 1], [1, 1, 1]), (100, [80, 10, 10], [80, 10, 10]),
      (1, [5, 5], [1, 0]), (4, [0, 10], [0, 4]), (7, [0, 0], [0, 0]),
      (11, [6, 6, 2], [5, 5, 1]),
    ])
  func divides(count: Int, rows: [Int], parts: [Int]) {
    #expect(MixPlan.divided(count, over: rows) == parts)
  }

  @Test(
    "No split loses rows when more are taken", arguments: [[6, 6, 2], [80, 11, 9], [1, 7, 3]])
  func grows(rows: [Int]) {
    var before = rows.map { _ in 0 }
    for count in 1...(rows.reduce(0, +) * 2) {
      let parts = MixPlan.divided(count, over: rows)
      #expect(parts.reduce(0, +) == count)
      #expect(zip(before, parts).allSatisfy { $0 <= $1 })
      before = parts
    }
    #expect(before == rows.map { $0 * 2 })
  }

  @Test("A larger take is a superset of a smaller one, and repeats have names of their own")
  func takes() async throws {
    try await withScratchFolder { folder in
      let input = try FolderTests.input(folder, count: 60)
      func ids(_ count: Int, _ name: String) async throws -> [String] {
        try await export([input], as: .sft, to: "\(folder)/\(name)") { recipe in
          recipe.make[0].mix.parts = [(source: "s0", amount: .take(count))]
          recipe.make[0].mix.short = .repeat
        }
        return try rows(at: "\(folder)/\(name)/sft/train.jsonl").compactMap { $0["id"]?.string }
      }
      let (few, many, double) = (
        Set(try await ids(10, "few")), Set(try await ids(40, "many")), try await ids(90, "double")
      )
      #expect(few.count == 10 && many.count == 40 && few.isSubset(of: many))
      #expect(double.count == 90 && Set(double).count == 90)
      #expect(double.count { $0.hasSuffix("-r2") } == 30)
    }
  }

  @Test("Whole groups meet the shares as closely as they can, and rows that agree are connected")
  func exactAndConnected() async throws {
    try await withScratchFolder { folder in
      try write(
        rows: (0..<100).map { index in
          [
            "prompt": .string("Question number \(index) of them?"),
            "completion": .string("The answer to question \(index)."),
            "file": .string("f\(index / 2)"), "template": .string("t\(index / 10)"),
          ]
        }, to: folder + "/in.jsonl")
      let summary = try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out") {
        $0.split.shares = FolderTests.shares
        $0.split.isExact = true
        $0.split.by = [["file"], ["template"]]
        $0.make[0].fields = ["file", "template"]
      }
      #expect(summary.kinds[0].splits.map(\.rows) == [80, 10, 10])
      let test = try rows(at: folder + "/out/sft/test.jsonl")
      #expect(Set(test.map { $0["template"] }).count == 1)
      #expect(Set(test.map { $0["group"] }).count == 1)
    }
  }

  @Test("A forgotten source leaves every other row where it was")
  func forgets() async throws {
    try await withScratchFolder { folder in
      for name in ["a", "b"] {
        try write(
          rows: (0..<30).map { facetRow("q\($0)", context: "\(name) asks about thing \($0)") },
          to: "\(folder)/\(name).jsonl")
      }
      var recipe = ExportRecipe(name: "set")
      recipe.sources = ["a", "b"].map { TrainingSource(name: $0, paths: ["\(folder)/\($0).jsonl"]) }
      recipe.split.shares = [("train", 0.5), ("test", 0.5)]
      var (both, one) = (MakeRules(.sft), MakeRules(.rl))
      both.from = ["a", "b"]
      both.mix.parts = [(source: "a", amount: .take(20)), (source: "b", amount: .take(10))]
      one.from = ["b"]
      recipe.make = [both, one]
      func lines(_ recipe: ExportRecipe) throws -> [String: [JSONValue]] {
        _ = try TrainingExport(recipe: recipe, version: "test").run(to: folder + "/out")
        var splits: [String: [JSONValue]] = [:]
        for split in ["train", "test"] {
          splits[split] = try rows(at: "\(folder)/out/sft/\(split).jsonl")
            .filter { $0["source"] == "a" }.sorted { $0.text < $1.text }
        }
        return splits
      }
      let before = try lines(recipe)
      try recipe.forget(["b"])
      #expect(try lines(recipe) == before)
      #expect(!FileSystem.exists(folder + "/out/rl"))
      let metadata = try ResponseJSON.value(
        of: try FileSystem.contents(of: folder + "/out/metadata.json"))
      #expect(metadata["forgotten_sources"] == ["b"])
      #expect(metadata["sources"]?.array?.count == 1)
      #expect(throws: TrainingError.self) { try recipe.forget(["c"]) }
      #expect(throws: TrainingError.self) { try recipe.forget(["a"]) }
    }
  }

  @Test(
    "Groups that a forgotten source connected stay connected, or it is told how many rows moved",
    arguments: [(true, false), (false, false), (true, true)])
  func forgetsLinks(filesAreThere: Bool, isExact: Bool) async throws {
    try await withScratchFolder { folder in
      func row(_ number: Int, _ keys: [String: JSONValue]) -> JSONValue {
        .object(
          JSONObject(
            [
              ("prompt", .string("What is to be said of thing \(number)?")),
              ("completion", .string("This is what thing \(number) is like.")),
            ] + keys.sorted { $0.key < $1.key }))
      }
      // Each row of the other source connects two rows.
      try write(
        rows: (0..<60).map { row($0, ["one": .string("a\($0)")]) }, to: folder + "/kept.jsonl")
      try write(
        rows: (0..<30).flatMap { pair in
          (0..<2).map {
            row(
              100 + 2 * pair + $0,
              [
                "one": .string("a\(2 * pair + $0)"), "other": .string("b\(pair)"),
              ])
          }
        }, to: folder + "/left.jsonl")
      var recipe = ExportRecipe(name: "set")
      recipe.sources = ["kept", "left"].map {
        TrainingSource(name: $0, paths: ["\(folder)/\($0).jsonl"])
      }
      recipe.split.shares = [("train", 0.5), ("test", 0.5)]
      recipe.split.by = [["one"], ["other"]]
      recipe.split.isExact = isExact
      recipe.contamination.keywords = ["unheard"]
      recipe.contamination.isStrict = true
      recipe.make = [MakeRules(.sft)]
      func lines() throws -> ([[JSONValue]], [String]) {
        let summary = try TrainingExport(recipe: recipe, version: "test").run(to: folder + "/out")
        let splits = try ["train", "test"].map { split in
          try rows(at: "\(folder)/out/sft/\(split).jsonl").filter { $0["source"] == "kept" }
        }
        return (splits, summary.warnings)
      }
      let before = try lines()
      try recipe.forget(["left"])
      if !filesAreThere { FileSystem.remove(folder + "/left.jsonl") }
      let after = try lines()
      if filesAreThere, !isExact {
        #expect(after.0 == before.0 && after.1 == [])
        return
      }
      let moved =
        after.0[0].count { row in before.0[1].contains { $0["id"] == row["id"] } }
        + after.0[1].count { row in before.0[0].contains { $0["id"] == row["id"] } }
      #expect(
        after.1.first
          == (isExact
            ? "splits by exact shares depend on the rows of 'left', so rows may change theirs"
            : "the files of 'left' cannot be read: rows that only its rows connected may change "
              + "their split"))
      #expect(
        after.1.dropFirst().first
          == (moved == 0
            ? nil
            : "\(moved) of the 60 rows that '\(folder)/out' also had changed their split"))
      #expect(isExact || moved > 0)
    }
  }

  @Test("A kind that took only a forgotten source has no rows, rather than those of every source")
  func forgetsKinds() throws {
    var recipe = ExportRecipe(name: "set")
    recipe.sources = ["a", "b"].map { TrainingSource(name: $0, paths: [$0]) }
    var (named, mixed) = (MakeRules(.rl), MakeRules(.dpo))
    named.from = ["b", "b"]
    mixed.mix.parts = [(source: "b", amount: .take(10))]
    recipe.make = [MakeRules(.sft), named, mixed]
    try recipe.forget(["b"])
    #expect(recipe.make.map(\.kind) == [.sft])
  }

  @Test("Held out values are in the test alone")
  func holdout() async throws {
    try await withScratchFolder { folder in
      try write(
        rows: (0..<40).map { index in
          [
            "prompt": .string("Question number \(index) of them?"),
            "completion": .string("The answer to question \(index)."),
            "template": .string(index % 4 == 0 ? "anova_\(index)" : "mean_\(index)"),
          ]
        }, to: folder + "/in.jsonl")
      try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out") {
        $0.split.shares = [("train", 1), ("test", 0)]
        $0.split.by = [["template"]]
        $0.split.holdout = [("template", ["anova_*"])]
        $0.make[0].fields = ["template"]
      }
      #expect(try rows(at: folder + "/out/sft/train.jsonl").count == 30)
      let test = try rows(at: folder + "/out/sft/test.jsonl")
      #expect(test.count == 10)
      #expect(!test.contains { $0["template"]?.string?.hasPrefix("anova") != true })
    }
  }
}

@Suite("Near duplicates")
struct NearDuplicateTests {
  @Test(
    "Rows that share most of their runs of words are dropped, after a comparison in full",
    arguments: [(1, true), (2, true), (12, false), (30, false)])
  func near(changes: Int, isDropped: Bool) async throws {
    try await withScratchFolder { folder in
      let words = BenchmarkTests.words(120, 3)
      var changed = words
      for index in 0..<changes { changed[index * 120 / changes + 1] = "other\(index)" }
      try write(
        rows: [words, changed].map { words in
          [
            "prompt": .string(words[..<60].joined(separator: " ")),
            "completion": .string(words[60...].joined(separator: " ")),
          ]
        }, to: folder + "/in.jsonl")
      let summary = try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out") {
        $0.duplicates.near = 0.75
      }
      #expect(reasons("duplicates", summary) == (isDropped ? ["near": 1] : [:]))
    }
  }

  @Test("The chance to become a candidate follows 14 bands of 8")
  func bands() {
    var hashing = MinHash()
    var met = 0
    for number in 0..<200 {
      let words = BenchmarkTests.words(200, UInt64(number) + 1)
      // 200 words with 6 changed share about three quarters of their runs of five.
      var changed = words
      for place in [20, 52, 84, 116, 148, 180] { changed[place] = "x\(number)" }
      let sets = [words, changed].map { hashing.shingles(of: $0.joined(separator: " ")) }
      #expect(abs(MinHash.jaccard(sets[0], sets[1]) - 0.734) < 0.01)
      let digests = sets.map { Set(hashing.digests(of: $0)) }
      if !digests[0].isDisjoint(with: digests[1]) { met += 1 }
    }
    // 1 - (1 - 0.734^8)^14 is 0.71.
    #expect((120...164).contains(met))
  }
}
