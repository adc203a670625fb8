internal import ArgumentParser
internal import Facet
internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform

/// `facet preview`: the exact requests for a sample.
struct PreviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview", abstract: "Show the exact requests for a sample.",
    discussion: """
      Nothing is sent, and no key is needed.

      Example: facet preview configs/translation.json --sample 3 --perspective Faithful
      """)

  @OptionGroup var task: ConfigurationOptions

  @Option(help: ArgumentHelp("The sample's position, 0-based.", valueName: "number"))
  var sample = 0

  @Option(
    help: ArgumentHelp(
      "Show only perspectives whose condition matches; * and ? are wildcards.", valueName: "glob"),
    completion: .perspective)
  var perspective: String?

  @Flag(help: "Show the HTTP request bodies.")
  var wire = false

  @Flag(help: "Print one JSON document.")
  var json = false

  func validate() throws {
    try OptionRule.count(sample, "--sample", from: 0)
    try OptionRule.name(perspective, "--perspective")
  }

  func run() async throws {
    let console = Console()
    let configuration = try LoadedTask.reporting(to: console) { try task.configuration() }
    guard !configuration.asksHarbor else {
      throw ValidationError("The agent 'harbor' has prompts of its own, which Facet cannot show.")
    }
    var options = RunOptions(environment: try task.overriding.environment(reportingTo: console))
    options.requiresKeys = false
    options.baseURL = task.baseURL
    options.prices = try task.priceList.table()
    options.perspectives = perspective.map { [$0] } ?? []
    let previews = try await QuestionsAsInput.gathered(for: configuration) {
      [options] configuration in
      try LoadedTask.reporting(to: console) {
        try DataGenerationPipeline(configuration: configuration, options: options)
          .previews(ofSampleAt: sample)
      }
    }
    guard !json else {
      ResultDocument.write(.array(previews.map(PreviewJSON.value)))
      return
    }
    for preview in previews {
      Terminal.write(text(preview) + "\n", to: .standardOutput)
    }
  }

  private func text(_ preview: PromptPreview) -> String {
    var lines: [String] = []
    for step in preview.steps {
      lines.append(
        "── \(preview.condition) · \(step.name) · sample \(preview.sampleIndex) "
          + "(id \(preview.sampleID)) · \(step.model) at \(step.provider) · "
          + "about \(Quantity.grouped(step.estimatedTokens)) tokens")
      if wire {
        lines.append("POST \(step.url)")
        lines.append(step.wireBody)
      } else {
        for message in step.messages { lines += ["[\(message.role)]", message.text] }
      }
      lines.append("")
    }
    return lines.joined(separator: "\n")
  }
}
