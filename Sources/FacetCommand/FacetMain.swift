internal import ArgumentParser
internal import Facet
internal import FacetConfiguration
internal import FacetHTTP
internal import FacetPlatform

/// The process: reads the arguments, runs a command, and exits with a documented status.
@main
struct FacetMain {
  /// A ledger, a dataset, a loopback provider and a few connections are open at the same time.
  private static let leastOpenFiles = 64

  static func main() async {
    Terminal.openStandardStreams()
    InterruptSignals.ignoreFailingWrites()
    let arguments = CommandWord.joiningNegativeNumbers(
      RetryFailedChoice.completing(Array(CommandLine.arguments.dropFirst())))
    let openFiles = DescriptorLimit.raise().current
    guard openFiles >= leastOpenFiles else {
      let message =
        "the limit on open files is \(openFiles), and Facet needs at least \(leastOpenFiles); raise "
        + "it with 'ulimit -n 1024'"
      Terminal.write("error: \(message)\n", to: .standardError)
      leave(status: ExitStatus.failure, arguments, message: message)
    }
    if let mistake = CommandWord.mistake(in: arguments) {
      Terminal.write("error: \(mistake)\n", to: .standardError)
      leave(status: ExitStatus.usage, arguments, message: mistake)
    }
    do {
      var command = try FacetCommand.parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let status as ExitStatus {
      leave(status: status.code, arguments)
    } catch let error as ValidationError {
      // The parser's own text ends with the usage of the root command, which does not help here.
      Terminal.write("error: \(error.message)\n", to: .standardError)
      leave(status: ExitStatus.usage, arguments, message: error.message)
    } catch {
      let code = FacetCommand.exitCode(for: error)
      let isSuccess = code == .success
      let message = code == .failure ? "\(error)" : FacetCommand.message(for: error)
      // Further lines may be a program's own, with its errors.
      let isMarked = message.prefix { $0 != "\n" }.contains("error: ")
      let text =
        code != .failure
        ? FacetCommand.fullMessage(for: error) : isMarked ? message : "error: \(message)"
      if !text.isEmpty {
        let words = text.hasPrefix("Error: ") ? "e" + text.dropFirst() : text
        Terminal.write(words + "\n", to: isSuccess ? .standardOutput : .standardError)
      }
      if let advice = CommandWord.advice(on: message, about: arguments) {
        Terminal.write(advice + "\n", to: .standardError)
      }
      let isUsage =
        code == .validationFailure || error is ConfigurationError || error is PlanError
        || error is Diagnostic || error is OutputGuard.Refusal
        || (error as? any CorrectableError)?.isMistake == true
      leave(
        status: isSuccess ? 0 : isUsage ? ExitStatus.usage : ExitStatus.failure, arguments,
        message: message)
    }
    InterruptSignals.leave(status: 0)
  }

  /// Ends the process; after a failure, prints a JSON document if the arguments ask for JSON.
  private static func leave(
    status: Int32, _ arguments: [String], message: String? = nil
  ) -> Never {
    ResultDocument.writeFailure(status: status, arguments: arguments, message: message)
    InterruptSignals.leave(status: status)
  }
}

/// The root command; a bare configuration means `run`.
struct FacetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "facet",
    abstract: "Turn one dataset into many perspectives.",
    discussion: """
      A JSON file declares a task: its model, perspectives and data. Facet answers every sample \
      from every perspective and writes one dataset.

      Example, without a key: facet run configs/translation.json --test --offline
      """,
    version: FacetVersion.current,
    subcommands: [
      RunCommand.self, CheckCommand.self, EstimateCommand.self, PreviewCommand.self,
      ModelsCommand.self,
      InitCommand.self, RehearseCommand.self, StatusCommand.self, LedgerCommand.self,
      ReportCommand.self, ScoreCommand.self, MergeCommand.self, LaunchCommand.self,
      QuestionsCommand.self, EpisodesCommand.self, SmokeCommand.self, ExportCommand.self,
      VerifyCommand.self, PushCommand.self, ContaminationCommand.self, TasksCommand.self,
      TracesCommand.self, BoxCommand.self, DoctorCommand.self,
    ],
    defaultSubcommand: RunCommand.self)
}

/// The exit status of a command that has already printed its messages.
struct ExitStatus: Error {
  /// A runtime error.
  static let failure: Int32 = 1
  /// A mistake in the arguments or the configuration.
  static let usage: Int32 = 2
  /// Only part of the requested output exists.
  static let partial: Int32 = 4
  /// Interrupted by Ctrl-C, by the shell's convention.
  static let interrupted: Int32 = 130

  var code: Int32
}
