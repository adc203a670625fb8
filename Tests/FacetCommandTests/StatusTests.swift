import FacetJSON
import FacetPlatform
import TestSupport
import Testing

@Suite("The status of runs", .enabled(if: KillableProcess.executable != nil))
struct StatusTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.write(
      #"[{"input": "a", "tone": "dry"}, {"input": "b", "tone": null}, {"input": "c"}]"#,
      to: "d.json")
    try folder.write(
      """
      {"task_type": "t", "task_description": "d",
      "model_config": {"model_name": "gpt-5-mini", "max_tokens": 20},
      "agent_perspectives": [{"condition": "A", "strategy": "Say {{input}} in a {{tone}} tone."}],
      "data_config": {"input_data_path": "d.json"}}
      """, to: "task.json")
  }

  private func output(
    of arguments: [String], status: Int32 = 0, environment: [String: String] = [:]
  ) async throws -> String {
    let process = try KillableProcess(
      arguments, in: folder.path,
      environment: environment.merging(["FACET_LEDGER": "l.sqlite"]) { one, _ in one }, name: "p")
    #expect(try await process.ending() == .exited(status))
    return String(decoding: try FileSystem.contents(of: folder.path(of: "p.out")), as: UTF8.self)
  }

  @Test("A run whose cells failed for good is complete, with failures, and counts them")
  func failed() async throws {
    _ = try await output(of: ["run", "task.json", "--offline", "-o", "out.json"], status: 4)
    let text = try await output(of: ["status"])
    #expect(text.contains("t (rehearsal)  complete, with failures  3/3 cells, 2 failed"))
    #expect(text.contains("dataset: out.json") && !text.contains("resume with"))
    let json = try ResponseJSON.value(of: Array(try await output(of: ["status", "--json"]).utf8))
    #expect(json[0]?["state"] == "complete" && json[0]?["cells_failed"] == 2)
    #expect(json[0]?["written"]?.string?.hasSuffix("/out.json") == true)
  }

  @Test("A stopped run names its partial dataset, and the options that were not sent")
  func stopped() async throws {
    try folder.write(#"[{"input": "a", "tone": "x"}, {"input": "b", "tone": "y"}]"#, to: "d.json")
    try await RecordingServer.withServer { request in
      String(decoding: request.body, as: UTF8.self).contains("max_completion_tokens")
        ? RecordingServer.Reply(
          status: 400,
          #"{"error": {"message": "Unsupported parameter: 'max_completion_tokens'", "param": "max_completion_tokens", "code": "unsupported_parameter"}}"#
        )
        : RecordingServer.Reply(
          #"{"choices": [{"message": {"content": "x"}, "finish_reason": "stop"}]}"#)
    } _: { server in
      _ = try await output(
        of: [
          "run", "task.json", "-o", "out.json", "--base-url", server.baseURL,
          "--budget-requests", "2", "-j", "1",
        ], status: 3, environment: ["OPENAI_API_KEY": "k"])
    }
    let text = try await output(of: ["status"])
    #expect(text.contains("stopped  1/2 cells") && text.contains("dataset: out.partial.json"))
    #expect(
      text.contains(
        "adjusted: 'max_tokens' was sent under its alternative name at gpt-5-mini at OpenAI: "
          + "Unsupported parameter: 'max_completion_tokens'"), "\(text)")
    #expect(text.contains("resume with: "))
    let export = try await output(of: ["ledger", "export"])
    #expect(export.contains(#""adjustments":[{"option":"max_tokens","change":"renamed""#))
  }
}
