import Facet
import FacetConfiguration
import FacetJSON
import FacetPlatform
import TestSupport
import Testing

@testable import FacetCSV

@Suite("Questions that a model makes", .needsSandbox)
struct ModelQuestionsTests {
  /// What a scripted model says in each of its turns; the last again and again.
  private static func server<Output>(
    turns: [JSONValue], _ body: (RecordingServer) async throws -> Output
  ) async throws -> Output {
    let script: RecordingServer.Script = { request in
      let messages =
        (try? ResponseJSON.value(of: request.body))?["messages"]?.array ?? []
      let turn = messages.count { $0["role"] == "assistant" }
      let message = turns[min(turn, turns.count - 1)]
      let reply: JSONValue = [
        "id": "x", "model": "scripted", "object": "chat.completion",
        "choices": [
          [
            "index": 0, "message": message,
            "finish_reason": message["tool_calls"] == nil ? "stop" : "tool_calls",
          ]
        ], "usage": ["prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15],
      ]
      return RecordingServer.Reply(reply.text)
    }
    return try await RecordingServer.withServer(script, body)
  }

  private static func words(_ text: String) -> JSONValue {
    ["role": "assistant", "content": .string(text)]
  }

  private static func call(_ code: String) -> JSONValue {
    [
      "role": "assistant", "content": "I look.",
      "tool_calls": [
        [
          "id": "call_1", "type": "function",
          "function": [
            "name": "run_python",
            "arguments": .string(JSONValue.object(["code": .string(code)]).text),
          ],
        ]
      ],
    ]
  }

  private static func proposal(_ question: String, _ code: String?) -> JSONValue {
    [
      "question": .string(question), "hint": "Look twice.", "steps": ["One.", "Two."],
      "n_steps": 2, "difficulty": "easy", "code": code.map { .string($0) } ?? .null,
    ]
  }

  private static let proposals: [JSONValue] = [
    proposal(
      "How much do smokers tip on average?",
      """
      mean = df[df.smoker == "Yes"].tip.mean()
      hook(mean, 'mean = df[df.smoker == "Yes"].tip.mean()', name="mean")
      submit(round(mean, 2))
      """),
    proposal("How much, on average, do smokers tip?", "submit(df.tip.mean())"),
    proposal("Which column is called nothing?", "submit(df['nothing'].sum())"),
    proposal("What is by chance?", "submit(float(np.random.rand()))"),
    proposal("What does nobody compute?", nil),
    proposal("What is missing?", "submit(float('nan'))"),
    proposal("What is not given?", "print(df.shape)"),
    proposal(
      "What was made up?", "hook(1, 'total = 1', name='total')\nsubmit(1)"),
    proposal("How many rows are there at all in this table?", "submit(len(df))"),
  ]

  private static func closing(_ proposals: [JSONValue]) -> String {
    "Here they are.\n```json\n\(JSONValue.object(["questions": .array(proposals)]).text)\n```\n<DONE>"
  }

  /// - Parameter times: How often, one after another; what the last came to is returned.
  private static func run(
    _ work: ModelQuestions, on files: [String], turns: [JSONValue], times: Int = 1
  ) async throws -> (outcomes: [ModelQuestions.Outcome], requests: [RecordingServer.Request]) {
    return try await server(turns: turns) { server in
      var ended: [ModelQuestions.Outcome] = []
      for _ in 0..<times { ended = try await run(work, on: files, against: server) }
      return (ended, server.requests)
    }
  }

  private static func run(
    _ work: ModelQuestions, on files: [String], against server: RecordingServer
  ) async throws -> [ModelQuestions.Outcome] {
    #expect(try work.prepare(files).isEmpty)
    var options = RunOptions(environment: ["OPENAI_API_KEY": "key"])
    options.usesLedger = false
    options.baseURL = server.baseURL
    options.output = work.explorationsPath
    var sandbox = SandboxOptions()
    sandbox.workers = 2
    return try await SandboxPools.withPools(options: sandbox) { pools in
      let pipeline = try DataGenerationPipeline(
        configuration: work.configuration(model: "gpt-4o-mini"), options: options,
        answering: work.answering(pools))
      let run = try await pipeline.generateDataset()
      return try await work.make(from: run.datasetPath, in: pools)
    }
  }

  private static func table(in folder: ScratchFolder) throws -> String {
    let rows = (0..<60).map { "\($0 % 2 == 0 ? "Yes" : "No"),\(Double($0) / 4),\($0 % 7)" }
    return try folder.write(
      "smoker,tip,size\n" + rows.joined(separator: "\n") + "\n", to: "tips.csv")
  }

  @Test(
    "A rehearsed model proposes what is known, and a fence of JSON is read whatever precedes it")
  func rehearses() throws {
    var question = QuestionRecord(id: "q", source: .template, dataset: "tips")
    question.questionText = "How many rows?"
    question.hint = "Count."
    question.stepCount = 2
    question.difficulty = .hard
    question.code = "submit(len(df))"
    var without = question
    without.code = nil
    let proposals = RehearsedProposals(dataset: "tips", questions: [question, without])
    #expect(proposals.marks == ["Dataset: tips\n"])
    let read = try ProposedQuestion.questions(in: "As [1] says {so}:\n" + proposals.reply).get()
    #expect(read.count == 1)
    #expect(read.first?.question == "How many rows?")
    #expect(read.first?.code == "submit(len(df))")
    #expect(read.first?.difficulty == .hard)
  }

  @Test("The configuration's own model explores where it answers")
  func keepsTheEndpoint() throws {
    let work = ModelQuestions(prompt: "{{dataset}}")
    let endpoint = ModelConfiguration(
      modelName: "openai/gpt-oss-120b", apiProvider: "openrouter", apiKeyVariable: "OTHER_KEY")
    let model = try work.configuration(model: "openai/gpt-oss-120b", at: endpoint).model
    #expect(model.apiProvider == "openrouter")
    #expect(model.apiKeyVariable == "OTHER_KEY")
    #expect(try work.configuration(model: "gpt-4o-mini").model.apiProvider == nil)
  }

  @Test("Are proposed after exploration, reviewed, and stored with their conversation")
  func makes() async throws {
    let folder = try ScratchFolder()
    var work = ModelQuestions(
      prompt: "{{dataset}}: {{csv_overview}} {{question_count}} {{code_instructions}}")
    work.outputFolder = folder.path(of: "out")
    let turns = [
      Self.call("df.shape"), Self.words("Here: " + Self.closing(Self.proposals)),
      Self.call("x = df.tip.mean()"), Self.call("print(x)"), Self.words("I have seen enough."),
      Self.words(Self.closing(Self.proposals)),
    ]
    let files = [try Self.table(in: folder)]
    // The same again replaces what it gave.
    let (outcomes, requests) = try await Self.run(work, on: files, turns: turns, times: 2)
    let outcome = try #require(outcomes.first)
    #expect(requests.count == 2 * 6)
    #expect(outcome.failure == nil)
    #expect(
      outcome.questions.map(\.questionText) == [
        "How much do smokers tip on average?", "How many rows are there at all in this table?",
      ])
    #expect(
      outcome.dropped.map(\.reason) == [
        "it repeats another question", "its code failed: KeyError: 'nothing'",
        "its answer differs when the code runs again",
        "it has no code", "its answer is empty", "its code submits no answer",
        "the value 'total' names a line that is not in the code: total = 1",
      ])
    let path = try #require(outcome.path)
    let records = try QuestionFile.questions(at: path)
    #expect(records == outcome.questions)
    #expect(records[0].source == .llm)
    #expect(records[0].difficulty == .easy)
    #expect(records[0].hooks.map(\.name) == ["mean"])
    #expect(records[0].other["proposed_answer"]?.double == 7.25)
    #expect(records[0].groundTruth == nil)

