import FacetConfiguration
import FacetJSON
import FacetModels
import FacetRehearsal
import TestSupport
import Testing

@testable import Facet

@Suite("Examples, messages and samples that are conversations")
struct OpeningRunTests {
  private typealias Turns = [[String]]

  /// The role and text of each message of each step of the first sample's first perspective.
  private func turns(_ task: TaskFixture) throws -> [Turns] {
    task.options.requiresKeys = false
    let pipeline = try DataGenerationPipeline(
      configuration: task.configuration, options: task.options)
    return try #require(pipeline.previews(ofSampleAt: 0).first).steps.map { step in
      step.messages.map { [$0.role, $0.text] }
    }
  }

  @Test("An example is put into the prompt like a sample")
  func examples() throws {
    let plain = try TaskFixture(
      samples: ["one"],
      perspectives: """
        {"condition": "A", "strategy": "Say it.", "system": "Be brief.",
        "examples": [{"input": "x", "output": "X"}, {"input": 2, "output": 4}]}
        """)
    #expect(
      try turns(plain) == [
        [
          ["system", "Be brief."], ["user", "```\nx\n```\n\nSay it."], ["assistant", "X"],
          ["user", "```\n2\n```\n\nSay it."], ["assistant", "4"],
          ["user", "```\none\n```\n\nSay it."],
        ]
      ])
    let template = try TaskFixture(
      samples: ["one"],
      perspectives: """
        {"condition": "A", "strategy": "{{input}} is not {{reference}}",
        "examples": [{"input": "x", "reference": "{{input}}", "output": "X"}]}
        """)
    #expect(
      try turns(template) == [
        [
          ["user", "x is not {{input}}"], ["assistant", "X"], ["user", "one is not reference 0"],
        ]
      ])
  }

  @Test("Messages are templates with fields of the sample, in each step its own")
  func messages() throws {
    let task = try TaskFixture(
      samples: ["one"],
      perspectives: """
        {"condition": "A", "steps": [{"name": "a", "prompt": "Say it.", "messages": [
        {"role": "system", "content": "You know {{reference}}."}, {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": {"text": "{{literal}}"}}]},
        {"name": "b", "prompt": "Then {{a}}"}]}
        """)
    #expect(
      try turns(task) == [
        [
          ["system", "You know reference 0."], ["user", "Hi"], ["assistant", "{{literal}}"],
          ["user", "```\none\n```\n\nSay it."],
        ], [["user", "Then [the text of the step 'a']"]],
      ])
  }

  @Test("An unknown name in a message is reported")
  func unknown() throws {
    let task = try TaskFixture(
      samples: ["one"],
      perspectives: """
        {"condition": "A", "strategy": "S", "messages": [
        {"role": "user", "content": "{{inpt}}"}, {"role": "assistant", "content": "A"}]}
        """)
    let error = #expect(throws: PlanError.self) { try self.turns(task) }
    #expect(
      error?.messages.first?.hasSuffix("no field 'inpt'; did you mean 'input'?") == true)
  }

  @Test("Changed examples are another run with requests of their own")
  func identity() async throws {
    func perspective(_ output: String) -> String {
      """
      {"condition": "A", "strategy": "S", "examples": [{"input": "x", "output": "\(output)"}]}
      """
    }
    let task = try TaskFixture(samples: ["one"], perspectives: perspective("X"))
    let first = try await task.run()
    task.configuration.perspectives = try TaskFixture.configuration(
      perspectives: perspective("Y")
    ).perspectives
    let second = try await task.run()
    #expect(first.statistics.answered == 1)
    #expect(second.statistics.answered == 1)
    #expect(
      second.dataset["agent_perspectives"]?[0]?["opening"]?[1]?["content"]?.string == "Y")
  }

  private static func conversations(
    _ rows: [String], perspectives: String, members: String = ""
  ) throws -> TaskFixture {
    let task = try TaskFixture(
      perspectives: perspectives, data: #""messages_field": "chat""#, members: members)
    try task.folder.write(
      rows.map { #"{"chat": \#($0)}"# }.joined(separator: "\n"), to: "data/d.jsonl")
    return task
  }

  private static let user = #"{"role": "user", "content": "Hi"}"#
  private static let assistant = #"{"role": "assistant", "content": "Yes?"}"#
  private static let system = #"{"role": "system", "content": "Be kind."}"#

  @Test("An instruction follows the sample's conversation as the next user turn")
  func instruction() throws {
    let whole = try Self.conversations(
      ["[\(Self.system), \(Self.user), \(Self.assistant)]"],
      perspectives: #"{"condition": "A", "strategy": "Sum it up."}"#)
    #expect(
      try turns(whole) == [
        [
          ["system", "Be kind."], ["user", "Hi"], ["assistant", "Yes?"], ["user", "Sum it up."],
        ]
      ])
    // Turns alternate, so the instruction joins an open user turn; the perspective's system prompt
    // replaces the conversation's.
    let open = try Self.conversations(
      ["[\(Self.system), \(Self.user)]"],
      perspectives: #"{"condition": "A", "strategy": "Sum it up.", "system": "Mine."}"#)
    #expect(try turns(open) == [[["system", "Mine."], ["user", "Hi\n\nSum it up."]]])
  }

  @Test(
    "Every notation of a conversation is read",
    arguments: [
      #"[{"from": "human", "value": "Hi"}]"#,
      #"[{"role": "user", "content": [{"type": "text", "text": "H"}, {"type": "text", "text": "i"}]}]"#,
      #""[{\"role\": \"user\", \"content\": \"Hi\"}]""#,
    ])
  func notations(value: String) throws {
    let task = try Self.conversations(
      [value], perspectives: #"{"condition": "A", "continue": true}"#)
    #expect(try turns(task) == [[["user", "Hi"]]])
  }

  @Test("A run continues conversations; those that hold none fail their cells alone")
  func run() async throws {
    let rows = [
      "[\(Self.user)]", "[\(Self.user), \(Self.assistant)]", "[\(Self.assistant)]",
      #"[{"role": "tool", "content": "x"}]"#, #"[{"role": "user", "content": " "}]"#, "7", "null",
      "[]", "[\(Self.user), \(Self.user)]", "[\(Self.system)]", "[\(Self.user), \(Self.system)]",
      "[1]",
    ]
    let task = try Self.conversations(
      rows, perspectives: #"{"condition": "A", "continue": true}"#)
    let run = try await task.run()
    #expect(run.statuses == ["ok"] + Array(repeating: "failed", count: 11))
    #expect(run.errorClasses == [nil] + Array(repeating: "missing_field", count: 11))
    #expect(run.statistics.requests == 1)
    let messages = run.cells.compactMap { $0["error"]?["message"]?.string }
    let beginning = "perspective 'A': "
    #expect(
      messages.map { $0.replacing(beginning, with: "") } == [
        "the conversation on line 2, in the field 'chat', ends with the assistant's turn, so there "
          + "is none to ask for",
        "the sample on line 3 has no conversation in the field 'chat': message 0 is the "
          + "assistant's; the first turn must be the user's",
        "the sample on line 4 has no conversation in the field 'chat': message 0 has the role "
          + "'tool', not 'system', 'user' or 'assistant'",
        "the sample on line 5 has no conversation in the field 'chat': message 0 has no text in "
          + "'content'",
        "the sample on line 6 has no conversation in the field 'chat': it must be a list of "
          + "messages with 'role' and 'content'",
        "the sample on line 7 has null in the field 'chat'",
        "the sample on line 8 has no conversation in the field 'chat': the list of messages is empty",
        "the sample on line 9 has no conversation in the field 'chat': message 1 has the same role "
          + "as the message before it",
        "the sample on line 10 has no conversation in the field 'chat': it has no turn of the user",
        "the sample on line 11 has no conversation in the field 'chat': message 1 is the system's, "
          + "which can only be the first",
        "the sample on line 12 has no conversation in the field 'chat': message 0 has no 'role'",
      ])
    #expect(run.tasks[0]["context"] == .null)
    #expect(run.tasks[0]["fields"]?["chat"]?[0]?["content"]?.string == "Hi")
  }

  @Test("An estimate counts no turn of conversations that end with the assistant's")
  func estimatesOpenTurns() throws {
    let rows = [
      "[\(Self.user)]", "[\(Self.user), \(Self.assistant)]",
      "[\(Self.user), \(Self.assistant), \(Self.user)]", "7",
    ]
    for (perspective, calls) in [
      (#"{"condition": "A", "continue": true}"#, 2), (#"{"condition": "A", "strategy": "Go"}"#, 3),
    ] {
      let task = try Self.conversations(rows, perspectives: perspective)
      task.options.rehearsal = RehearsalTarget(baseURLs: [:], identity: "same")
      let pipeline = try DataGenerationPipeline(
        configuration: task.configuration, options: task.options)
      #expect(pipeline.plan.forecast.calls == calls)
    }
  }

  @Test("A column without any conversation is a mistake before the run")
  func none() throws {
    let task = try Self.conversations(
      ["[\(Self.assistant)]", "3"], perspectives: #"{"condition": "A", "strategy": "S"}"#)
    let error = #expect(throws: PlanError.self) { try self.turns(task) }
    #expect(
      error?.messages.first?.contains(
        "no sample has a conversation in 'chat'; the one on line 1 has no conversation in the field "
          + "'chat': message 0 is") == true)
  }

  @Test("Every wire format takes a conversation of several turns", arguments: WireFormat.allCases)
  func wire(format: WireFormat) async throws {
    let names: [WireFormat: String] = [
      .openAIChat: "gpt-5-mini", .anthropicMessages: "claude-haiku-4-5",
      .geminiGenerateContent: "gemini-3-flash",
    ]
    let task = try Self.conversations(
      ["[\(Self.system), \(Self.user), \(Self.assistant), \(Self.user)]"],
      perspectives: """
        {"condition": "A", "continue": true, "model_config": {"model_name": "\(names[format] ?? "")"}},
        {"condition": "B", "strategy": "S", "model_config": {"model_name": "\(names[format] ?? "")"}}
        """)
    let run = try await task.run()
    #expect(run.statuses == ["ok", "ok"])
  }
}
