internal import FacetJSON
internal import FacetPlatform

/// The rows left out of an input file, and other peculiarities of the file.
struct InputOmissions: Sendable, Equatable {
  /// Rows of a CSV file without any value.
  var blankRows = 0
  /// Samples in which every field that the prompts name is blank.
  var blankSamples = 0
  /// Rows that repeat others in the fields that must differ.
  var repeatedRows = 0
  private(set) var badRows = 0
  /// The first bad rows.
  private(set) var examples: [InputError] = []
  /// Guesses about the file's format.
  var alerts: [String] = []

  private static let mostExamples = 20

  /// Counts an unreadable row.
  mutating func add(_ error: InputError) {
    badRows += 1
    if examples.count < Self.mostExamples { examples.append(error) }
  }

  /// A sentence for each kind, with some bad rows as examples.
  func sentences(path: String) -> [String] {
    let path = FileSystem.shortened(path)
    var sentences = alerts.map { "\(path): \($0)" }
    func count(_ number: Int, _ one: String, _ many: String) -> String {
      number == 1 ? "1 \(one)" : "\(number) \(many)"
    }
    if blankRows > 0 {
      sentences.append("\(path): \(count(blankRows, "blank row is", "blank rows are")) skipped")
    }
    if blankSamples > 0 {
      sentences.append(
        "\(path): \(count(blankSamples, "sample is", "samples are")) skipped: every field that the "
          + "prompts name is blank")
    }
    if repeatedRows > 0 {
      sentences.append(
        "\(path): \(count(repeatedRows, "row is skipped, because it repeats another", "rows are skipped, because they repeat others"))"
      )
    }
    if badRows > 0 {
      sentences.append(
        "\(path): \(count(badRows, "row", "rows")) cannot be read and "
          + (badRows == 1 ? "is" : "are") + " skipped")
      sentences += examples.map { "  \(SampleError(path: path, $0))" }
      if badRows > examples.count { sentences.append("  and \(badRows - examples.count) more") }
    }
    return sentences
  }
}