    let lines = try FileSystem.contents(of: outcome.explorationsPath)
      .split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == 1)
    let line = try ResponseJSON.value(of: Array(try #require(lines.first)))
    #expect(line["trace"]?["turns"]?.array?.count == 3)
    #expect(line["trace"]?["turns"]?[2]?["execution"]?["stdout"] == "7.375\n")
    #expect(line["trace"]?["invalid_replies"]?.array?.count == 2)
    #expect(line["proposals"]?.array?.count == 9)
    #expect(line["question_ids"]?.array?.compactMap(\.string) == records.map(\.id))
    #expect(line["opening"]?[0]?["content"]?.string?.contains("60 rows") == true)

    // Another one adds to it.
    let other = [
      Self.proposals[0], Self.proposal("How big is the largest party?", "submit(len(df) + 6)"),
    ]
    let again =
      [Self.call("1"), Self.call("2"), Self.call("3"), Self.words(Self.closing(other))]
    _ = try await Self.run(work, on: files, turns: again)
    #expect(try QuestionFile.questions(at: path).count == 3)
    let explorations = try FileSystem.contents(of: outcome.explorationsPath)
    #expect(explorations.split(separator: UInt8(ascii: "\n")).count == 2)
  }

  @Test("A model that never finishes yields none, with a reason, and its conversation is kept")
  func endless() async throws {
    let folder = try ScratchFolder()
    var work = ModelQuestions(prompt: "{{csv_overview}}")
    work.outputFolder = folder.path(of: "out")
    work.rules.maxTurns = 4
    let (outcomes, requests) = try await Self.run(
      work, on: [try Self.table(in: folder)], turns: [Self.call("df.shape")])
    #expect(outcomes.first?.questions.isEmpty == true)
    #expect(outcomes.first?.path == nil)
    #expect(
      outcomes.first?.failure
        == "the conversation ended without questions (too_many_invalid_replies)")
    // Four turns, then the request to conclude, which it does not follow.
    #expect(requests.count == 8)
    let kept = String(
      decoding: try FileSystem.contents(of: try #require(outcomes.first).explorationsPath),
      as: UTF8.self)
    #expect(kept.contains("(60, 3)"))
  }

  @Test(
    "Replies are read in any wrapping",
    arguments: [
      #"[{"question": "Q?", "n_steps": 1, "difficulty": "Very Hard", "code": "submit(1)"}]"#,
      "```json\n{\"questions\": [{\"question\": \"Q?\", \"n_steps\": 1, \"difficulty\": "
        + "\"VERY_HARD\", \"code\": \"```python\\nsubmit(1)\\n```\"}]}\n```",
    ])
  func wrapped(reply: String) throws {
    let question = try ProposedQuestion.questions(in: reply).get()[0]
    #expect(question.difficulty == .veryHard)
    #expect(question.code == "submit(1)")
  }

  @Test(
    "The flaw of a reply is reported",
    arguments: [
      ("No more.", "no JSON"), (#"{"questions": []}"#, "'questions', a list"),
      (#"[{"difficulty": "EASY", "n_steps": 1}]"#, "question 1: 'question' is missing"),
      (#"[{"question": "Q", "n_steps": 1, "difficulty": "NO"}]"#, "'difficulty' must be"),
      (#"[{"question": "Q", "difficulty": "EASY"}]"#, "'n_steps' must be"),
      (#"{"questions": [{"question" "Q"}]}"#, "cannot be read at line 1"),
    ])
  func unreadable(reply: String, words: String) {
    guard case .failure(let problem) = ProposedQuestion.questions(in: reply) else {
      Issue.record("it was read")
      return
    }
    #expect(problem.reason.contains(words), "\(problem.reason)")
  }
}
