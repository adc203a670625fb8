package import FacetJSON
internal import FacetPlatform

/// Checks files for contamination without exporting them, and writes indexes that can be shared.
package struct ContaminationReport: Sendable {
  /// A sample that contains something banned.
  package struct Match: Sendable {
    package var file: String
    package var line: Int
    package var id: String
    /// The term, or the benchmark's name.
    package var found: String
    /// The item's 0-based position in its benchmark; `nil` for a term.
    package var item: Int?
  }

  package private(set) var matches: [Match] = []
  package private(set) var samples = 0

  /// Checks every sample of some files: its text, its fields and all its answers.
  package init(of paths: [String], rules: ContaminationRules) throws(TrainingError) {
    var check = try ContaminationCheck(rules)
    for path in paths {
      let file = try SourceFile(path: path)
      check.exclude(prompts: file.prompts + OwnPrompts.texts)
      var stream = try file.stream(options: RunChoices())
      while let sample = try stream.next() {
        samples += 1
        guard let finding = check.finding(in: sample, withAnswers: true) else { continue }
        matches.append(
          Match(
            file: path, line: sample.line, id: sample.id, found: finding.name, item: finding.item))
      }
    }
  }

  /// The report as JSON.
  package var json: JSONValue {
    [
      "samples": .number(JSONNumber(samples)),
      "matches": .array(
        matches.map { match in
          [
            "file": .string(match.file), "line": .number(JSONNumber(match.line)),
            "id": .string(match.id), "found": .string(match.found),
            "item": match.item.map { .number(JSONNumber($0)) } ?? .null,
          ]
        }),
    ]
  }

  /// Writes an index of benchmarks: hashes of runs of words, from which no text can be read.
  ///
  /// - Returns: The number of items.
  package static func writeIndex(
    of paths: [String], field: String?, name: String, to output: String
  ) throws(TrainingError) -> Int {
    var index = BenchmarkIndex()
    var count = 0
    for path in paths {
      count += try BenchmarkFile.add(
        .init(name: name, path: path, field: field), to: &index)
    }
    let content = OutputGuard.Content(
      "an index of a benchmark", beginnings: ["{\"facet_benchmark_index\""])
    do {
      try OutputGuard(keeping: paths.map { .init("the benchmark itself", $0) })
        .check(output, for: content)
      let file = try AtomicFile(in: FileSystem.parent(of: output))
      try file.append(BenchmarkFile.lines(of: index, name: name))
      try file.commit(to: output)
    } catch {
      throw TrainingError("\(error)", isMistake: error is OutputGuard.Refusal)
    }
    return count
  }
}
