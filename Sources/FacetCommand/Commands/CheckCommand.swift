internal import ArgumentParser
internal import Facet
internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

/// `facet check`: validates configurations without sending a request to a model.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Find every mistake in a configuration without calling a provider.",
    discussion: """
      Also reports each model's endpoint, the key it needs, and whether the key is set.

      Example: facet check configs/*.json
      """)

  @Argument(
    help: ArgumentHelp("The configurations to check.", valueName: "config"), completion: .jsonFile)
  var paths: [String]

  @Flag(help: "Treat unknown keys as errors.")
  var strict = false

  @Flag(help: "Ask each endpoint whether the key works and the model is available.")
  var ping = false

  @Flag(help: "Print one JSON document.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Trust the root certificates in this PEM file instead of the system's.", valueName: "file"),
    completion: .file())
  var caFile: String?

  @Option(
    help: ArgumentHelp("Read variables from this file instead of '.env'.", valueName: "file"),
    completion: .file())
  var envFile: String?

  func run() async throws {
    let console = Console()
    let environment = try LoadedTask.reporting(to: console) {
      try RunEnvironment(file: envFile).all
    }
    var findings: [CheckFinding] = []
    for path in paths {
      if path.hasSuffix(".schema.json") {
        console.print("\(path): skipped, because it is a schema for editors, not a task")
        continue
      }
      let finding = try await finding(at: path, environment, console)
      if !json { show(finding, console) }
      findings.append(finding)
    }
    let hasMistake = findings.contains { !$0.isSound }
    let hasFailedPing = findings.contains { $0.hasFailedPing }
    let status = hasMistake ? ExitStatus.usage : hasFailedPing ? ExitStatus.failure : 0
    if json { ResultDocument.write(CheckReport.document(of: findings, status: status)) }
    if status != 0 { throw ExitStatus(code: status) }
  }

  /// Checks one configuration.
  private func finding(
    at path: String, _ environment: [String: String], _ console: Console
  ) async throws -> CheckFinding {
    var finding = CheckFinding(path: path)
    do {
      let configuration = try TaskConfiguration(
        contentsOf: path, overrides: [], isStrict: strict)
      finding.diagnostics = configuration.warnings
      let asked = try await QuestionsAsInput.gathered(for: configuration) {
        (configuration) throws in try await probed(configuration, environment)
      }
      finding.summary = asked.summary
      finding.probes = asked.probes
    } catch let error as ConfigurationError {
      finding.diagnostics += error.diagnostics
    } catch let error as Diagnostic {
      finding.diagnostics.append(error)
    } catch let error as PlanError {
      finding.messages += error.messages
    }
    return finding
  }

  private func probed(
    _ configuration: TaskConfiguration, _ environment: [String: String]
  ) async throws -> (summary: RunSummary, probes: [EndpointProbe]) {
    var options = RunOptions(environment: environment)
    options.requiresKeys = false
    options.caFile = caFile
    let pipeline = try DataGenerationPipeline(configuration: configuration, options: options)
    return (pipeline.summary, ping ? await pipeline.probeEndpoints() : [])
  }

  private func show(_ finding: CheckFinding, _ console: Console) {
    for diagnostic in finding.diagnostics { console.print(diagnostic.description) }
    for message in finding.messages { console.print(message) }
    guard let summary = finding.summary else { return }
    Terminal.write(
      CheckReport.text(path: finding.path, summary: summary) + "\n", to: .standardOutput)
    for probe in finding.probes {
      Terminal.write("  " + CheckReport.text(probe) + "\n", to: .standardOutput)
    }
  }
}
