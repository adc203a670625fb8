internal import ArgumentParser
internal import Facet
internal import FacetConfiguration
internal import FacetModels
internal import FacetPlatform

/// `facet check`: validate without calling anyone.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Find every mistake of a configuration without calling anyone.",
    discussion: """
      Also says where each model goes, which key it needs, and whether that is set.

      Example: facet check configs/*.json
      """)

  @Argument(help: ArgumentHelp("The configurations.", valueName: "config"))
  var paths: [String]

  @Flag(help: "Take an unknown key for a mistake.")
  var strict = false

  @Flag(help: "Ask each endpoint whether the key works and the model is served.")
  var ping = false

  @Option(
    help: ArgumentHelp(
      "Trust the root certificates in this PEM file instead of the system's.", valueName: "file"))
  var caFile: String?

  @Option(help: ArgumentHelp("Read variables from this file instead of '.env'.", valueName: "file"))
  var envFile: String?

  func run() async throws {
    let console = Console()
    let environment = try LoadedTask.reporting(to: console) {
      try RunEnvironment(file: envFile).all
    }
    var hasFailed = false
    for path in paths {
      if path.hasSuffix(".schema.json") {
        console.print("\(path): a schema for editors, not a task; left out")
        continue
      }
      do {
        try await check(path, environment, console)
      } catch let status as ExitStatus {
        guard status.code == ExitStatus.usage else { throw status }
        hasFailed = true
      }
    }
    if hasFailed { throw ExitStatus(code: ExitStatus.usage) }
  }

  private func check(
    _ path: String, _ environment: [String: String], _ console: Console
  ) async throws {
    let configuration = try LoadedTask.reporting(to: console) {
      try TaskConfiguration(contentsOf: path, overrides: [], isStrict: strict)
    }
    for warning in configuration.warnings { console.print(warning.description) }
    try await QuestionsAsInput.gathered(for: configuration, console) { configuration in
      try await check(configuration, path, environment, console)
    }
  }

  private func check(
    _ configuration: TaskConfiguration, _ path: String, _ environment: [String: String],
    _ console: Console
  ) async throws {
    var options = RunOptions(environment: environment)
    options.requiresKeys = false
    options.caFile = caFile
    let pipeline = try LoadedTask.reporting(to: console) {
      try DataGenerationPipeline(configuration: configuration, options: options)
    }
    Terminal.write(
      CheckReport.text(path: path, summary: pipeline.summary) + "\n", to: .standardOutput)
    guard ping else { return }
    var hasFailed = false
    for probe in await pipeline.probeEndpoints() {
      Terminal.write("  " + CheckReport.text(probe) + "\n", to: .standardOutput)
      if case .failed = probe.finding { hasFailed = true }
    }
    if hasFailed { throw ExitStatus(code: ExitStatus.failure) }
  }
}

/// What `facet check` says of a sound configuration.
enum CheckReport {
  static func text(path: String, summary: RunSummary) -> String {
    var lines = [
      "\(path): \(summary.taskType), \(Quantity.count(summary.samples, "sample")) × "
        + "\(Quantity.count(summary.perspectives, "perspective")), "
        + Quantity.count(summary.calls, summary.asksInConversations ? "conversation" : "call")
    ]
    for endpoint in summary.endpoints {
      lines.append("  \(endpoint.explanation)")
      lines.append("    \(endpoint.baseURL), \(key(of: endpoint))")
    }
    // The warning says the same with a figure.
    if summary.repeatsInstructions, !summary.cautions.contains(where: { $0.contains("sandwich") }) {
      lines.append(
        "  note: the layout 'sandwich' sends each instruction twice and shares no prefix between "
          + "perspectives; 'prompt_layout': 'context_first' lets providers cache the sample")
    }
    lines += summary.cautions.map { "  warning: \($0)" }
    return lines.joined(separator: "\n")
  }

  static func text(_ probe: EndpointProbe) -> String {
    let place = "\(probe.provider), \(probe.baseURL)"
    switch probe.finding {
    case .served: return "ping: \(place) serves '\(probe.model)'"
    case .notListed(let nearest):
      let hint = nearest.map { "; it lists '\($0)'" } ?? ""
      return "ping: \(place) accepts the key but does not list '\(probe.model)'\(hint)"
    case .failed(let error):
      return "ping: \(place) failed: \(error)" + (error.hint.map { "; \($0)" } ?? "")
    }
  }

  private static func key(of endpoint: RunSummary.EndpointSummary) -> String {
    if let variable = endpoint.keyVariable { return "key \(variable) is set" }
    guard let wanted = endpoint.wantedKeyVariable else { return "no key needed" }
    return "key \(wanted) is not set"
  }
}
