internal import ArgumentParser
internal import FacetPlatform
internal import FacetTraining

/// The options that apply to recipes and to exports without one: checks, splits and the rows' form.
struct ExportFormOptions: ParsableArguments {
  @Option(
    name: .customLong("for"),
    help: "The trainer or service whose format the rows have; default: trl.")
  var target: RowForm.Target?

  @Option(help: "Write the arguments of calls as objects or as texts; default: the consumer's.")
  var arguments: RowForm.Arguments?

  @Option(
    help: ArgumentHelp(
      "Keep system messages, merge them into the user's, drop them, or put the text of a file in "
        + "their place; default: keep.", valueName: "keep|merge|drop|file"),
    completion: .file())
  var system: String?

  @Option(help: "Keep or drop the models' thoughts; default: keep.")
  var reasoning: RowForm.Reasoning?

  @Option(
    help: ArgumentHelp(
      "Shares of train, validation and test: '80/10/10', or '90/10' without a validation.",
      valueName: "shares"))
  var split: String?

  @Option(
    help: ArgumentHelp("Fields whose equal values share a split: 'csv_sha256'.", valueName: "names")
  )
  var groupBy: String?

  @Option(help: ArgumentHelp("The seed of splits and order; default: 42.", valueName: "number"))
  var seed: Int?

  @Option(
    help: ArgumentHelp("Drop rows with a term of this file, one a line.", valueName: "file"),
    completion: .file())
  var ban: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Drop rows that share text with these benchmarks: JSON Lines, or an index.",
      valueName: "file"), completion: .file())
  var benchmarks: [String] = []

  @Option(
    help: ArgumentHelp(
      "Drop near duplicates of at least this similarity: 0.75.", valueName: "number"))
  var near: Double?

  @Option(
    help: ArgumentHelp("The fewest characters of a message; default: 5.", valueName: "count"))
  var minCharacters: Int?

  @Option(
    help: ArgumentHelp("The most characters of a row; default: 50,000.", valueName: "count"))
  var maxCharacters: Int?

  @Option(help: ArgumentHelp("The most messages of a row; default: 60.", valueName: "count"))
  var maxMessages: Int?

  @Flag(help: "Write Parquet instead of JSON Lines, with the program 'duckdb'.")
  var parquet = false

  func validate() throws {
    if let split, Self.shares(split) == nil {
      throw ValidationError("'--split' must be shares such as '80/10/10', not '\(split)'.")
    }
    if let near, !(0.3...1).contains(near) {
      throw ValidationError("'--near' must be from 0.3 to 1.")
    }
    try OptionRule.count(minCharacters, "--min-characters", from: 0)
    try OptionRule.count(maxCharacters, "--max-characters")
    try OptionRule.count(maxMessages, "--max-messages")
    try OptionRule.count(seed, "--seed", from: 0)
  }

  /// Puts the options in the place of a recipe's values.
  func apply(to recipe: inout ExportRecipe) throws {
    recipe.form.target = target ?? recipe.form.target
    recipe.form.arguments = arguments ?? recipe.form.arguments
    try applySystem(to: &recipe.form)
    recipe.form.reasoning = reasoning ?? recipe.form.reasoning
    if parquet { recipe.form.parquet = true }
    if let split, let shares = Self.shares(split) { recipe.split.shares = shares }
    if let groupBy { recipe.split.by = [groupBy.split(separator: ",").map(String.init)] }
    recipe.seed = seed ?? recipe.seed
    if let ban { recipe.contamination.keywords += try Self.terms(in: ban) }
    recipe.contamination.benchmarks += Self.benchmarks(benchmarks)
    recipe.duplicates.near = near ?? recipe.duplicates.near
    recipe.limits.contentCharacters = minCharacters ?? recipe.limits.contentCharacters
    recipe.limits.characters = maxCharacters ?? recipe.limits.characters
    if let maxMessages {
      recipe.limits.messages = min(recipe.limits.messages.lowerBound, maxMessages)...maxMessages
    }
  }

  private func applySystem(to form: inout RowForm) throws {
    guard let system else { return }
    if let choice = RowForm.System(rawValue: system) {
      form.system = choice
      return
    }
    guard FileSystem.exists(system) else {
      throw ValidationError(
        "'--system' must be 'keep', 'merge', 'drop' or a file, and there is no file '\(system)'.")
    }
    do throws(TrainingError) {
      form.systemText = try RowForm.systemText(in: system)
    } catch {
      throw ValidationError(error.message + ".")
    }
  }

  /// The benchmarks of files, named for them.
  static func benchmarks(_ paths: [String]) -> [ContaminationRules.Benchmark] {
    paths.map { path in
      let name = FileSystem.name(of: path)
      return .init(name: String(name.prefix { $0 != "." }), path: path)
    }
  }

  /// The terms of a file, one a line.
  ///
  /// - Throws: `ValidationError` for a file without terms, and for a term that no text contains.
  static func terms(in path: String) throws -> [String] {
    let text: String
    do throws(SystemError) {
      // The shards' files name the path of a merge, and may come from anywhere.
      if MergeSession.current != nil { try FileSystem.checkIsNoStream(path) }
      text = String(decoding: try FileSystem.contents(of: path), as: UTF8.self)
    } catch {
      throw ValidationError("\(error).")
    }
    let lines = text.split { $0.isNewline || $0 == "\u{FEFF}" }
    let terms = lines.map { line in
      String(line.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
    guard !terms.isEmpty else { throw ValidationError("'\(path)' holds no terms.") }
    for term in terms where !term.contains(where: { $0.isLetter || $0.isNumber }) {
      throw ValidationError("The term '\(term)' of '\(path)' has no letter and no digit.")
    }
    return terms
  }

  private static func shares(_ text: String) -> [(name: String, share: Double)]? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Double($0) }
    let numbers = parts.compactMap { $0 }.filter { $0.isFinite && $0 >= 0 }
    guard numbers.count == parts.count, (1...3).contains(numbers.count) else { return nil }
    let sum = numbers.reduce(0, +)
    guard sum > 0, sum < 1e9 else { return nil }
    let names =
      numbers.count == 3 ? ["train", "validation", "test"] : ["train", "test"]
    return zip(names, numbers).map { (name: $0, share: $1 / sum) }
  }
}
