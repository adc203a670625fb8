package import FacetJSON
internal import FacetPlatform
internal import FoundationEssentials

/// An export's folder in; how many of its rows hold, and which do not and why, out.
///
/// Digests, splits, repeats, banned terms and benchmark texts, scores, and the answers of code are
/// computed again from the rows. What rows do not give again is compared with unchanged sources.
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
    /// Scores of rows, and answers of code, that were made again.
    package var executed = 0
    /// Rows whose scores were compared with those that their unchanged sources state.
    package var compared = 0
    /// Rows with a score, a rate or labels that nothing made again, by the reason.
    package private(set) var notMade: [String: Int] = [:]

    package var holds: Bool { failedRows.isEmpty && fileFaults.isEmpty }

    /// The report as JSON.
    package var json: JSONValue {
      [
        "rows": .number(JSONNumber(rows)), "held": .number(JSONNumber(rows - failedRows.count)),
        "executed": .number(JSONNumber(executed)), "compared": .number(JSONNumber(compared)),
        "not_executed": .number(JSONNumber(notMade.values.reduce(0, +))),
        "failures": .array(
          failures.map { ["place": .string($0.place), "reason": .string($0.reason)] }),
        "files": .array(fileFaults.map { .string($0) }),
        "unchecked": .array(gaps.map { .string($0) }),
      ]
    }

    /// The checks that could not be made, with the number of rows if it is about values of rows.
    package var gaps: [String] {
      unchecked
        + notMade.sorted { $0.key < $1.key }.map { reason, count in
          "\(reason) (\(count) row\(count == 1 ? "" : "s"))"
        }
    }

    mutating func fail(_ place: String, _ reason: String) {
      failures.append((place, reason))
      failedRows.insert(place)
    }

    /// Notes a check that could not be made.
    mutating func note(_ reason: String) {
      if !unchecked.contains(reason) { unchecked.append(reason) }
    }

    /// Notes a row with values that nothing made again.
    mutating func noteRow(_ reason: String) {
      notMade[reason, default: 0] += 1
    }

    mutating func take(_ verdict: RowVerdict, at place: String) {
      switch verdict {
      case .holds: executed += 1
      case .fails(let reasons):
        executed += 1
        for reason in reasons { fail(place, reason) }
      case .unknown(let reason): noteRow(reason)
      }
    }
  }

  private let folder: String

  package init(folder: String) {
    self.folder = folder
  }

  /// What checks rows, one after the other.
  private struct Checks {
    /// Where Parquet is kept as JSON Lines.
    let scratch: String
    var rows: RowChecks
    let code: CodeVerification?
    let scores: ScoreVerification
    var sources: SourceVerification
    var stated: StatedScores
    /// Scores that are to be made again, with the places of their rows.
    var waiting: [(place: String, task: ScoreVerification.Task)] = []
  }

  /// Verifies the folder.
  ///
  /// - Parameters:
  ///   - runner: Runs code again; `nil` if there is no place to run it.
  ///   - runsScores: Whether scores that run SQL or code are made again.
  package func run(
    code runner: CodeVerification?, runsScores: Bool = true
  ) async throws -> Report {
    guard let manifest = Manifest.read(in: folder) else {
      throw TrainingError("'\(folder)' is not an export: it has no '\(ExportFolder.manifestName)'")
    }
    var report = Report()
    let metadata = metadata(&report)
    checkFiles(manifest, &report)
    if let fault = CardCheck.fault(in: folder, manifest: manifest, metadata: metadata) {
      report.fileFaults.append(fault)
    }
    let scratch =
      FileManager.default.temporaryDirectory.path
      + "/facet-verify-\(ProcessIdentity.current.processID)-\(UInt64.random(in: 0 ... .max))"
    defer { FileSystem.removeFolder(scratch) }
    let scores = ScoreVerification(metadata: metadata, runsCode: runsScores)
    var checks = Checks(
      scratch: scratch, rows: try RowChecks(metadata: metadata, &report), code: runner,
      scores: scores, sources: SourceVerification(metadata: metadata),
      stated: StatedScores(rules: scores.rules))
    for file in manifest["files"]?.array ?? [] {
      guard let path = file["path"]?.string, HubPush.isInside(path), path.contains("/"),
        let kind = TrainingKind(rawValue: String(path.prefix { $0 != "/" }))
      else { continue }
      let split = String(FileSystem.name(of: path).prefix { $0 != "." })
      try await check(path, kind, split, file["rows"]?.int, &checks, &report)
    }
    await makeScores(&checks, &report)
    let sources = UnchangedSources(metadata: metadata, converting: scratch)
    checks.sources.run(checks.rows.contamination, sources, &report)
    checks.stated.run(sources, &report)
    report.fileFaults += checks.rows.countFaults(metadata)
    if runner == nil, checks.rows.hasCode { report.note("code was not run again") }
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
      guard digest.description != file["sha256"]?.string else { continue }
      if path == "README.md" {
        // People write into the card; what it tells loaders is checked by itself.
        report.note("'README.md' was edited")
      } else {
        report.fileFaults.append("'\(path)' is not what was exported: its digest differs")
      }
    }
    for path in FileSystem.paths(in: folder) where !known.contains(path) {
      report.note("'\(path)' is no part of the export")
    }
  }

  private func check(
    _ path: String, _ kind: TrainingKind, _ split: String, _ count: Int?, _ checks: inout Checks,
    _ report: inout Report
  ) async throws {
    guard FileSystem.exists("\(folder)/\(path)") else { return }
    guard path.hasSuffix(".parquet") else {
      return try await check(
        lines: "\(folder)/\(path)", path, kind, split, count, &checks, &report)
    }
    do throws(TrainingError) {
      let lines = try ParquetLines.path(of: "\(folder)/\(path)", in: checks.scratch)
      try await check(lines: lines, path, kind, split, count, &checks, &report)
    } catch {
      report.note("'\(path)': \(error)")
      report.rows += count ?? 0
    }
  }

  /// - Parameter file: The file of JSON Lines that is read in the place of `path`.
  private func check(
    lines file: String, _ path: String, _ kind: TrainingKind, _ split: String, _ count: Int?,
    _ checks: inout Checks, _ report: inout Report
  ) async throws(TrainingError) {
    var lines = try JSONLines(path: file)
    var rows = 0
    while true {
      let place: String
      let row: JSONValue
      do throws(TrainingError) {
        guard let value = try lines.next() else { break }
        row = value
        place = "\(path):\(lines.line)"
      } catch {
        guard error.isMistake else {
          report.fileFaults.append("'\(path)' was not read to its end: \(error)")
          break
        }
        rows += 1
        report.fail("\(path):\(lines.line)", "the line is not JSON")
        continue
      }
      rows += 1
      for reason in checks.rows.flaws(of: row, kind: kind, split: split) {
        report.fail(place, reason)
      }
      if let task = checks.scores.task(for: row, kind: kind) {
        checks.waiting.append((place, task))
        if checks.waiting.count >= Self.batch { await makeScores(&checks, &report) }
      } else if !checks.sources.take(row, kind: kind, at: place),
        kind != .sft || row["csv_path"] == nil, let gap = checks.scores.gap(in: row, kind: kind),
        !checks.stated.take(row, kind: kind, at: place, gap: gap)
      {
        report.noteRow(gap)
      }
      guard let runner = checks.code, kind == .sft, let task = CodeVerification.Task(row) else {
        continue
      }
      report.take(await runner.verdict(on: task), at: place)
    }
    report.rows += rows
    if let count, count != rows {
      report.fileFaults.append("'\(path)' has \(rows) rows, \(count) were exported")
    }
  }

  /// The number of rows whose scores are made at the same time, as far as boxes allow.
  private static let batch = 16

  private func makeScores(_ checks: inout Checks, _ report: inout Report) async {
    let scores = checks.scores
    let waiting = checks.waiting
    checks.waiting = []
    let verdicts = await withTaskGroup(of: (Int, RowVerdict).self) { group in
      for (number, entry) in waiting.enumerated() {
        group.addTask { (number, await scores.verdict(on: entry.task)) }
      }
      var verdicts: [Int: RowVerdict] = [:]
      for await (number, verdict) in group { verdicts[number] = verdict }
      return verdicts
    }
    for (number, entry) in waiting.enumerated() {
      if let verdict = verdicts[number] { report.take(verdict, at: entry.place) }
    }
  }
}

/// What came of making a part of a row again.
enum RowVerdict: Sendable {
  case holds
  case fails([String])
  case unknown(String)
}
