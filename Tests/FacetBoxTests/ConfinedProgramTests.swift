import FacetBox
import FacetPlatform
import Glibc
import TestSupport
import Testing

/// A program that runs once in a box of its own.
@Suite("A program in a box", .needsBubblewrap)
struct ConfinedProgramTests {
  private func run(
    _ script: String, configure: (inout ConfinedProgram) -> Void = { _ in }
  ) async throws -> ConfinedResult {
    var program = ConfinedProgram(["/bin/sh", "-c", script])
    configure(&program)
    return try await program.run()
  }

  @Test("Gets its arguments, input, variables and files")
  func gets() async throws {
    let result = try await run("cat; cat in/a; cat /data/b; ./run; echo $A $HOME; pwd; echo e >&2")
    {
      $0.input = Array("input\n".utf8)
      $0.environment = ["A": "b  c"]
      $0.files = [
        .init("/tmp/in/a", Array("one\n".utf8)), .init("/data/b", Array("two\n".utf8)),
        .init("/tmp/run", Array("#!/bin/sh\necho three\n".utf8), isExecutable: true),
      ]
    }
    #expect(result.end == .exited(0), "\(result.errorOutput.text)")
    #expect(result.output.text == "input\none\ntwo\nthree\nb c /tmp\n/tmp\n")
    #expect(result.errorOutput.text == "e\n")
    #expect(!result.output.isCut)
  }

  @Test(
    "Its end is told apart",
    arguments: [
      ("exit 3", .exited(3)), ("kill -SEGV $$", .signalled(11)), ("/nowhere/x", .exited(127)),
      ("echo 'bwrap: no' >&2; exit 1", .exited(1)),
      ("while :; do :; done", .timedOut), ("setsid sleep 60 & sleep 60", .timedOut),
      ("trap '' TERM INT HUP; while :; do sleep 1; done", .timedOut),
    ] as [(String, ConfinedResult.End)])
  func ends(script: String, end: ConfinedResult.End) async throws {
    let result = try await run(script) { $0.limits.time = .milliseconds(700) }
    #expect(result.end == end)
  }

  @Test("Long output is cut in the middle, and completely read")
  func output() async throws {
    let result = try await run(
      "i=0; while [ $i -lt 200000 ]; do echo $i; i=$((i+1)); done; printf end >&2"
    ) { $0.limits.output = 1000 }
    #expect(result.end == .exited(0))
    #expect(result.output.isCut && result.output.total == 1_288_890)
    #expect(result.output.text.hasPrefix("0\n1\n") && result.output.text.hasSuffix("199999\n"))
    #expect(result.output.text.contains("bytes left out") && result.output.bytes.count == 1000)
    #expect(result.errorOutput.text == "end")
  }

  @Test("Its child processes end with it")
  func leftovers() async throws {
    let folder = try ScratchFolder()
    let name = "facet-left-\(getpid())"
    _ = try await run("(setsid sh -c 'exec -a \(name) sleep 77' &) ; exit 0")
    let running = try await ProgramResult(
      of: .init(["/usr/bin/pgrep", "-f", name], environment: ["PATH=/usr/bin:/bin"]))
    #expect(running.output.isEmpty)
    _ = folder
  }

  @Test(
    "Reaches nothing outside and exceeds no limit",
    arguments: [
      ("cat /etc/shadow", "No such file"), ("ls /root /home /work /var", "No such file"),
      ("tr '\\0' '\\n' </proc/1/environ | grep -v ^PATH=", ""), ("echo x >/usr/bin/x", "Read-only"),
      ("echo x >/x", "Read-only"),
      ("mount -t tmpfs x /tmp", "mount"), ("unshare -r true", "not permitted"),
      ("head -c 20000000 /dev/zero >/tmp/a", "limit"),
      ("for i in 1 2 3 4; do head -c 5000000 /dev/zero >/tmp/$i; done", "No space"),
      ("i=0; while [ $i -lt 40 ]; do sleep 9 & i=$((i+1)); done", "fork"),
      ("echo x >/dev/sda; ls /dev/vda /dev/mem", "No such file"),
      ("exec 3<>/dev/tcp/127.0.0.1/22", "nonexistent"),
    ] as [(String, String)])
  func attacks(script: String, word: String) async throws {
    let result = try await run(script) {
      $0.limits.time = .seconds(5)
      $0.limits.disk = 12 << 20
      $0.limits.fileSize = 8 << 20
      $0.limits.processes = 20
      $0.limits.memory = 256 << 20
    }
    #expect(result.end != .exited(0) || word.isEmpty)
    #expect(
      result.errorOutput.text.contains(word) || result.end == .signalled(SIGXFSZ)
        || result.end == .timedOut, "\(result)")
    #expect(result.output.text.isEmpty)
  }

  @Test("Memory has a limit")
  func memory() async throws {
    let result = try await run("x=0123456789; while :; do x=$x$x; done") {
      $0.limits.memory = 128 << 20
      $0.limits.time = .seconds(20)
    }
    #expect(!result.end.isSuccess && result.end != .timedOut)
  }

  @Test(
    "A file outside its place is refused",
    arguments: ["tmp/x", "/tmp/../etc/x", "/tmp//x", "/tmp/./x", "/tmp/x/", "/tmp/x\0"])
  func badPaths(path: String) async throws {
    await #expect(throws: BoxError.self) {
      _ = try await run("true") { $0.files = [.init(path, [])] }
    }
  }

  @Test("A box that cannot be started is not the program's failure")
  func cannotStart() async throws {
    let error = await #expect(throws: BoxError.self) {
      _ = try await run("true") { $0.files = [.init("/proc/facet/x", [])] }
    }
    #expect(error?.description.contains("cannot be started") == true)
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips a test where bubblewrap is not installed.
  static var needsBubblewrap: Self {
    .enabled(if: SystemProgram.path(of: "bwrap") != nil, "bubblewrap is not installed")
  }
}
