internal import ArgumentParser
internal import Facet

/// Which samples and perspectives are taken.
struct SelectionOptions: ParsableArguments {
  @Flag(help: "Take 10 samples and the first 4 perspectives, marked as a test.")
  var test = false

  @Option(
    name: [.customShort("n"), .long],
    help: ArgumentHelp("Stop after this many samples.", valueName: "count"))
  var limit: Int?

  @Option(
    help: ArgumentHelp(
      "Take these positions: 0-based, end exclusive.", valueName: "a:b"))
  var samples: String?

  @Option(
    help: ArgumentHelp(
      "Take the perspectives whose condition matches; * and ? allowed.", valueName: "glob,…"),
    completion: .perspective)
  var perspectives: String?

  func validate() throws {
    try OptionRule.count(limit, "--limit")
    if let samples { _ = try Self.range(samples) }
    if let perspectives, patterns.isEmpty || patterns.contains(where: \.isEmpty) {
      throw ValidationError(
        "'--perspectives' must name conditions such as 'Careful*,Plain', not '\(perspectives)'.")
    }
  }

  /// The patterns of `--perspectives`, without the spaces around them.
  private var patterns: [String] {
    (perspectives?.split(separator: ",", omittingEmptySubsequences: false) ?? []).map { part in
      String(part.trimmingPrefix { $0 == " " }.reversed().trimmingPrefix { $0 == " " }.reversed())
    }
  }

  /// The positions that `0:100` stands for.
  ///
  /// - Throws: `ValidationError` for a text that stands for none.
  static func range(_ text: String) throws -> Range<Int> {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let lower = Int(parts[0]), let upper = Int(parts[1]), lower >= 0,
      upper >= 0
    else {
      throw ValidationError(
        "'--samples' must be two positions such as '0:100', not '\(text)'.")
    }
    guard lower < upper else {
      throw ValidationError(
        "'--samples \(text)' holds no sample: the second position must be above the first.")
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
