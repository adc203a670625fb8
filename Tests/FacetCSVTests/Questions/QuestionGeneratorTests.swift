import FacetJSON
import FacetPlatform
import TestSupport
import Testing

@testable import FacetCSV

@Suite("Making questions")
struct QuestionGeneratorTests {
  /// A file with what all templates need: 120 rows, numbers, labels, gaps.
  static let table: String = {
    var lines = ["id,shop,size,sunny,price,weight,stock,visits"]
    var state: UInt64 = 7
    func chance(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    for index in 0..<120 {
      let weight = 20 + chance(60)
      let price = weight * 3 + chance(40)
      let fields = [
        "\(index)", "shop \(chance(4))", ["small", "large"][chance(2)],
        chance(3) == 0 ? "True" : "False", "\(price).\(chance(10))",
        chance(12) == 0 ? "" : "\(weight)", "\(chance(500))", "\(40 + chance(9) * chance(9))",
      ]
      lines.append(fields.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }()

  private static func template(
    _ name: String, _ difficulty: Difficulty, alternative: String? = nil, in folder: ScratchFolder
  ) throws {
    let text = """
      {
        "description": "Sum of {{target}}", "difficulty": "\(difficulty.rawValue)",
        "question": "What do '{{target}}' and {{limit}} come to by \(name)?", "hint": "Add.",
        "steps": ["Add."], "output_schema": "a number", "parameters": [{"limit": 1}, {"limit": 2}],
        "columns": {"target": {"role": "numeric"}}, "bindings": 2
      }
      """
    try folder.write(text, to: "\(name).json")
    try folder.write("# \(name)\nsubmit([{{target}}, {{limit}}])\n", to: "\(name).py")
    if let alternative { try folder.write(alternative, to: "\(name).other.py") }
  }

  private func harvest(
    of folder: ScratchFolder? = nil, total: Int = 8, seed: Int = 1, width: Int = 3,
    alternative: String? = nil,
    execute: @escaping @Sendable (String) async throws -> CodeExecution
  ) async throws -> QuestionHarvest {
    let folder = try folder ?? ScratchFolder()
    let path = try folder.write(Self.table, to: "shops.csv")
    let templates = try ScratchFolder()
    try Self.template("one", .easy, alternative: alternative, in: templates)
    try Self.template("two", .medium, in: templates)
    let generator = QuestionGenerator(
      profile: try CSVProfiler.profile(of: path),
      templates: try TemplateFolder.templates(in: templates.path),
      quota: DifficultyQuota(total: total), seed: seed, width: width, execute: execute)
    return try await generator.questions()
  }

  /// Answers with the code itself.
  private static let echo: @Sendable (String) async throws -> CodeExecution = { code in
    CodeExecution(submissions: [SubmittedAnswer(value: .string(code), hash: code)])
  }

  @Test func `the same seed gives the same questions, however many run at the same time`()
    async throws
  {
    let folder = try ScratchFolder()
    let one = try await harvest(of: folder, width: 1, execute: Self.echo).questions
    let other = try await harvest(of: folder, width: 8, execute: Self.echo).questions
    #expect(one == other)
    let third = try await harvest(of: folder, seed: 2, execute: Self.echo).questions
    #expect(third.map(\.id) != one.map(\.id))
    #expect(Set(one.map(\.id)).count == one.count)
    #expect(Set(one.compactMap(\.questionText)).count == one.count)
  }

  @Test func `slow code, and code that ends in another order, gives the same questions`()
    async throws
  {
    let folder = try ScratchFolder()
    let quick = try await harvest(of: folder, width: 1, execute: Self.echo)
    let slow = try await harvest(of: folder, width: 4) { code in
      // The longest code first, and each piece as if it took an hour.
      for _ in 0..<(200 - code.utf8.count % 200) { await Task.yield() }
      var execution = try await Self.echo(code)
      execution.seconds = 3600
      return execution
    }
    #expect(slow.questions == quick.questions)
    #expect(slow.dropped.map(\.reason) == quick.dropped.map(\.reason))
  }

  @Test func `a difficulty with too few questions is reported, not filled`() async throws {
    let harvest = try await harvest(total: 20, execute: Self.echo)
    #expect(harvest.count(of: .easy) == 4 && harvest.count(of: .medium) == 4)
    #expect(harvest.shortfalls.map(\.difficulty) == [.easy, .medium, .hard, .veryHard])
    #expect(harvest.shortfalls.map(\.wanted) == [6, 6, 4, 4])
  }

  @Test func `code that fails, or gives another answer on its second run, makes no question`()
    async throws
  {
    let runs = Lock([String: Int]())
    let harvest = try await harvest { code in
      let run = runs.withLock { runs in
        runs[code, default: 0] += 1
        return runs[code] ?? 0
      }
      if code.contains("# one") {
        return CodeExecution(failure: .raised(type: "SystemExit", message: "too few groups"))
      }
      return CodeExecution(
        submissions: [SubmittedAnswer(value: .number(JSONNumber(run)), hash: "\(run)")])
    }
    #expect(harvest.questions.isEmpty)
    #expect(
      Set(harvest.dropped.map(\.reason)) == [
        "too few groups", "the answer differs when the code runs again",
      ])
  }

  @Test func `an answer that is not a number makes no question`() async throws {
    let harvest = try await harvest { _ in
      CodeExecution(submissions: [SubmittedAnswer(value: ["a": ["NaN"]], hash: "x")])
    }
    #expect(harvest.questions.isEmpty)
    let reason = "the answer contains a value that is not a number"
    #expect(Set(harvest.dropped.map(\.reason)) == [reason])
  }

  @Test func `ways to an answer that disagree make no question`() async throws {
    let harvest = try await harvest(alternative: "submit(0)\n", execute: Self.echo)
    #expect(harvest.count(of: .easy) == 0 && harvest.count(of: .medium) > 0)
    #expect(Set(harvest.dropped.map(\.reason)) == ["two ways to the answer disagree"])
  }

  @Test func `each answer of a tie is accepted, once`() async throws {
    let harvest = try await harvest { code in
      CodeExecution(
        submissions: ["a", "b", "a"].map { SubmittedAnswer(value: .string($0), hash: $0) })
    }
    let question = try #require(harvest.questions.first)
    #expect(question.groundTruth == "a" && question.groundTruthHash == "a")
    #expect(question.groundTruthHashes == ["a", "b"])
    #expect(question.groundTruths == ["a", "b"])
  }
}

@Suite("Questions from the shipped templates")
struct SyntheticQuestionsTests {
  private func make(in folder: ScratchFolder) async throws -> SyntheticQuestions.Outcome {
    let path = try folder.write(QuestionGeneratorTests.table, to: "shops.csv")
    var work = SyntheticQuestions(templates: try TemplateFolderTests.shipped())
    work.quota = DifficultyQuota(total: 30)
    work.outputFolder = folder.path(of: "questions")
    return try await work.make(for: path)
  }

  @Test(.needsSandbox)
  func `a file gets the same questions every time, and their code answers them without Facet`()
    async throws
  {
    let folder = try ScratchFolder()
    let outcome = try await make(in: folder)
    let questions = outcome.harvest.questions
    #expect(questions.count >= 25)
    #expect(Set(questions.compactMap(\.questionText)).count == questions.count)
    let first = try FileSystem.contents(of: outcome.path)
    _ = try await make(in: folder)
    #expect(try FileSystem.contents(of: outcome.path) == first)
    let hard = try #require(questions.last { $0.difficulty == .hard })
    for question in [questions[0], hard] {
      let script = try #require(StandaloneScript.text(of: question))
      let path = try folder.write(script, to: "script.py")
      let result = try await ProgramResult(
        of: .init(["/usr/bin/python3", path], environment: ["PATH=/usr/bin:/bin"]))
      let answers = String(decoding: result.output, as: UTF8.self).split(separator: "\n")
        .compactMap { try? ResponseJSON.value(of: Array($0.utf8))["answer"] }
      #expect(answers == question.groundTruths)
    }
  }

  @Test func `a file that is too small is refused with its reason`() async throws {
    let folder = try ScratchFolder()
    let path = try folder.write("a,b\n1,2\n", to: "small.csv")
    let work = SyntheticQuestions(templates: try TemplateFolderTests.shipped())
    let error = await #expect(throws: CSVProfileError.self) { try await work.make(for: path) }
    #expect(error?.description.contains("it has 1 row, and questions need at least 50") == true)
  }
}
