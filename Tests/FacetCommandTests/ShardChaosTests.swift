import FacetPlatform
import Glibc
import TestSupport
import Testing

@Suite(
  "Shards that are killed and lose their nodes", .enabled(if: KillableProcess.executable != nil))
struct ShardChaosTests {
  @Test("Merge into what one process writes, and repeat only what was in flight")
  func chaos() async throws {
    let gate = AnswerGate()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      let node = task.folder.path(of: "node")
      var kills = 0
      func start(_ shard: Int) throws -> KillableProcess {
        try KillableProcess(
          [
            "run", "task.json", "-o", "out.json", "--shard", "\(shard)/2", "--shards-dir",
            "parts", "--scratch", node, "--no-progress",
          ], in: task.folder.path, environment: ["KEY": "k"], name: "run")
      }
      for requests in [(0, 17), (1, 30), (0, 9)] {
        let goal = server.requests.count + requests.1
        gate.close(after: requests.1)
        let process = try start(requests.0)
        try await task.poll { server.requests.count >= goal }
        // The node is gone at once: its folder first, where it still could write.
        for name in FileSystem.names(in: node) {
          for file in FileSystem.names(in: "\(node)/\(name)") {
            FileSystem.remove("\(node)/\(name)/\(file)")
          }
          FileSystem.removeEmptyFolder("\(node)/\(name)")
        }
        process.send(SIGKILL)
        #expect(try await process.ending() == .killed(by: SIGKILL))
        kills += 1
        gate.open()
      }
      // What was paid before a node was lost is merged, too.
      let merge = try KillableProcess(
        ["merge", "parts"], in: task.folder.path, environment: ["KEY": "k"], name: "run")
      #expect(try await merge.ending() == .exited(4), "\(task.said)")
      for shard in 0..<2 { #expect(try await start(shard).ending() == .exited(0), "\(task.said)") }
      #expect(server.requests.count <= KillableTask.requests + kills * 2 * KillableTask.slots)
      #expect(!FileSystem.exists(task.folder.path(of: "parts/0000/ledger.sqlite-paid")))
      let last = try KillableProcess(
        ["merge", "parts"], in: task.folder.path, environment: ["KEY": "k"], name: "run")
      #expect(try await last.ending() == .exited(0), "\(task.said)")
      let merged = try task.maskedDataset()
      let whole = try KillableTask(server: server, output: "out.json")
      #expect(try await whole.start().ending() == .exited(0))
      #expect(try whole.maskedDataset() == merged)
    }
  }
}
