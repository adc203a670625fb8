internal import ArgumentParser
internal import Facet
internal import FacetConfiguration
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
