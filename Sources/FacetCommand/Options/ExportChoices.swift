internal import ArgumentParser
internal import FacetTraining

extension TrainingKind: ExpressibleByArgument {}
extension RowForm.Target: ExpressibleByArgument {}
extension RowForm.Arguments: ExpressibleByArgument {}
extension RowForm.Reasoning: ExpressibleByArgument {}
extension RunChoices.Hint: ExpressibleByArgument {}
extension RunChoices.Tools: ExpressibleByArgument {}
extension RunChoices.Runs: ExpressibleByArgument {}
extension MakeRules.Keep: ExpressibleByArgument {}
extension MakeRules.Pairs: ExpressibleByArgument {}
extension MakeRules.PairForm: ExpressibleByArgument {}
extension MakeRules.Turns: ExpressibleByArgument {}

/// The options that choose rows, for an export without a recipe.
struct ExportChoices: ParsableArguments {
  @Option(name: .customLong("as"), help: "The kind of training data.")
  var kind: TrainingKind?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Use answers for which this holds: 'scores.sql >= 0.9 && status == \"ok\"'.",
      valueName: "condition"))
  var condition: String?

  @Option(help: ArgumentHelp("Rank answers by this score.", valueName: "name"))
  var score: String?

  @Option(help: ArgumentHelp("Use answers with at least this score.", valueName: "number"))
  var minScore: Double?

  @Option(
    help: ArgumentHelp(
      "The smallest difference between a pair's scores; default: 0.1.", valueName: "number"))
  var minScoreDiff: Double?

  @Option(help: "Which pairs a prompt gives; default: best_worst.")
  var pairs: MakeRules.Pairs?

  @Option(help: "Pairs of single turns or of whole conversations; default: step.")
  var pairsForm: MakeRules.PairForm?

  @Option(
    help: ArgumentHelp("Prefer answers of these perspectives: 'Honest*'.", valueName: "pattern"))
  var chosen: String?

  @Option(help: ArgumentHelp("Reject answers of these perspectives.", valueName: "pattern"))
  var rejected: String?

  @Option(
    help: ArgumentHelp(
      "The lowest score of an answer that passed; default: 1.", valueName: "number")
  )
  var pass: Double?

  @Option(help: "Which answers to a prompt become conversations; default: all.")
  var keep: MakeRules.Keep?

  @Option(help: "Whole conversations, or a row for the last or for each turn; default: all.")
  var turns: MakeRules.Turns?

  @Option(
    help: ArgumentHelp(
      "Fields of the samples that become columns: 'a,b', or '*' for all.", valueName: "names"))
  var fields: String?

  @Option(help: ArgumentHelp("The field with the ground truth.", valueName: "name"))
  var groundTruth: String?

  @Option(help: "Runs of episodes that become conversations; default: right.")
  var runs: RunChoices.Runs?

  @Option(help: "Keep or drop the hint of episodes; default: drop.")
  var hint: RunChoices.Hint?

  @Option(help: "Write code as calls or as fenced blocks; default: call.")
  var tools: RunChoices.Tools?

  func validate() throws {
    try OptionRule.name(score, "--score")
    try OptionRule.name(groundTruth, "--ground-truth")
    for (value, name) in [
      (minScore, "--min-score"), (minScoreDiff, "--min-score-diff"), (pass, "--pass"),
    ] {
      if let value, !value.isFinite || abs(value) > 1e9 {
        throw ValidationError("'\(name)' must be a number.")
      }
    }
    if (chosen == nil) != (rejected == nil) {
      throw ValidationError("'--chosen' and '--rejected' belong together.")
    }
  }

  /// The rules for a kind of data.
  func rules(for kind: TrainingKind) throws -> MakeRules {
    var rules = MakeRules(kind)
    if let condition {
      do throws(TrainingError) {
        rules.condition = try RowCondition(condition)
      } catch {
        throw ValidationError(error.message + ".")
      }
    }
    rules.score = score
    rules.setScores(minScore: minScore, minDifference: minScoreDiff, pass: pass)
    rules.pairs = pairs ?? rules.pairs
    rules.pairForm = pairsForm ?? rules.pairForm
    rules.chosen = chosen
    rules.rejected = rejected
    rules.keep = keep ?? rules.keep
    rules.turns = turns ?? rules.turns
    rules.groundTruth = groundTruth
    rules.fields = fields.map { $0.split(separator: ",").map(String.init) }
    return rules
  }
}
