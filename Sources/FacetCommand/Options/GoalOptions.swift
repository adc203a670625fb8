internal import ArgumentParser
internal import Facet
internal import FacetConfiguration
internal import FacetLedger
internal import FacetPlatform
internal import FacetTraining

/// A number of pairs at which a run ends.
struct GoalOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Ask only for completions that can still make a preference pair, and stop at this number of "
        + "pairs: 'dpo:1000'.", valueName: "dpo:count"))
  var until: String?

  @Option(
    name: .customLong("recipe"),
    help: ArgumentHelp(
      "With '--until': the export recipe whose rules a pair must meet.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var recipe: String?

  @Option(
    help: ArgumentHelp(
      "With '--until': the score that ranks answers; default: the only one.", valueName: "name"))
  var score: String?

  func validate() throws {
    try OptionRule.name(recipe, "--recipe")
    try OptionRule.name(score, "--score")
    guard let until else {
      if recipe != nil { throw ValidationError("'--recipe' needs '--until'.") }
      if score != nil { throw ValidationError("'--score' needs '--until'.") }
      return
    }
    _ = try Self.pairs(until)
  }

  /// The number of pairs that a text such as `dpo:1000` names.
  private static func pairs(_ text: String) throws -> Int {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "dpo", let count = Int(parts[1]) else {
      throw ValidationError(
        "'--until' must be 'dpo:' and a number of pairs, such as 'dpo:1000', not '\(text)'.")
    }
    try OptionRule.count(count, "--until")
    return count
  }

  /// The options that the goal of a command line gives; nil for a command without a goal.
  private static func words(of command: String) -> [String]? {
    let words = ShellWord.words(of: command)
    var found: [String] = []
    for name in ["--until", "--recipe", "--score"] {
      if let place = words.firstIndex(of: name), place + 1 < words.count {
        found += [name, words[place + 1]]
      } else if let word = words.first(where: { $0.hasPrefix(name + "=") }) {
        found += [name, String(word.dropFirst(name.count + 1))]
      }
    }
    return found.first == "--until" ? found : nil
  }

  /// Takes on the goal of a configuration's latest run, if none is given and that run has one.
  ///
  /// - Parameter isRun: Whether a run of the ledger may be the one.
  /// - Returns: The options that were taken on.
  mutating func adopt(
    from ledgerPath: String, of configurationPath: String, where isRun: (LedgerRun) -> Bool
  ) async -> [String] {
    guard until == nil, FileSystem.exists(ledgerPath) else { return [] }
    let runs = try? await Ledger.withLedger(at: ledgerPath) { ledger in try ledger.runs() }
    let place = FileSystem.absolute(configurationPath, in: FileSystem.workingDirectory)
    let latest = runs?.first { summary in
      isRun(summary.run)
        && FileSystem.absolute(
          summary.run.configurationPath, in: FileSystem.workingDirectory) == place
    }
    guard let words = latest?.run.resumeCommand.flatMap(Self.words),
      let adopted = try? Self.parse(words)
    else { return [] }
    self = adopted
    return words
  }

  /// Gives a run its goal.
  func apply(
    to options: inout RunOptions, for configuration: TaskConfiguration, _ console: Console
  ) throws {
    guard let until else { return }
    guard configuration.csvAnalysis == nil, !configuration.asksAgents else {
      throw ValidationError(
        "'--until' counts answers to perspectives; episodes and trials of agents have none.")
    }
    guard options.shard == nil, MergeSession.current == nil else {
      throw ValidationError(
        "'--until' counts pairs over the whole run, so it cannot be combined with '--shard'.")
    }
    let recipe = try recipe.map { path in
      try LoadedTask.reporting(to: console) {
        try RecipeReader.recipe(at: path, needsFiles: false)
      }
    }
    let count = try Self.pairs(until)
    do throws(TrainingError) {
      options.goal = try PairGoal(
        count: count, recipe: recipe, score: score, of: configuration)
    } catch {
      throw ValidationError("'--until': \(error.message).")
    }
  }
}
