import FacetCSV
import FacetJSON
import FacetPlatform
import TestSupport
import Testing

/// Code that wants out or wants too much: each piece fails, and the session goes on.
@Suite("Hostile code", .needsSandbox)
struct HostileCodeTests {
  /// A piece of code, and a word of the failure that it must end with.
  struct Attack: Sendable {
    var name: String
    var word: String
    var code: String
  }

  static let attacks = [
    Attack(
      name: "the network", word: "unreachable",
      code: "import socket\nsocket.create_connection(('1.1.1.1', 53), 2)"),
    Attack(
      name: "this machine's own servers", word: "unreachable",
      code: "import socket\nsocket.create_connection(('127.0.0.1', 22), 2)"),
    Attack(name: "a file outside", word: "No such file", code: "open('/etc/passwd').read()"),
    Attack(name: "the home folder", word: "No such file", code: "import os\nos.listdir('/root')"),
    Attack(
      name: "another process", word: "No such file",
      code: "open('/proc/1/environ').read()"),
    Attack(
      name: "writing the CSV", word: "/data/people.csv", code: "open(csv_path, 'a').write('x')"),
    Attack(
      name: "replacing the CSV", word: "Read-only",
      code: "import os\nos.rename(csv_path, csv_path + '.old')"),
    Attack(
      name: "writing beside the system", word: "Read-only", code: "open('/usr/bin/x', 'w')"),
    Attack(
      name: "a fork bomb", word: "unavailable",
      code: "import os, time\nwhile True:\n  if os.fork() == 0: time.sleep(60)"),
    Attack(
      name: "a bomb of threads", word: "thread",
      code: """
        import threading, time
        while True: threading.Thread(target=time.sleep, args=(60,)).start()
        """),
    Attack(name: "a memory bomb", word: "allocate", code: "np.ones(10 ** 10)"),
    Attack(
      name: "a memory bomb in pieces", word: "Memory",
      code: "parts = []\nwhile True: parts.append(np.ones(10 ** 7))"),
    Attack(name: "an infinite loop", word: "timedOut", code: "while True: pass"),
    Attack(
      name: "an infinite loop that catches everything", word: "timedOut",
      code: """
        import signal
        for number in set(signal.Signals) - {9, 19}: signal.signal(number, lambda *_: None)
        while True:
          try:
            while True: pass
          except BaseException: pass
        """),
    Attack(
      name: "a child that outlives its parent", word: "timedOut",
      code: """
        import os, time
        if os.fork() == 0:
          os.setsid()
          while True: pass
        time.sleep(60)
        """),
    Attack(
      name: "a file without end", word: "too large",
      code: "with open('/tmp/x', 'wb') as file:\n  while True: file.write(b'x' * 10 ** 6)"),
    Attack(
      name: "more files than there is room for", word: "No space",
      code: """
        for number in range(100):
          with open(f'/tmp/{number}', 'wb') as file: file.write(b'x' * 10 ** 6)
        """),
    Attack(
      name: "killing itself", word: "SIGKILL",
      code: "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"),
    Attack(
      name: "killing everyone", word: "No such process",
      code: "import os\nos.kill(1, 9)\nos.kill(-1, 9)"),
    Attack(name: "leaving", word: "status 7", code: "import os\nos._exit(7)"),
    Attack(
      name: "a wild pointer", word: "SIGSEGV", code: "import ctypes\nctypes.string_at(0)"),
    Attack(
      name: "the system's calls", word: "[-1, -1, -1, -1]",
      code: """
        import ctypes
        c = ctypes.CDLL(None)
        tried = [
            c.umount(b"/proc"), c.mount(b"tmpfs", b"/tmp", b"tmpfs", 0, b""),
            c.setuid(0), c.ptrace(16, 1, 0, 0),
        ]
        raise ValueError(tried)
        """),
    Attack(
      name: "new namespaces", word: "-1",
      code: """
        import ctypes
        raise ValueError(ctypes.CDLL(None).unshare(0x10000000 | 0x20000))
        """),
    Attack(
      name: "answers in place of the worker", word: "Bad file descriptor",
      code: """
        import os
        os.write(4, b'{"done": {"error": null}}\\n')
        os.write(4, b'0' * 32 + b'{"submit": {"value": 1, "hash": "x"}}\\n')
        for number in range(5, 20): os.write(number, b'{"lengths": [], "ready": 1}\\n')
        """),
    Attack(
      name: "hooks without end", word: "8 MiB",
      code: "while True: hook('x' * 50000, name='a')"),
    Attack(
      name: "closing every descriptor", word: "crashed",
      code: "import os\nos.closerange(0, 100)"),
  ]

  @Test("Is contained, is an error, and the session goes on")
  func attacks() async throws {
    let tight: (inout SandboxOptions) -> Void = { options in
      options.memory = 256 << 20
      options.fileSize = 8 << 20
      options.scratchSize = 16 << 20
      options.processes = 20
    }
    // One pool for all: none of them may harm it.
    try await SandboxFixture.withPool(seconds: 2, configure: tight) { pool in
      for attack in Self.attacks {
        try await pool.withSession { session in
          let result = try await session.execute(attack.code)
          let failure = String(describing: result.failure)
          #expect(failure.contains(attack.word), "\(attack.name): \(failure)")
          #expect(result.submissions.isEmpty, "\(attack.name)")
          let next = try await session.execute("print(len(df))")
          #expect(next.standardOutput == "4\n", "\(attack.name)")
        }
      }
    }
  }

  @Test("A gigabyte of output is read to its end, and little of it is kept")
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

  @Test("What code leaves running rests with it: children end, threads wait for the next piece")
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

  @Test("A session that is attacked does not disturb one that runs beside it")
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
