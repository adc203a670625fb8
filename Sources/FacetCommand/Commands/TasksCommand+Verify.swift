internal import ArgumentParser
internal import Facet
internal import FacetBox
internal import FacetJSON
internal import FacetPlatform
internal import FacetTasks

extension TasksCommand {
  /// `facet tasks verify`: a certificate for each task directory.
  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify",
      abstract: "Show that the tests of tasks tell right solutions from wrong ones.",
      discussion: """
        In boxes without network: the solution must pass, nothing at all must fail, changed \
        solutions and empty files must be caught, and tampering with the tests must not help. \
        Prints a table; exits with status 4 if a task does not hold.

        Example: facet tasks verify tasks/* --base host
        """)

    @Argument(
      help: ArgumentHelp(
        "Task directories, or folders of task directories.", valueName: "folder"),
      completion: .directory)
    var folders: [String]

    @Option(
      help: ArgumentHelp(
        "Runs in which the solution must pass, and in which doing nothing must fail.",
        valueName: "count"))
    var repeats = 2

    @Option(help: ArgumentHelp("Changed solutions to try.", valueName: "count"))
    var mutations = 6

    @Option(
      help: ArgumentHelp(
        "The least share of wrong solutions that the tests must catch: 0 to 1.",
        valueName: "share"))
    var leastCaught = 0.5

    @Flag(help: "Write 'verification.json' into each task directory.")
    var write = false

    @Flag(help: "Print the certificates as JSON lines instead of a table.")
    var json = false

    @Flag(help: "Print the log of each task that does not hold.")
    var logs = false

    @Option(
      name: [.customShort("j"), .customLong("max-concurrency")],
      help: ArgumentHelp("Tasks at the same time; default: one per core.", valueName: "count"))
    var maxConcurrency: Int?

    @OptionGroup var boxes: BoxChoices

    func validate() throws {
      guard !folders.isEmpty else { throw ValidationError("Name a task directory.") }
      for folder in folders { try OptionRule.name(folder, "folder") }
      try OptionRule.count(repeats, "--repeats", to: 100)
      try OptionRule.count(mutations, "--mutations", from: 0, to: 1000)
      try OptionRule.count(maxConcurrency, "--max-concurrency", to: 1024)
      guard (0...1).contains(leastCaught) else {
        throw ValidationError("'--least-caught' must be between 0 and 1.")
      }
    }

    func run() async throws {
      let console = Console()
      if let missing = folders.first(where: { !FileSystem.isDirectory($0) }) {
        throw ValidationError("there is no folder '\(missing)'")
      }
      let paths = folders.flatMap(Self.tasks)
      let certificates: [Certificate]
      do throws(BoxError) {
        certificates = try await CertificationBatch(
          certification: Certification(builder: try boxes.builder(), rules: rules),
          width: maxConcurrency ?? ProcessIdentity.coreCount
        ).certificates(of: paths)
      } catch {
        console.print("error: \(error)")
        throw ExitStatus(code: ExitStatus.failure)
      }
      if write { try record(certificates, of: paths, console) }
      show(certificates, paths, console)
      let failed = certificates.count { !$0.holds }
      console.print(CertificateTable.summary(of: certificates))
      if failed > 0 { throw ExitStatus(code: ExitStatus.partial) }
    }

    private var rules: CertificateRules {
      var rules = CertificateRules()
      rules.repeats = repeats
      rules.mutations = mutations
      rules.leastCaught = leastCaught
      return rules
    }

    /// A task directory itself, or the folders in a folder that is none, sorted; what was rejected
    /// when tasks were made is left out.
    private static func tasks(in folder: String) -> [String] {
      if FileSystem.exists(folder + "/task.toml") { return [folder] }
      let inner = FileSystem.names(in: folder).sorted()
        .filter { !$0.hasPrefix(".") && $0 != "rejects" }.map { "\(folder)/\($0)" }
        .filter { FileSystem.isDirectory($0) }
      return inner.isEmpty ? [folder] : inner
    }

    private func record(
      _ certificates: [Certificate], of paths: [String], _ console: Console
    ) throws {
      for (path, certificate) in zip(paths, certificates) where FileSystem.isDirectory(path) {
        do throws(SystemError) {
          let file = try AtomicFile(in: path)
          try file.append(certificate.json(version: FacetVersion.current).bytes() + [0x0A])
          try file.commit(to: path + "/verification.json")
        } catch {
          console.print("error: \(error)")
          throw ExitStatus(code: ExitStatus.failure)
        }
      }
    }

    private func show(_ certificates: [Certificate], _ paths: [String], _ console: Console) {
      if json {
        ResultDocument.writeLines(certificates.map { $0.json(version: FacetVersion.current) })
      } else {
        Terminal.write(CertificateTable.text(of: certificates, paths), to: .standardOutput)
      }
      guard logs else { return }
      for (path, certificate) in zip(paths, certificates) where !certificate.log.isEmpty {
        console.print("\(path):\n\(certificate.log)")
      }
    }
  }
}
