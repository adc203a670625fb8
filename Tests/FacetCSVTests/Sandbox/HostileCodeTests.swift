import FacetCSV
import FacetJSON
import FacetPlatform
import TestSupport
import Testing

/// Code that tries to escape or to exceed its limits: each piece fails, and the session continues.
@Suite("Hostile code", .needsSandbox, .attacksOnePool, .serialized)
struct HostileCodeTests {
  @Test("Is contained and reported as an error, and the pool stays usable", arguments: Attack.all)
  func attack(_ attack: Attack) async throws {
    // One pool for all: none of them may harm it.
    try await AttackedPool.shared().withSession { session in
      let result = try await session.execute(attack.code)
      let failure = String(describing: result.failure)
      #expect(failure.contains(attack.word), "\(failure)")
      #expect(result.submissions.isEmpty)
      let next = try await session.execute("print(len(df))")
      #expect(next.standardOutput == "4\n")
    }
  }

  @Test("Forged records are refused, and hashes are never taken from code")
  func forgery() async throws {
    try await AttackedPool.shared().withSession { session in
      let result = try await session.execute(
        """
        import os
        recorder = hook.__closure__[[type(c.cell_contents).__name__ for c in hook.__closure__]
                                    .index("Recorder")].cell_contents
        good = {"name": "a", "value": 1, "description": None, "code_line": "x = 1",
                "line_ran": True, "depends_on": []}
        recorder.record("hook", {**good, "hash": "f" * 16})
        recorder.record("submit", {"value": 2, "hash": "e" * 16})
        """)
      #expect(result.hooks.map(\.valueHash) == ["6b86b273ff34fce1"])
      #expect(result.submissions.map(\.hash) == ["d4735e3a265e16ee"])
      let forged = try await session.execute(
        """
        deep = []
        for _ in range(200): deep = [deep]
        for record in ({**good, "name": 5}, {**good, "depends_on": "a"}, {**good, "value": deep},
                       {"name": "a"}, [], {**good, "depends_on": [1]}):
            recorder.record("hook", record)
        recorder.record("submit", 7)
        recorder.record("other", {})
        recorder.record("done", {"error": None, "left_out": -1})
        """)
      #expect(forged.hooks.isEmpty && forged.submissions.isEmpty)
      #expect(forged.failure == .crashed(reason: "9 of its records cannot be read"))
    }
  }

  @Test("The first hooks of a loop are kept, and the others only counted")
  func hooksInALoop() async throws {
    try await AttackedPool.shared().withSession { session in
      let result = try await session.execute(
        "x = 1\nfor x in range(200_000): hook(x, name=str(x))\nsubmit(3)")
      #expect(result.succeeded)
      #expect(result.hooks.count == CodeExecution.maximumHooks)
      #expect(result.hooksLeftOut == 200_000 - CodeExecution.maximumHooks)
      #expect(result.submissions.map(\.value) == [3])
      let answers = try await session.execute("for x in range(5000): submit(x)")
      #expect(answers.submissions.count == 256)
      #expect(answers.submissions.last?.value == 4999)
    }
  }

  @Test("A gigabyte of output is read completely, but only a little is kept")
  func output() async throws {
    try await SandboxFixture.withPool { pool in
      try await pool.withSession { session in
        let result = try await session.execute(
          "import os\nfor _ in range(1000): os.write(1, b'y' * 10 ** 6)\nsubmit(1)")
        #expect(result.succeeded)
        #expect(result.standardOutput.utf8.count < 11_000)
        #expect(result.standardOutput.contains("bytes left out"))
        #expect(result.submissions.map(\.value) == [1])
      }
    }
  }

  @Test("When code ends, its child processes end and its threads wait for the next piece")
  func leftovers() async throws {
    try await SandboxFixture.withPool { pool in
      try await pool.withSession { session in
        _ = try await session.execute(
          """
          import os, threading, time
          count = [0]
          def work():
              while True:
                  count[0] += 1
                  time.sleep(0.001)
          threading.Thread(target=work, daemon=True).start()
          if os.fork() == 0:
              while True: open('/tmp/alive', 'a').write('x')
          """)
        let before = try await session.execute("print(count[0])")
        try await Task.sleep(for: .milliseconds(500))
        let after = try await session.execute(
          """
          print(count[0])
          size = os.path.getsize('/tmp/alive') if os.path.exists('/tmp/alive') else 0
          time.sleep(0.2)
          print(size == (os.path.getsize('/tmp/alive') if size else 0))
          """)
        let counts = [before, after].compactMap { result in
          result.standardOutput.split(separator: "\n").first.flatMap { Int($0) }
        }
        // Without the rest it would have counted to some 400 meanwhile.
        #expect(counts.count == 2 && counts[1] - counts[0] < 100, "\(counts)")
        #expect(after.standardOutput.hasSuffix("True\n"))
      }
    }
  }

  @Test("An attack in one session does not disturb another")
  func beside() async throws {
    try await SandboxFixture.withPool(seconds: 3) { pool in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          try await pool.withSession { session in
            _ = try await session.execute("import os\nwhile True: os.fork()")
            _ = try await session.execute("import os\nopen('/tmp/left', 'w')\nos.kill(-1, 9)")
          }
        }
        group.addTask {
          try await pool.withSession { session in
            for number in 0..<20 {
              let result = try await session.execute(
                "import os, time\ntime.sleep(0.1)\nprint(os.listdir('/tmp'), \(number))")
              #expect(result.standardOutput == "[] \(number)\n")
            }
          }
        }
        try await group.waitForAll()
      }
    }
  }
}
