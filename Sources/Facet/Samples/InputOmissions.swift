internal import FacetJSON
internal import FacetPlatform

/// Rows of an input file that are left out, and what else is odd about it.
struct InputOmissions: Sendable, Equatable {
  /// Rows of a CSV file without any value.
  var blankRows = 0
  /// Samples in which every field that the prompts name is blank.
  var blankSamples = 0
  private(set) var badRows = 0
  /// The first of the bad rows.
  private(set) var examples: [InputError] = []
  /// How the file is read where that is a guess.
  var alerts: [String] = []

  private static let mostExamples = 20

  /// Counts a row that cannot be read.
  mutating func add(_ error: InputError) {
    badRows += 1
    if examples.count < Self.mostExamples { examples.append(error) }
  }

  /// A sentence for each kind, with the bad rows that are kept as examples.
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
    if badRows > 0 {
      sentences.append(
        "\(path): \(count(badRows, "row", "rows")) cannot be read and "
          + (badRows == 1 ? "is" : "are") + " left out")
      sentences += examples.map { "  \(SampleError(path: path, $0))" }
      if badRows > examples.count { sentences.append("  and \(badRows - examples.count) more") }
    }
    return sentences
  }
}
