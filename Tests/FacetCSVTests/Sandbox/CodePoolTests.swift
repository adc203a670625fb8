import FacetJSON
import Testing

@testable import FacetCSV

@Suite("A pool that runs code", .needsSandbox)
struct CodePoolTests {
  @Test("Loads the table, and isolates each session's variables")
  func sessions() async throws {
    try await SandboxFixture.withPool { pool in
      #expect(pool.shape == TableShape(rows: 4, columns: 3))
      try await pool.withSession { one in
        let first = try await one.execute("x = df.age.sum()\ndf.drop(df.index, inplace=True)\nx")
        #expect(first.standardOutput == "102.0\n")
        #expect(first.succeeded)
        #expect(try await one.execute("print(x, len(df))").standardOutput == "102.0 0\n")
        try await pool.withSession { other in
          #expect(try await other.execute("print(len(df))").standardOutput == "4\n")
          let unknown = try await other.execute("x")
          #expect(
            unknown.failure == .raised(type: "NameError", message: "name 'x' is not defined"))
          #expect(unknown.standardError.contains("line 1, in <module>\n    x\n"))
        }
      }
    }
  }

  @Test("Starts a fresh copy after code that ran too long or ended its process")
  func fresh() async throws {
    try await SandboxFixture.withPool(seconds: 1) { pool in
      try await pool.withSession { session in
        _ = try await session.execute("x = 1")
        let slow = try await session.execute("print('so far')\nwhile True: pass")
        #expect(slow.failure == .timedOut(seconds: 1))
        #expect(slow.standardOutput == "so far\n")
        #expect(try await session.execute("print('x' in dir())").standardOutput == "False\n")
        let left = try await session.execute("hook(3, name='a')\nimport os\nos._exit(3)")
        #expect(left.failure == .crashed(reason: "it exited with status 3"))
        #expect(left.hooks.map(\.name) == ["a"])
        #expect(try await session.execute("1 + 1").standardOutput == "2\n")
      }
    }
  }

  @Test("A limit of processor time does not count waits, which a busy machine prolongs")
  func processorTime() async throws {
    let limit: (inout SandboxOptions) -> Void = { $0.limitsProcessorTime = true }
    try await SandboxFixture.withPool(seconds: 0.3, configure: limit) { pool in
      try await pool.withSession { session in
        let waiting = try await session.execute("import time\ntime.sleep(0.5)\nsubmit(1)")
        #expect(waiting.failure == nil && waiting.submissions.count == 1)
      }
      try await pool.withSession { session in
        let busy = try await session.execute("while True: pass")
        #expect(busy.failure == .timedOut(seconds: 0.3))
      }
    }
  }

  @Test("Cuts output in the middle and keeps the answer whole")
  func output() async throws {
    let short: (inout SandboxOptions) -> Void = { $0.outputLimit = 100 }
    try await SandboxFixture.withPool(configure: short) { pool in
      try await pool.withSession { session in
        let long = try await session.execute(
          "print('a' * 1000 + 'é' * 1000)\nsubmit('z' * 5000)\nprint('end')")
        #expect(long.standardOutput.hasPrefix(String(repeating: "a", count: 50) + "\n… "))
        #expect(long.standardOutput.hasSuffix("é\nend\n"))
        #expect(long.standardOutput.unicodeScalars.count < 140)
        #expect(long.submissions.last?.value == .string(String(repeating: "z", count: 5000)))
      }
    }
  }

  @Test("Runs at least 20 pieces of code a second")
  func pace() async throws {
    try await SandboxFixture.withPool { pool in
      // The best of three: other work may have the cores for a moment.
      var best = Duration.seconds(60)
      for _ in 0..<3 {
        let time = try await ContinuousClock().measure {
          try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<10 {
              group.addTask {
                try await pool.withSession { session in
                  for turn in 0..<4 {
                    let result = try await session.execute("print(len(df) + \(number), \(turn))")
                    #expect(result.standardOutput == "\(4 + number) \(turn)\n")
                  }
                }
              }
            }
            try await group.waitForAll()
          }
        }
        best = min(best, time)
      }
      #expect(best < .seconds(2), "40 pieces in 10 sessions took \(best)")
    }
  }

  @Test("Code of any length arrives, and many sessions wait beside each other")
  func many() async throws {
    try await SandboxFixture.withPool { pool in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<40 {
          group.addTask {
            try await pool.withSession { session in
              _ = try await session.execute("text = '\(String(repeating: "x", count: 300_000))'")
              // By now there are many of them.
              try await Task.sleep(for: .milliseconds(200))
              let result = try await session.execute("print(len(text), \(number))")
              #expect(result.standardOutput == "300000 \(number)\n")
            }
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test("If idle sessions hold too much memory together, the largest one ends")
  func sharesMemory() async throws {
    let configure: (inout SandboxOptions) -> Void = { $0.memoryTogether = 300 << 20 }
    try await SandboxFixture.withPool(configure: configure) { pool in
      try await pool.withSession { small in
        try await pool.withSession { large in
          #expect(try await small.execute("a = bytearray(100 << 20)").succeeded)
          #expect(try await large.execute("a = bytearray(250 << 20)").succeeded)
          #expect(try await small.execute("print(len(a) >> 20)").standardOutput == "100\n")
          let lost = try await large.execute("print(len(a))")
          #expect(
            lost.failure == .crashed(reason: "other sessions needed its memory"))
          #expect(try await large.execute("print('a' in dir())").standardOutput == "False\n")
        }
      }
    }
  }

  @Test("Reports a missing component and how to install it")
  func missing() async throws {
    let absent = await #expect(throws: SandboxError.self) {
      let elsewhere: (inout SandboxOptions) -> Void = { $0.python = "/nowhere/python" }
      try await SandboxFixture.withPool(configure: elsewhere) { _ in }
    }
    #expect(absent?.description.contains("'/nowhere/python'") == true)
    #expect(absent?.description.contains("apt-get install") == true)
  }

  @Test(
    "Names one command that installs everything missing",
    arguments: [
      ("/usr/bin/python3", false, "'apt-get install python3-scipy python3-statsmodels'"),
      ("/usr/bin/python3", true, "'apt-get install bubblewrap python3-scipy python3-statsmodels'"),
      ("/opt/py", false, "'/opt/py -m pip install scipy statsmodels'"),
    ])
  func command(path: String, lacksBubblewrap: Bool, command: String) {
    let error = SandboxError.missingLibraries(
      ["scipy", "statsmodels"], of: path, lacksBubblewrap: lacksBubblewrap)
    #expect(error.description.contains(command), "\(error)")
  }

  @Test("Code runs without the sandbox on request")
  func unprotected() async throws {
    let unprotected: (inout SandboxOptions) -> Void = { $0.unsafeNoSandbox = true }
    try await SandboxFixture.withPool(seconds: 1, configure: unprotected) { pool in
      try await pool.withSession { session in
        let result = try await session.execute("print(len(pd.read_csv(csv_path)))")
        #expect(result.standardOutput == "4\n")
        #expect(
          try await session.execute("while True: pass").failure == .timedOut(seconds: 1))
      }
    }
  }

  @Test("A table that pandas cannot load is reported as an error")
  func unreadable() async throws {
    let error = await #expect(throws: SandboxError.self) {
      try await CodePool.withPool(
        for: CSVSource(path: "/nowhere.csv"), options: SandboxOptions()
      ) { _ in }
    }
    #expect(error?.description.contains("/nowhere.csv") == true)
  }
}
