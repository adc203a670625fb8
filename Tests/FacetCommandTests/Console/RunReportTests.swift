import Testing

@testable import Facet
@testable import FacetCommand

@Suite("The report after a run")
struct RunReportTests {
  private func lines(_ ending: RunOutcome.Ending, hint: String) -> [String] {
    var counts = RunOutcome.CellCounts()
    counts.pending = 5
    counts.unanswered = 2
    let outcome = RunOutcome(
      ending: ending, datasetPath: "d.json", counts: counts, usage: DatasetUsage(),
      calls: RunOutcome.Calls(),
      failures: [
        RunOutcome.FailureGroup(
          kind: "network", count: 20, example: "no connection", hint: hint)
      ], elapsed: .seconds(3))
    return RunReport.closing(outcome, resumeCommand: "facet run a.json")
      .split(separator: "\n").map(String.init)
  }

  @Test("A remedy is shown once, with the reason for the stop if there is one")
  func remedy() {
    let stopped = lines(
      .stoppedByProvider("no connection (start a server)"), hint: "start a server")
    #expect(stopped.count { $0.contains("start a server") } == 1)
    #expect(stopped.contains("  stopped: no connection (start a server)"))
    #expect(lines(.interrupted, hint: "start a server").contains("    start a server"))
  }

  @Test("Cells without an answer are not said to be sent, and the command to resume is last")
  func unanswered() {
    let lines = lines(.interrupted, hint: "")
    #expect(lines[0] == "interrupted: 0 answers, 2 without an answer, 3 not sent in 3 s")
    #expect(lines.suffix(2) == ["  resume with:", "    facet run a.json"])
  }
}
