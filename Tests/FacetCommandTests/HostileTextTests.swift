import FacetPlatform
import TestSupport
import Testing

@testable import FacetCommand

@Suite(
  "External texts in the output of commands",
  .enabled(if: KillableProcess.executable != nil), .serialized)
struct HostileTextTests {
  /// A title, a colour by C1, a carriage return, a backspace, an override and a line separator.
  private static let hostile = "\u{1B}]0;x\u{7}\u{9B}31m\r\u{8}\u{7F}\u{202E}\u{2028}\u{85}"
  /// The same as JSON escapes.
  private static let escapes =
    #"\u001b]0;x\u0007\u009b31m\r\b\u007f\u202e\u2028\u0085"#

  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    let escapes = Self.escapes
    try folder.write(
      #"[{"id": "i\#(escapes)", "input": "x\#(escapes)", "f\#(escapes)": "y"}]"#,
      to: "data/d.json")
    try folder.write(
      """
      {"task_type": "t\(escapes)", "task_description": "d\(escapes)",
      "model_config": {"model_name": "m\(escapes)", "max_tokens": 20, "price": {"input": 1, "output": 1}},
      "api_provider": "together", "note\(escapes)": 1,
      "agent_perspectives": [{"condition": "A\(escapes)", "strategy": "S\(escapes) {{input}}"},
        {"condition": "B\(escapes)", "reading": "R", "strategy": "S {{missing\(escapes)}}"}],
      "data_config": {"input_data_path": "data/d.json"}}
      """, to: "bad.json")
    try folder.write(
      """
      {"task_type": "t\(escapes)", "task_description": "d\(escapes)",
      "model_config": {"model_name": "m\(escapes)", "max_tokens": 20},
      "api_provider": "together", "note\(escapes)": 1,
      "agent_perspectives": [{"condition": "A\(escapes)", "strategy": "S\(escapes) {{input}}"}],
      "data_config": {"input_data_path": "data/d.json"}}
      """, to: "task.json")
    try folder.write(
      "a\(Self.hostile.filter { $0 != "\r" }),b\n"
        + (0..<30).map { "\($0),w\(Self.hostile.filter { $0 != "\r" })\n" }.joined(), to: "t.csv")
    try folder.write(
      #"[{"id": "q\#(escapes)", "source": "template", "dataset": "d\#(escapes)", "question_text": "Q\#(escapes)", "hint": "H\#(escapes)", "steps": ["S\#(escapes)"], "code": "print(1)", "ground_truth": "g\#(escapes)"}]"#,
      to: "questions.json")
    try folder.write(
      #"{"episode_id":"e\#(escapes)","question":{"id":"q\#(escapes)","question_text":"Q\#(escapes)","dataset":"d\#(escapes)"},"gold_trace":{"turns":[{"reasoning":"r\#(escapes)","code":"c\#(escapes)","execution":{"stdout":"o\#(escapes)"}}]}}"#
        + "\n",
      to: "e.jsonl")
  }

  @Test(
    "Never control the terminal",
    arguments: [
      ["check", "task.json"], ["check", "bad.json"], ["check", "--strict", "task.json"],
      ["check", "--json", "task.json", "bad.json"], ["preview", "task.json"],
      ["preview", "task.json", "--wire"], ["preview", "task.json", "--json"],
      ["estimate", "task.json"], ["estimate", "task.json", "--json"],
      ["run", "task.json", "--offline", "-v", "-o", "o.json"],
      ["run", "task.json", "--offline", "--json"], ["run", "bad.json", "--offline", "--json"],
      ["run", "task.json", "--offline", "--events", "-"], ["run", "task.json"],
      ["run", "x\(hostile).json"], ["x\(hostile)"], ["report", "x\(hostile).json"],
      ["report", "task.json", "-o", "x\(hostile)"], ["models", "resolve", "x\(hostile)"],
      ["models", "resolve", "x\(hostile)", "--json"], ["models", "prices", "x\(hostile)"],
      ["run", "task.json", "--set", "a\(hostile)=1"], ["run", "task.json", "--set", hostile],
      ["run", "task.json", "--offline", "--perspectives", "x\(hostile)"],
      ["run", "task.json", "--env-file", "x\(hostile)"], ["init", "x\(hostile)"],
      ["questions", "profile", "t.csv"], ["questions", "profile", "t.csv", "--json"],
      ["questions", "inspect", "questions.json"],
      ["questions", "inspect", "questions.json", "--json"],
      ["questions", "inspect", "x\(hostile)"], ["episodes", "inspect", "e.jsonl"],
      ["episodes", "inspect", "e.jsonl", "--index", "0", "--all-traces"],
      ["episodes", "inspect", "e.jsonl", "--json"], ["status", "--ledger", "x\(hostile)"],
      ["ledger", "list", "--ledger", "task.json"],
    ])
  func safe(arguments: [String]) async throws {
    let process = try KillableProcess(
      arguments, in: folder.path,
      environment: ["FACET_LEDGER": "l.sqlite", "TOGETHER_API_KEY": ""], name: "p")
    guard case .exited = try await process.ending() else {
      Issue.record("\(arguments) was killed")
      return
    }
    for name in ["p.out", "p.err"] {
      let text = String(decoding: try FileSystem.contents(of: folder.path(of: name)), as: UTF8.self)
      #expect(text == TerminalText.safe(text), "\(arguments): \(name)")
    }
  }

  @Test("Are as safe in runs and records with a ledger")
  func ledger() async throws {
    for arguments in [
      ["run", "task.json", "--offline"], ["status"], ["status", "--json"], ["ledger", "list"],
      ["ledger", "list", "--json"], ["ledger", "export"], ["ledger", "reparse"],
    ] {
      try await safe(arguments: arguments)
    }
  }
}
