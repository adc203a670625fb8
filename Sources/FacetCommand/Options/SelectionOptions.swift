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
      "Take these positions, counted from 0, the end left out.", valueName: "a:b"))
  var samples: String?

  @Option(
    help: ArgumentHelp(
      "Take the perspectives whose condition matches; * and ? allowed.", valueName: "glob,…"))
  var perspectives: String?

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("'--limit' must be at least 1.") }
    if samples != nil, range == nil {
      throw ValidationError("'--samples' must be two numbers such as '0:100'.")
    }
  }

  private var range: Range<Int>? { samples.flatMap(Self.range) }

  /// The positions that `0:100` stands for; `nil` for what stands for none.
  static func range(_ text: String) -> Range<Int>? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let lower = Int(parts[0]), let upper = Int(parts[1]), lower >= 0,
      lower < upper
    else { return nil }
    return lower..<upper
  }

  func apply(to options: inout RunOptions) {
    options.isTest = test
    options.limit = limit
    options.samples = range
    options.perspectives =
      perspectives?.split(separator: ",").map { String($0.trimmingPrefix { $0 == " " }) } ?? []
  }
}
