import FacetPlatform
import Glibc
import TestSupport
import Testing

@testable import FacetCluster

@Suite("A server beside a shard")
struct ServerTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
  }

  private func server(_ command: String) throws -> (ServerBeside, Lock<Bool>) {
    let hasEnded = Lock(false)
    let server = try ServerBeside(
      command, environment: ["PATH": "/usr/bin:/bin"], folder: folder.path
    ) { _ in hasEnded.withLock { $0 = true } }
    return (server, hasEnded)
  }

  @Test(
    "The port takes the place of {port}, or is added",
    arguments: [
      ("serve m", "serve m --port 7"), ("serve --p={port} {port}", "serve --p=7 7"),
      ("a 'b c' | d {port}", "a 'b c' | d 7"),
    ])
  func ports(command: String, line: String) {
    #expect(ServerBeside.line(command, port: 7) == line)
  }

  @Test("Its last 40 lines are kept when it fails, and its end is told")
  func fails() async throws {
    let (server, hasEnded) = try server(
      "for i in $(seq 100); do echo line $i; done; printf last >&2; exit 7; #{port}")
    let error = await #expect(throws: ClusterError.self) {
      try await ServerWait(port: server.port, model: "m", timeout: .seconds(20)).wait(
        while: { server.status == nil }, report: { _ in })
    }
    #expect(error?.message.contains("has ended") == true)
    #expect(server.status == .exited(7))
    #expect(hasEnded.withLock { $0 })
    #expect(server.lastLines.count == ServerBeside.shownLines)
    #expect(server.lastLines.suffix(2) == ["line 100", "last"])
    await server.end()
  }

  @Test("It ends with everything that it started, even if it does not want to")
  func ends() async throws {
    let (server, hasEnded) = try server(
      "trap '' TERM; sleep 1000 & echo $! > \(folder.path)/child; trap 'exit 0' TERM; wait #{port}")
    var child: pid_t?
    while child == nil {
      child = (try? FileSystem.contents(of: folder.path(of: "child"))).flatMap {
        pid_t(String(decoding: $0, as: UTF8.self).filter { !$0.isNewline })
      }
      await Task.yield()
    }
    let group = try FileSystem.contents(of: folder.path(of: "server.pid"))
    #expect(!group.isEmpty)
    await server.end()
    #expect(!hasEnded.withLock { $0 })
    #expect(!FileSystem.exists(folder.path(of: "server.pid")))
    let process = try #require(child)
    // A killed process ends when it next gets a processor, and may still be known until its new
    // parent has waited for it.
    var state = Self.state(of: process)
    for _ in 0..<10_000 where state != nil && state != "Z" {
      try await ContinuousClock().sleep(for: .milliseconds(1))
      state = Self.state(of: process)
    }
    #expect(state == nil || state == "Z")
  }

  /// The state of a process, as the kernel says it; `nil` if there is none.
  private static func state(of process: pid_t) -> Character? {
    let text = (try? FileSystem.contents(of: "/proc/\(process)/stat")) ?? []
    return String(decoding: text, as: UTF8.self).split(separator: ")").last?.dropFirst().first
  }

  /// A server that answers its pages as told.
  private func wait(
    _ script: @escaping RecordingServer.Script, timeout: Duration = .seconds(20)
  ) async throws -> [ServerWait.Step] {
    try await RecordingServer.withServer(script) { server in
      let steps = Lock<[ServerWait.Step]>([])
      var wait = ServerWait(port: server.port, model: "m", timeout: timeout)
      wait.interval = .milliseconds(1)
      try await wait.wait(while: { true }) { step in steps.withLock { $0.append(step) } }
      return steps.withLock { $0 }
    }
  }

  private static let answer = #"{"choices": [{"message": {"content": "1"}}]}"#

  @Test("It is ready once it is up, names the model, and answers with one token")
  func ready() async throws {
    let counts = Lock<[String: Int]>([:])
    let steps = try await wait { request in
      let page = String(request.head.split(separator: " ")[1])
      let count = counts.withLock { counts in
        counts[page, default: 0] += 1
        return counts[page] ?? 0
      }
      switch (page, count) {
      case ("/health", 1): return .init(status: 503, "loading")
      case ("/health", _): return .init("")
      case ("/v1/models", 1): return .init(#"{"data": []}"#)
      case ("/v1/models", 2): return .init(#"{"data": [{"id": "other"}]}"#)
      case ("/v1/models", _): return .init(#"{"data": [{"id": "m"}]}"#)
      case (_, 1): return .init(status: 500, "not yet")
      default: return .init(Self.answer)
      }
    }
    #expect(steps == [.starting, .loading, .answering])
    #expect(counts.withLock { $0 } == ["/health": 2, "/v1/models": 3, "/v1/chat/completions": 2])
  }

  @Test("A server that serves another model, or never answers, is named as such")
  func notReady() async throws {
    let other = await #expect(throws: ClusterError.self) {
      try await wait(
        { request in
          request.head.contains("/v1/models")
            ? .init(#"{"data": [{"id": "llama"}]}"#) : .init(status: 404, "")
        }, timeout: .milliseconds(30))
    }
    #expect(other?.message.contains("it serves 'llama', not 'm'") == true)
    let mute = await #expect(throws: ClusterError.self) {
      try await wait(
        { request in
          request.head.contains("/v1/models")
            ? .init(#"{"data": [{"id": "m"}]}"#) : .init(status: 400, "no room")
        }, timeout: .milliseconds(30))
    }
    #expect(mute?.message.contains("was not ready") == true)
  }
}
