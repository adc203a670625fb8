internal import ArgumentParser
internal import Facet
internal import FacetConfiguration
internal import FacetPlatform
internal import FacetTraining

/// Options that keep contaminated prompts from being paid for.
struct PromptCheckOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Send no prompt with a term of this file, one a line.", valueName: "file"),
    completion: .file())
  var ban: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Send no prompt that shares text with these benchmarks: JSON Lines, or an index.",
      valueName: "file"), completion: .file())
  var benchmarks: [String] = []

  /// Gives a run its check; the configuration's own prompts never count.
  func apply(to options: inout RunOptions, for configuration: TaskConfiguration) throws {
    guard ban != nil || !benchmarks.isEmpty else { return }
    var rules = ContaminationRules()
    if let ban { rules.keywords = try ExportFormOptions.terms(in: ban) }
    rules.benchmarks = ExportFormOptions.benchmarks(benchmarks)
    do throws(TrainingError) {
      let check = try PromptContamination(rules, own: configuration.ownPrompts)
      options.promptCheck = PromptCheck { messages in check.finding(in: messages) }
    } catch {
      throw ValidationError(error.message + ".")
    }
  }
}
