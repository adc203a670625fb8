import FacetJSON
import Testing

@testable import FacetCSV

@Suite("Answers of a worker")
struct WorkerAnswerTests {
  private static let answer =
    #"{"execution": 7, "outcome": "done", "reason": null, "seconds": 0.5, "totals": [2, 0], "#
    + #""lengths": [56, 2, 0, 0, 0]}"# + "\n"
    + #"{"submit": {"value": {"a": "\n"}, "hash": "0011"}}"# + "\n{\"x\"}" + "ok"

  @Test("Are taken whole, however they arrive, and later bytes are left")
  func pieces() throws {
    let bytes = Array(Self.answer.utf8)
    for cut in 0...bytes.count {
      var received = Array(bytes[..<cut])
      let early = try WorkerAnswer(takenFrom: &received)
      #expect((early == nil) == (cut < bytes.count))
      guard early == nil else { continue }
      received += bytes[cut...] + Array("{".utf8)
      let answer = try #require(try WorkerAnswer(takenFrom: &received))
      #expect(answer.execution == 7)
      #expect(answer.parts[1] == Array("ok".utf8))
      #expect(received == Array("{".utf8))
    }
  }

  @Test("An unreadable record is not silently skipped")
  func unreadable() throws {
    var received = Array(Self.answer.utf8)
    let answer = try #require(try WorkerAnswer(takenFrom: &received))
    let execution = answer.codeExecution(options: SandboxOptions())
    #expect(execution.standardOutput == "ok")
    #expect(execution.submissions == [SubmittedAnswer(value: ["a": "\n"], hash: "0011")])
    #expect(execution.failure == .crashed(reason: "1 of its records cannot be read"))
  }

  @Test(
    "Impossible numbers in a line are refused or clamped",
    arguments: [
      #"{"lengths": [-1]}"#, #"{"lengths": ["x"]}"#,
      #"{"lengths": [9223372036854775807, 9223372036854775807]}"#,
    ])
  func lengths(line: String) {
    var received = Array((line + "\nxy").utf8)
    let answer = try? WorkerAnswer(takenFrom: &received)
    #expect(answer == nil && received.count == line.utf8.count + 3)
  }

  @Test(
    "The time left of running code is a time, whatever the line says", arguments: ["1e300", "-5"])
  func timeLeft(seconds: String) throws {
    var received = Array(
      "{\"lengths\": [], \"running\": {\"count\": 1, \"seconds\": \(seconds)}}\n".utf8)
    let answer = try #require(try WorkerAnswer(takenFrom: &received))
    #expect(answer.codeInProgress?.timeLeft ?? .seconds(-1) >= .zero)
  }

  @Test("A line that is not an answer ends the worker")
  func foreign() {
    var received = Array("hello\n".utf8)
    let error = #expect(throws: SandboxError.self) { try WorkerAnswer(takenFrom: &received) }
    #expect(error?.description.contains("'hello'") == true)
  }
}
