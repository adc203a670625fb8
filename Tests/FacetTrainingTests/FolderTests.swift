import FacetJSON
import FacetPlatform
import FoundationEssentials
import Testing

@testable import FacetTraining

@Suite("The folder of an export")
struct FolderTests {
  static func input(_ folder: String, count: Int = 200) throws -> String {
    try write(
      rows: (0..<count).map { index in
        facetRow(
          "q\(index)", response: "answer to \(index) in words", score: index % 3 == 0 ? 1 : 0.5)
      }, to: folder + "/in.jsonl")
    return folder + "/in.jsonl"
  }

  static let shares: [(name: String, share: Double)] = [
    ("train", 0.8), ("validation", 0.1), ("test", 0.1),
  ]

  @Test("The same inputs give the same bytes, also over an earlier export")
  func isReproducible() async throws {
    try await withScratchFolder { folder in
      let input = try Self.input(folder)
      for name in ["a", "b", "a"] {
        try await export([input], as: .sft, to: "\(folder)/\(name)") {
          $0.split.shares = Self.shares
        }
      }
      let files = FileSystem.paths(in: folder + "/a")
      #expect(
        files == [
          "README.md", "facet.json", "metadata.json", "sft/test.jsonl", "sft/train.jsonl",
          "sft/validation.jsonl",
        ])
      for file in files {
        let one = try FileSystem.contents(of: "\(folder)/a/\(file)")
        let other = try FileSystem.contents(of: "\(folder)/b/\(file)")
        #expect(one == other)
      }
      #expect(FileSystem.names(in: folder).sorted() == ["a", "b", "in.jsonl"])
    }
  }

  @Test("The date of creation is the newest run's start, not the clock's")
  func creationDate() async throws {
    try await withScratchFolder { folder in
      let times = ["2026-03-01T10:00:00Z", "2026-05-02T10:00:00Z", nil]
      for (number, time) in times.enumerated() {
        try write(rows: [facetRow("q\(number)")], to: "\(folder)/\(number).jsonl")
        guard let time else { continue }
        try write(
          #"{"generation_time": "\#(time)", "task_type": "t"}"#,
          to: "\(folder)/\(number).metadata.json")
      }
      func date(_ numbers: [Int]) async throws -> JSONValue? {
        try await export(
          numbers.map { "\(folder)/\($0).jsonl" }, as: .sft, to: folder + "/out"
        ).metadata["creation_date"]
      }
      #expect(try await date([0, 1, 2]) == "2026-05-02T10:00:00Z")
      #expect(try await date([0]) == "2026-03-01T10:00:00Z")
      #expect(try await date([2]) == .null)
    }
  }

  @Test("A row's split is a function of its group, so added rows move none")
  func splitsAreStable() async throws {
    try await withScratchFolder { folder in
      func splits(_ count: Int, _ name: String) async throws -> [String: String] {
        let input = try Self.input(folder, count: count)
        try await export([input], as: .sft, to: "\(folder)/\(name)") {
          $0.split.shares = Self.shares
        }
        var splits: [String: String] = [:]
        for (split, _) in Self.shares {
          for row in try rows(at: "\(folder)/\(name)/sft/\(split).jsonl") {
            let group = try #require(row["group"]?.string)
            #expect(splits[group] == nil || splits[group] == split)
            splits[group] = split
            let place = SplitAssigner.place(of: group, seed: 42)
            #expect(split == (place < 0.8 ? "train" : place < 0.9 ? "validation" : "test"))
          }
        }
        return splits
      }
      let few = try await splits(100, "few")
      let many = try await splits(300, "many")
      #expect(few.count == 100)
      #expect(few.allSatisfy { many[$0.key] == $0.value })
    }
  }

  @Test("A folder with a facet.json of somebody else is not replaced")
  func foreignManifest() async throws {
    try await withScratchFolder { folder in
      let input = try Self.input(folder, count: 5)
      try FileSystem.makeDirectories(folder + "/out")
      try write("{\"mine\": 1}", to: folder + "/out/facet.json")
      await #expect(throws: TrainingError.self) {
        _ = try await export([input], as: .sft, to: folder + "/out")
      }
      #expect(FileSystem.paths(in: folder + "/out") == ["facet.json"])
    }
  }

  @Test("A link to a folder stays, and the folder behind it is replaced")
  func link() async throws {
    try await withScratchFolder { folder in
      let input = try Self.input(folder, count: 5)
      try await export([input], as: .sft, to: folder + "/real")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: "real")
      try await export([input], as: .kto, to: folder + "/link") { $0.make[0].score = "sql" }
      #expect(FileSystem.isLink(folder + "/link"))
      #expect(
        FileSystem.paths(in: folder + "/real")
          == ["README.md", "facet.json", "kto/train.jsonl", "metadata.json"])
      #expect(FileSystem.names(in: folder).sorted() == ["in.jsonl", "link", "real"])
    }
  }

  @Test("The cost of all answers is that of every source, whichever kind has read it")
  func costOfAll() async throws {
    try await withScratchFolder { folder in
      let input = try Self.input(folder, count: 5)
      try write(
        rows: (0..<3).map { facetRow("q\($0)", response: "other answer \($0)") },
        to: folder + "/other.jsonl")
      let summary = try await export([input, folder + "/other.jsonl"], as: .sft, to: folder + "/o")
      {
        $0.make[0].from = ["s0"]
        var prompts = MakeRules(.rl)
        prompts.from = ["s1"]
        $0.make.append(prompts)
      }
      #expect(summary.metadata["cost_usd"]?["of_all_answers"]?.double == 0.0008)
    }
  }

  @Test("Counts agree: what is in and not out has a reason")
  func countsAgree() async throws {
    try await withScratchFolder { folder in
      var input = (0..<50).map { facetRow("q\($0)", response: "answer \($0) in words") }
      input.append(facetRow("q60", response: "no"))
      input.append(facetRow("q0", completion: 1, response: "answer 0  in words"))
      input.append(facetRow("q61", response: nil, status: "refused"))
      input.append(facetRow("q62", response: "tell me of tw_cooking here"))
      try write(rows: input, to: folder + "/in.jsonl")
      let summary = try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out") {
        $0.contamination.keywords = ["tw_"]
      }
      #expect(reasons("rules", summary) == ["short_content": 1])
      #expect(reasons("duplicates", summary) == ["exact": 1])
      #expect(reasons("answers", summary) == ["refused": 1, "contaminated_keyword": 1])
      #expect(!summary.kinds[0].funnel.steps.map(\.isBalanced).contains(false))
      #expect(try rows(at: folder + "/out/sft/train.jsonl").count == 50)
    }
  }

  @Test(
    "Rows are equal that differ only in white space or in the form of equal characters",
    arguments: [
      ("caf\u{E9} noir", "cafe\u{301} noir", true),
      ("\u{D55C}\u{AE00} a", "\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF} a", true),
      ("q\u{307}\u{323} here", "q\u{323}\u{307} here", true),
      ("a long way", "\u{3000}a\u{A0}long\u{2009} way", true),
      ("\u{212B} unit", "\u{C5} unit", true),
      ("a\r\nb two", " a b\ttwo", true), ("caf\u{E9} noir", "cafe noir", false),
      ("The Cat sat", "the cat sat", false), ("\u{FB01}ne work", "fine work", false),
      ("x\u{B2} plus y", "x2 plus y", false), ("one two", "onetwo", false),
    ])
  func sameTexts(text: String, other: String, areSame: Bool) async throws {
    try await withScratchFolder { folder in
      let input = ["\(text), and so on", "\(other), and so on"].map {
        facetRow("question", response: $0)
      }
      try write(rows: input, to: folder + "/in.jsonl")
      let summary = try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out")
      #expect(reasons("duplicates", summary) == (areSame ? ["exact": 1] : [:]))
      let rows = try rows(at: folder + "/out/sft/train.jsonl")
      #expect(rows.count == (areSame ? 1 : 2))
    }
  }

  @Test("Samples that differ only in the form of the same characters are one group")
  func sameGroup() async throws {
    try await withScratchFolder { folder in
      let texts = ["Caf\u{E9} au lait", "cafe\u{301}  au lait", "cafe au lait"]
      let input = texts.enumerated().map { facetRow($1, response: "answer number \($0)") }
      try write(rows: input, to: folder + "/in.jsonl")
      _ = try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out")
      let groups = try rows(at: folder + "/out/sft/train.jsonl").reduce(into: [:]) {
        $0[$1["messages"]?.array?[1]["content"]?.string, default: "none"] = $1["group"]?.string
      }
      #expect(groups.count == 3)
      #expect(groups["answer number 0"] == groups["answer number 1"])
      #expect(groups["answer number 0"] != groups["answer number 2"])
    }
  }

  @Test("What a person wrote in the card stays")
  func keepsCard() async throws {
    try await withScratchFolder { folder in
      let input = try Self.input(folder, count: 5)
      try await export([input], as: .sft, to: folder + "/out")
      let path = folder + "/out/README.md"
      let text = String(decoding: try FileSystem.contents(of: path), as: UTF8.self)
      let edited = text.replacing(
        "---\n\n# set", with: "annotations:\n- mine\n---\n\n# My own title\n\nWords.")
      #expect(edited != text)
      try write(edited + "\nAn afterword.\n", to: path)
      try await export([input], as: .kto, to: folder + "/out") { $0.make[0].score = "sql" }
      let after = String(decoding: try FileSystem.contents(of: path), as: UTF8.self)
      for kept in [
        "# My own title\n\nWords.", "An afterword.", "annotations:\n- mine", "- config_name: kto",
      ] {
        #expect(after.contains(kept))
      }
      #expect(!after.contains("- config_name: sft"))
      #expect(after.split(separator: DatasetCard.begin).count == 2)
    }
  }

  @Test("A folder with other files, and a file, are not replaced")
  func refusesForeignFolders() async throws {
    try await withScratchFolder { folder in
      let input = try Self.input(folder, count: 5)
      try write("mine", to: folder + "/out/notes.txt")
      await #expect(throws: TrainingError.self) {
        try await export([input], as: .sft, to: folder + "/out")
      }
      await #expect(throws: TrainingError.self) {
        try await export([input], as: .sft, to: input)
      }
      #expect(FileSystem.paths(in: folder + "/out") == ["notes.txt"])
    }
  }

  @Test("A failed export leaves the earlier folder and nothing else")
  func failureChangesNothing() async throws {
    try await withScratchFolder { folder in
      let input = try Self.input(folder, count: 5)
      try await export([input], as: .sft, to: folder + "/out")
      let before = try FileSystem.contents(of: folder + "/out/facet.json")
      let error = await #expect(throws: TrainingError.self) {
        try await export([input], as: .prm, to: folder + "/out")
      }
      #expect(error?.message == "no prm row is left (5 completions: no_steps)")
      let after = try FileSystem.contents(of: folder + "/out/facet.json")
      #expect(after == before)
      #expect(FileSystem.names(in: folder).sorted() == ["in.jsonl", "out"])
    }
  }
}
