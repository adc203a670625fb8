internal import ArgumentParser
internal import Facet
internal import FacetConfiguration
internal import FacetLedger
internal import FacetPlatform

/// Which ledger a command looks into.
struct LedgerLocation: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A configuration of the task whose ledger it is; else the task that the working directory "
        + "is in.", valueName: "config"), completion: .jsonFile)
  var configuration: String?

  @Option(
    name: .customLong("ledger"),
    help: ArgumentHelp(
      "The ledger's file, instead of FACET_LEDGER or data/agents/ledger.sqlite.",
      valueName: "file"), completion: .file(extensions: ["sqlite"]))
  var file: String?

  /// The ledger's path; a file that must exist.
  func path() throws -> String {
    if let configuration, !FileSystem.exists(configuration) {
      let message = "error: there is no configuration '\(configuration)'\n"
      Terminal.write(message, to: .standardError)
      throw ExitStatus(code: ExitStatus.usage)
    }
    let environment = try RunEnvironment(file: nil)
    let path = file ?? environment["FACET_LEDGER"] ?? FileSystem.shortened(defaultPath)
    guard FileSystem.exists(path) else {
      Console().print("error: there is no ledger at '\(path)'; a run makes it")
      throw ExitStatus(code: ExitStatus.usage)
    }
    return path
  }

  /// Under the root of the task: that of the configuration, or the one around the working directory.
  private var defaultPath: String {
    let working = FileSystem.workingDirectory
    let root =
      configuration.map { TaskFolders(configuration: $0).root }
      ?? TaskFolders.root(above: working) ?? working
    return root + "/data/agents/ledger.sqlite"
  }

  /// Runs `body` with the ledger; what goes wrong with it is printed.
  ///
  /// - Parameter reportsDamage: Whether the rows that were left out as damaged are counted.
  func withLedger(
    reportsDamage: Bool = true, _ body: (Ledger) async throws -> Void
  ) async throws {
    let path = try path()
    do {
      try await Ledger.withLedger(at: path) { (ledger) async throws in
        try await body(ledger)
        if reportsDamage, ledger.damagedRows > 0 {
          Terminal.write(
            "warning: \(Quantity.count(ledger.damagedRows, "damaged row")) left out; "
              + "'facet ledger check' lists them\n", to: .standardError)
        }
      }
    } catch let error as LedgerError {
      Console().print("error: \(error)")
      throw ExitStatus(code: ExitStatus.failure)
    }
  }
}
