internal import ArgumentParser
internal import FacetBox
internal import FacetPlatform

/// `facet doctor`: what this machine lacks for boxes, found by trying.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check that this machine can run boxes, and show how to fix what is missing.",
    discussion: """
      Starts a box and reports what works. Exits with status 1 if boxes cannot be started.

      Example: facet doctor
      """)

  func run() async throws {
    let examination = await BoxExamination(folder: BoxChoices.folder)
    let rows = examination.findings.map { finding in
      [finding.subject, finding.verdict.rawValue, finding.detail]
    }
    Terminal.write(
      TextTable.text(header: ["", "", "detail"], rows: rows), to: .standardOutput)
    for finding in examination.findings {
      guard let remedy = finding.remedy else { continue }
      Terminal.write("\(finding.subject): \(remedy)\n", to: .standardOutput)
    }
    if !examination.works { throw ExitStatus(code: ExitStatus.failure) }
  }
}
