import FacetPlatform
import TestSupport
import Testing

@testable import FacetCSV

@Suite("Pools of several files", .needsSandbox)
struct SandboxPoolsTests {
  @Test("Each file has its own table, however many ask for it at the same time")
  func files() async throws {
    let folder = try ScratchFolder()
    let sources = try (1...4).map { number in
      let rows = (0..<number).map { "\($0)\n" }.joined()
      return CSVSource(path: try folder.write("x\n" + rows, to: "\(number).csv"))
    }
    try await SandboxPools.withPools(options: SandboxOptions()) { pools in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (index, source) in (sources + sources).enumerated() {
          group.addTask {
            let result = try await pools.withSession(on: source) { session in
              try await session.execute("print(len(df))")
            }
            #expect(result.standardOutput == "\(index % 4 + 1)\n")
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test("A file that cannot be loaded fails for every user and affects no other file")
  func unreadable() async throws {
    let folder = try ScratchFolder()
    let good = CSVSource(path: try folder.write("x\n1\n", to: "good.csv"))
    let bad = CSVSource(path: try folder.write("", to: "bad.csv"))
    try await SandboxPools.withPools(options: SandboxOptions()) { pools in
      for _ in 0..<2 {
        let error = await #expect(throws: SandboxError.self) {
          try await pools.withSession(on: bad) { try await $0.execute("1") }
        }
        #expect(error?.description.contains("EmptyDataError") == true)
      }
      let result = try await pools.withSession(on: good) { try await $0.execute("print(1)") }
      #expect(result.standardOutput == "1\n")
    }
  }

  @Test("A cancelled execution ends at once, and so does its code")
  func cancelled() async throws {
    try await SandboxFixture.withPool { pool in
      let clock = ContinuousClock()
      let time = await clock.measure {
        await withTaskGroup(of: Void.self) { group in
          group.addTask {
            await #expect(throws: CancellationError.self) {
              try await pool.withSession { try await $0.execute("while True: pass") }
            }
          }
          try? await Task.sleep(for: .milliseconds(300))
          group.cancelAll()
        }
      }
      #expect(time < .seconds(5))
      // Two workers: both are free again.
      try await withThrowingTaskGroup(of: CodeExecution.self) { group in
        for _ in 0..<2 {
          group.addTask { try await pool.withSession { try await $0.execute("print(1)") } }
        }
        for try await result in group { #expect(result.standardOutput == "1\n") }
      }
    }
  }

  @Test("When pools wind down, running code finishes and is reported, and no further code starts")
  func windsDown() async throws {
    let folder = try ScratchFolder()
    let source = CSVSource(path: try folder.write("x\n1\n", to: "a.csv"))
    var options = SandboxOptions()
    options.workers = 1
    options.timeLimit = .seconds(20)
    try await SandboxPools.withPools(options: options) { pools in
      let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<3 {
          group.addTask {
            do {
              let result = try await pools.withSession(on: source) { session in
                beginning.yield()
                return try await session.execute("import time; time.sleep(1.5); print(1)")
              }
              #expect(result.standardOutput == "1\n")
              return true
            } catch is CancellationError {
              return false
            }
          }
        }
        var waiting = 3
        for await _ in begun {
          waiting -= 1
          if waiting == 0 { break }
        }
        try await Task.sleep(for: .milliseconds(300))
        let running = await pools.windDown()
        #expect(running.executions == 1)
        #expect(running.timeLeft > .seconds(15) && running.timeLeft < .seconds(20))
        var ended = 0
        for try await hasRun in group where hasRun { ended += 1 }
        #expect(ended == 1)
      }
      await #expect(throws: CancellationError.self) {
        try await pools.withSession(on: source) { try await $0.execute("1") }
      }
    }
  }

  @Test("A worker that ended between two pieces is restarted, and the next piece gets an error")
  func restarts() async throws {
    try await SandboxFixture.withPool { pool in
      try await pool.withSession { session in
        #expect(try await session.execute("x = 1\nprint(x)").standardOutput == "1\n")
        await pool.end()
        let next = try await session.execute("print(2)")
        #expect(next.failure == .crashed(reason: "the sandbox was restarted"))
        let after = try await session.execute("print('x' in dir(), len(df))")
        #expect(after.standardOutput == "False 4\n")
      }
    }
  }

  @Test("Code whose worker ends has crashed, which is reported once")
  func crashes() async throws {
    try await SandboxFixture.withPool { pool in
      // A kill that comes before the code has begun harms nobody: then it is tried again.
      for attempt in 1...3 {
        let (during, after) = try await pool.withSession { session in
          async let running = session.execute("x = 1\nimport time\ntime.sleep(3)")
          try await Task.sleep(for: .milliseconds(300 * attempt))
          await pool.end()
          return (try await running, try await session.execute("print('x' in dir(), len(df))"))
        }
        guard during.endedSession || attempt == 3 else { continue }
        #expect(String(describing: during.failure).contains("crashed"))
        #expect(after.standardOutput == "False 4\n")
        break
      }
    }
  }
}
