internal import ArgumentParser
internal import Facet

/// Which samples and perspectives a run uses.
struct SelectionOptions: ParsableArguments {
  @Flag(help: "Use 10 samples and the first 4 perspectives, and mark the dataset as a test.")
  var test = false

  @Option(
    name: [.customShort("n"), .long],
    help: ArgumentHelp("Stop after this many samples.", valueName: "count"))
  var limit: Int?

  @Option(
    help: ArgumentHelp(
      "Use the samples at these positions: 0-based, end exclusive.", valueName: "a:b"))
  var samples: String?

  @Option(
    help: ArgumentHelp(
      "Use the perspectives whose condition matches; * and ? are wildcards.", valueName: "glob,…"),
    completion: .perspective)
  var perspectives: String?

  func validate() throws {
    try OptionRule.count(limit, "--limit")
    if let samples { _ = try Self.range(samples) }
    if let perspectives, patterns.isEmpty || patterns.contains(where: \.isEmpty) {
      throw ValidationError(
        "'--perspectives' must list conditions, such as 'Careful*,Plain', not '\(perspectives)'.")
    }
  }

  /// The patterns of `--perspectives`, without the spaces around them.
  private var patterns: [String] {
    (perspectives?.split(separator: ",", omittingEmptySubsequences: false) ?? []).map { part in
      String(part.trimmingPrefix { $0 == " " }.reversed().trimmingPrefix { $0 == " " }.reversed())
    }
  }

  /// The positions that a text such as `0:100` selects.
  ///
  /// - Throws: `ValidationError` for a text that selects none.
  static func range(_ text: String) throws -> Range<Int> {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let lower = Int(parts[0]), let upper = Int(parts[1]), lower >= 0,
      upper >= 0
    else {
      throw ValidationError(
        "'--samples' must be two positions, such as '0:100', not '\(text)'.")
    }
    guard lower < upper else {
      throw ValidationError(
        "'--samples \(text)' selects no samples: the second position must be above the first.")
    }
    return lower..<upper
  }

  func apply(to options: inout RunOptions) {
    options.isTest = test
    options.limit = limit
    options.samples = samples.flatMap { try? Self.range($0) }
    options.perspectives = patterns
  }
}
