import FacetPlatform
import TestSupport
import Testing

@Suite("Scoring a run that had '--until'")
struct ScoredGoalTests {
  @Test("Scores its cells, asks nothing, and names the command that continues it")
  func continues() async throws {
    let count = Lock(0)
    try await RecordingServer.withServer { _ in
      let number = count.withLock {
        $0 += 1
        return $0
      }
      return RecordingServer.Reply(
        #"{"choices": [{"message": {"content": "It is \#(number % 2), as asked."}, "finish_reason": "stop"}]}"#
      )
    } _: { server in
      let folder = try ScratchFolder()
      let samples = (0..<20).map { #"{"input": "sample \#($0)"}"# }
      try folder.write(samples.joined(separator: "\n"), to: "data.jsonl")
      func declare(_ against: String) throws {
        try folder.write(
          """
          {"task_type": "goal", "model_config": {"model_name": "m", "base_url": "\(server.baseURL)"},
          "agent_perspectives": [{"condition": "A", "strategy": "Say {{input}}", "completions": 2}],
          "data_config": {"input_data_path": "data.jsonl", "sample_size": null},
          "limits": {"max_concurrency": 1},
          "scores": [{"name": "right", "kind": "contains", "against": "is \(against)"}]}
          """, to: "task.json")
      }
      func ending(_ arguments: [String], _ name: String) async throws -> String {
        let process = try KillableProcess(
          arguments, in: folder.path, environment: ["FACET_LEDGER": "ledger.sqlite"], name: name)
        #expect(try await process.ending() == .exited(0))
        return String(
          decoding: try FileSystem.contents(of: folder.path(of: name + ".err")), as: UTF8.self)
      }
      try declare("1")
      let first = try await ending(["run", "task.json", "--until", "dpo:3"], "first")
      #expect(first.contains("pairs: 3 from"), "\(first)")
      let asked = server.requests.count
      #expect(asked < 40)
      try declare("0")
      let again = try await ending(["score", "task.json"], "again")
      #expect(again.contains("pairs: 3 from"), "\(again)")
      #expect(server.requests.count == asked)
    }
  }
}
