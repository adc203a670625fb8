internal import ArgumentParser
internal import Facet
internal import FacetConfiguration
internal import FacetLedger
internal import FacetPlatform

/// The ledger that a command reads.
struct LedgerLocation: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A configuration of the ledger's task; default: the task around the working directory.",
      valueName: "config"), completion: .jsonFile)
  var configuration: String?

  @Option(
    name: .customLong("ledger"),
    help: ArgumentHelp(
      "The ledger file, instead of FACET_LEDGER or data/agents/ledger.sqlite.",
      valueName: "file"), completion: .file(extensions: ["sqlite"]))
  var file: String?

  /// The path of the ledger, which must exist.
  func path() throws -> String {
    if let configuration, !FileSystem.exists(configuration) {
      let message = "error: configuration '\(configuration)' does not exist\n"
      Terminal.write(message, to: .standardError)
      throw ExitStatus(code: ExitStatus.usage)
    }
    let environment = try RunEnvironment(file: nil)
    let path = file ?? environment["FACET_LEDGER"] ?? FileSystem.shortened(defaultPath)
    guard FileSystem.exists(path) else {
      Console().print("error: there is no ledger at '\(path)'; a run creates it")
      throw ExitStatus(code: ExitStatus.usage)
    }
    return path
  }

  /// The default path, under the root of the configuration's task or of the surrounding one.
  private var defaultPath: String {
    let working = FileSystem.workingDirectory
    return configuration.map(Self.defaultPath)
      ?? (TaskFolders.root(above: working) ?? working) + Self.place
  }

  /// The default path of the ledger of a configuration's task.
  static func defaultPath(for configuration: String) -> String {
    TaskFolders(configuration: configuration).root + place
  }

  private static let place = "/data/agents/ledger.sqlite"

  /// Runs `body` with the ledger and prints the ledger's errors.
  ///
  /// - Parameter reportsDamage: Whether to report the number of damaged rows that were skipped.
  func withLedger(
    reportsDamage: Bool = true, _ body: (Ledger) async throws -> Void
  ) async throws {
    let path = try path()
    do {
      try await Ledger.withLedger(at: path) { (ledger) async throws in
        try await body(ledger)
        if reportsDamage, ledger.damagedRows > 0 {
          Terminal.write(
            "warning: \(Quantity.count(ledger.damagedRows, "damaged row")) skipped; "
              + "'facet ledger check' lists them\n", to: .standardError)
        }
      }
    } catch let error as LedgerError {
      Console().print("error: \(error)")
      throw ExitStatus(code: ExitStatus.failure)
    }
  }
}
