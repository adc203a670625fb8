package import FacetJSON
internal import FacetPlatform

/// An export's folder in; how many of its rows hold, and which do not and why, out.
///
/// Everything is computed again from the rows alone: digests, splits, repeats, banned terms and
/// benchmark texts, scores, and the answers of code.
package struct ExportVerification: Sendable {
  /// What a verification found.
  package struct Report: Sendable {
    package var rows = 0
    /// Rows that do not hold: their place and the reason.
    package var failures: [(place: String, reason: String)] = []
    /// Rows that do not hold, each once.
    package var failedRows: Set<String> = []
    /// Faults of files, not of rows.
    package var fileFaults: [String] = []
    /// Checks that could not be made, and why.
    package var unchecked: [String] = []
    /// Answers of code that were computed again.
    package var executed = 0

    package var holds: Bool { failedRows.isEmpty && fileFaults.isEmpty }

    /// The report as JSON.
    package var json: JSONValue {
      [
        "rows": .number(JSONNumber(rows)), "held": .number(JSONNumber(rows - failedRows.count)),
        "executed": .number(JSONNumber(executed)),
        "failures": .array(
          failures.map { ["place": .string($0.place), "reason": .string($0.reason)] }),
        "files": .array(fileFaults.map { .string($0) }),
        "unchecked": .array(unchecked.map { .string($0) }),
      ]
    }

    mutating func fail(_ place: String, _ reason: String) {
      failures.append((place, reason))
      failedRows.insert(place)
    }
  }

  private let folder: String

  package init(folder: String) {
    self.folder = folder
  }

  /// Verifies the folder.
  ///
  /// - Parameter runner: Runs code again; `nil` if there is no place to run it.
  package func run(code runner: CodeVerification?) async throws -> Report {
    guard let manifest = Manifest.read(in: folder) else {
      throw TrainingError("'\(folder)' is not an export: it has no '\(ExportFolder.manifestName)'")
    }
    var report = Report()
    let metadata = metadata(&report)
    checkFiles(manifest, &report)
    var checks = try RowChecks(metadata: metadata, &report)
    for file in manifest["files"]?.array ?? [] {
      guard let path = file["path"]?.string, HubPush.isInside(path), path.contains("/"),
        let kind = TrainingKind(rawValue: String(path.prefix { $0 != "/" }))
      else { continue }
      guard path.hasSuffix(".jsonl") else {
        report.unchecked.append(
          "'\(path)': rows of Parquet are not read again; export them as JSON")
        report.rows += file["rows"]?.int ?? 0
        continue
      }
      let split = FileSystem.name(of: path).dropLast(".jsonl".count)
      try await check(path, kind, String(split), file["rows"]?.int, &checks, runner, &report)
    }
    if runner == nil, checks.hasCode {
      report.unchecked.append("code was not run again")
    }
    return report
  }

  private func metadata(_ report: inout Report) -> JSONValue {
    guard let bytes = try? FileSystem.contents(of: folder + "/metadata.json"),
      let value = try? ResponseJSON.value(of: bytes)
    else {
      report.fileFaults.append("'metadata.json' cannot be read")
      return .null
    }
    return value
  }

  private func checkFiles(_ manifest: JSONValue, _ report: inout Report) {
    var known: Set<String> = [ExportFolder.manifestName]
    for file in manifest["files"]?.array ?? [] {
      guard let path = file["path"]?.string, HubPush.isInside(path) else {
        report.fileFaults.append(
          "'\(ExportFolder.manifestName)' lists what is no file of the folder")
        continue
      }
      known.insert(path)
      guard let digest = try? SHA256(ofFile: "\(folder)/\(path)") else {
        report.fileFaults.append("'\(path)' is missing")
        continue
      }
      if digest.description != file["sha256"]?.string {
        report.fileFaults.append("'\(path)' is not what was exported: its digest differs")
      }
    }
    for path in FileSystem.paths(in: folder) where !known.contains(path) {
      report.unchecked.append("'\(path)' is no part of the export")
    }
  }

  private func check(
    _ path: String, _ kind: TrainingKind, _ split: String, _ count: Int?, _ checks: inout RowChecks,
    _ runner: CodeVerification?, _ report: inout Report
  ) async throws {
    var lines = try JSONLines(path: "\(folder)/\(path)")
    var rows = 0
    while true {
      let place: String
      let row: JSONValue
      do {
        guard let value = try lines.next() else { break }
        row = value
        place = "\(path):\(lines.line)"
      } catch {
        rows += 1
        report.fail("\(path):\(lines.line)", "the line is not JSON")
        continue
      }
      rows += 1
      for reason in checks.flaws(of: row, kind: kind, split: split) { report.fail(place, reason) }
      guard let runner, kind == .sft, let task = CodeVerification.Task(row) else { continue }
      switch await runner.verdict(on: task) {
      case .holds: report.executed += 1
      case .fails(let reason):
        report.executed += 1
        report.fail(place, reason)
      case .unknown(let reason):
        if !report.unchecked.contains(reason) { report.unchecked.append(reason) }
      }
    }
    report.rows += rows
    if let count, count != rows {
      report.fileFaults.append("'\(path)' has \(rows) rows, \(count) were exported")
    }
  }
}
