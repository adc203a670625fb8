import FacetPlatform
import Glibc
import TestSupport
import Testing

@Suite("A program that runs beside this one")
struct ChildProcessTests {
  private func result(
    _ script: String, input: String = "", environment: [String] = []
  ) async throws -> ProgramResult {
    try await ProgramResult(
      of: .init(["/bin/sh", "-c", script], environment: environment), input: Array(input.utf8))
  }

  @Test("Gets its input, and reports its outputs and its end")
  func talks() async throws {
    let result = try await result(
      "cat; echo problem >&2; exit 3", input: "one\ntwo\n", environment: ["A=b"])
    #expect(String(decoding: result.output, as: UTF8.self) == "one\ntwo\n")
    #expect(String(decoding: result.errorOutput, as: UTF8.self) == "problem\n")
    #expect(result.status == .exited(3))
    #expect(!result.status.isSuccess)
  }

  @Test("Inherits no variable and no open file")
  func inheritsNothing() async throws {
    unsafe setenv("FACET_TEST_SECRET", "x", 1)
    let file = unsafe open("/dev/null", O_RDONLY)
    defer { close(file) }
    let result = try await result("env; ls /proc/$$/fd", environment: ["PATH=/usr/bin:/bin"])
    let output = String(decoding: result.output, as: UTF8.self)
    #expect(!output.contains("FACET_TEST_SECRET"))
    #expect(output.contains("0\n1\n2\n"))
    // Shells keep one of their own at 10 or above.
    #expect(!output.split(separator: "\n").contains("\(file)"))
  }

  @Test("Large output and large input do not block each other")
  func much() async throws {
    let input = String(repeating: "0123456789", count: 300_000)
    let result = try await result("cat", input: input)
    #expect(result.output.count == 3_000_000)
    #expect(result.output.suffix(3) == Array("789".utf8)[...])
  }

  @Test("Finds files as descriptors 3 and up")
  func files() async throws {
    let folder = try ScratchFolder()
    let paths = [try folder.write("first ", to: "a"), try folder.write("second", to: "b")]
    let result = try await ProgramResult(
      of: .init(["/bin/sh", "-c", "cat <&3; cat <&4"], files: paths))
    #expect(String(decoding: result.output, as: UTF8.self) == "first second")
  }

  @Test("Finds bytes as the descriptors after its files")
  func contents() async throws {
    let folder = try ScratchFolder()
    let path = try folder.write("first ", to: "a")
    let result = try await ProgramResult(
      of: .init(
        ["/bin/sh", "-c", "cat <&3; cat <&4; cat <&5"], environment: ["PATH=/usr/bin:/bin"],
        files: [path], contents: [Array("second ".utf8), Array("third".utf8)]))
    #expect(String(decoding: result.output, as: UTF8.self) == "first second third")
  }

  @Test("Reports that it cannot be started")
  func missing() async throws {
    let error = await #expect(throws: SystemError.self) {
      try await ProgramResult(of: .init(["/nowhere/program"]))
    }
    #expect(error?.description == "cannot run '/nowhere/program': No such file or directory")
  }

  @Test("Ends with its own children when the wait for it is cancelled")
  func cancelled() async throws {
    let clock = ContinuousClock()
    let began = clock.now
    try await withThrowingTaskGroup(of: ProgramResult.self) { group in
      group.addTask { try await self.result("sleep 60 & sleep 60; echo never") }
      try await Task.sleep(for: .milliseconds(100))
      group.cancelAll()
      let result = try await group.next()
      #expect(result?.status == .signalled(SIGKILL))
      #expect(result?.output.isEmpty == true)
    }
    #expect(clock.now - began < .seconds(10))
  }

  @Test("Does not ignore the signals that this process ignores")
  func signals() async throws {
    InterruptSignals.ignoreFailingWrites()
    let result = try await result("kill -PIPE $$; echo alive")
    #expect(result.status == .signalled(SIGPIPE))
  }
}
