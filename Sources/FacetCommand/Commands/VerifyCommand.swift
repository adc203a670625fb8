internal import ArgumentParser
internal import FacetCSV
internal import FacetPlatform
internal import FacetTraining

/// `facet verify`: an export checked from its rows and its unchanged sources.
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every row of an export again: digests, splits, scores and answers of code.",
    discussion: """
      Scores are made again where rows hold what they depend on; SQL and code, also about CSV \
      files, run in the sandbox. Other values are compared with unchanged sources. The exit status is 4 if a row or a file does not hold.

      Example: facet verify data/training/answers_sft
      """)

  @Argument(
    help: ArgumentHelp("The folder of an export.", valueName: "folder"), completion: .directory)
  var folder: String

  @OptionGroup var sandbox: SandboxChoices

  @Flag(help: "Run no SQL and no code.")
  var noCode = false

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() async throws {
    let verification = ExportVerification(folder: folder)
    let report = try await report(of: verification)
    if json {
      ResultDocument.write(report.json)
    } else {
      Terminal.write(Self.text(of: report) + "\n", to: .standardOutput)
    }
    if !report.holds { throw ExitStatus(code: ExitStatus.partial) }
  }

  private func report(
    of verification: ExportVerification
  ) async throws -> ExportVerification.Report {
    if noCode { return try await verification.run(code: nil, runsScores: false) }
    do {
      return try await SandboxPools.withPools(options: sandbox.options) { pools in
        try await verification.run(code: CodeVerification(sessions: pools))
      }
    } catch let error as SandboxError {
      var report = try await verification.run(code: nil)
      report.unchecked.removeAll { $0 == "code was not run again" }
      report.unchecked.append("code was not run again: \(error)")
      return report
    }
  }

  private static func text(of report: ExportVerification.Report) -> String {
    let held = report.rows - report.failedRows.count
    var lines = ["\(Quantity.grouped(held)) of \(Quantity.grouped(report.rows)) hold"]
    if report.executed > 0 {
      lines.append(
        "  scores or answers of \(Quantity.count(report.executed, "row")) were made again")
    }
    if report.compared > 0 {
      lines.append(
        "  scores of \(Quantity.count(report.compared, "row")) were compared with their sources")
    }
    let notMade = report.notMade.values.reduce(0, +)
    if notMade > 0 { lines.append("  those of \(Quantity.count(notMade, "row")) were not") }
    lines += report.failures.prefix(20).map { "  \($0.place): \($0.reason)" }
    if report.failures.count > 20 {
      lines.append("  and \(Quantity.grouped(report.failures.count - 20)) more")
    }
    lines += report.fileFaults.map { "  \($0)" }
    lines += report.gaps.map { "  not checked: \($0)" }
    return lines.joined(separator: "\n")
  }
}
