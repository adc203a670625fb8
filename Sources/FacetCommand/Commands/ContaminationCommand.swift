internal import ArgumentParser
internal import FacetPlatform
internal import FacetTraining

/// `facet contamination`: banned terms and benchmark texts in files.
struct ContaminationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contamination",
    abstract: "Find banned terms and benchmark texts in files, or index a benchmark.",
    subcommands: [Check.self, Index.self])
}

extension ContaminationCommand {
  /// `facet contamination check`
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "List the samples that contain banned terms or benchmark texts.",
      discussion: """
        The files are those that 'facet export' reads. The exit status is 4 if anything is found.

        Example: facet contamination check data/chat.jsonl --benchmarks dev.jsonl
        """)

    @Argument(help: ArgumentHelp("The files to check.", valueName: "file"), completion: .dataset)
    var files: [String]

    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp("Benchmarks: JSON Lines, or indexes.", valueName: "file"),
      completion: .file())
    var benchmarks: [String] = []

    @Option(
      help: ArgumentHelp("A file of banned terms, one a line.", valueName: "file"),
      completion: .file())
    var ban: String?

    @Flag(help: "Print one JSON document.")
    var json = false

    func validate() throws {
      guard !benchmarks.isEmpty || ban != nil else {
        throw ValidationError("Name what to look for: '--benchmarks' or '--ban'.")
      }
    }

    func run() throws {
      let console = Console()
      var rules = ContaminationRules()
      if let ban { rules.keywords = try ExportFormOptions.terms(in: ban) }
      rules.benchmarks = ExportFormOptions.benchmarks(benchmarks)
      let report: ContaminationReport
      do throws(TrainingError) {
        report = try ContaminationReport(of: files, rules: rules)
      } catch {
        console.print("error: \(error)")
        throw ExitStatus(code: error.isMistake ? ExitStatus.usage : ExitStatus.failure)
      }
      if json {
        ResultDocument.write(report.json)
      } else {
        let lines = report.matches.map { match in
          "\(match.file):\(match.line): sample '\(match.id)' contains '\(match.found)'"
            + (match.item.map { ", item \($0)" } ?? "")
        }
        if !lines.isEmpty {
          Terminal.write(lines.joined(separator: "\n") + "\n", to: .standardOutput)
        }
        console.print(
          "\(Quantity.grouped(report.matches.count)) of "
            + "\(Quantity.count(report.samples, "sample")) contaminated")
      }
      if !report.matches.isEmpty { throw ExitStatus(code: ExitStatus.partial) }
    }
  }

  /// `facet contamination index`
  struct Index: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "index", abstract: "Write a benchmark's hashes, which hold none of its texts.",
      discussion: "Example: facet contamination index dev.jsonl -o dev.index.jsonl")

    @Argument(
      help: ArgumentHelp("The benchmark's files, JSON Lines.", valueName: "file"),
      completion: .dataset)
    var files: [String]

    @Option(
      name: [.customShort("o"), .long],
      help: ArgumentHelp("Write the index to this file.", valueName: "file"),
      completion: .file(extensions: ["jsonl"]))
    var output: String

    @Option(help: ArgumentHelp("The field with the text.", valueName: "name"))
    var field: String?

    func run() throws {
      let console = Console()
      do throws(TrainingError) {
        let name = String(FileSystem.name(of: files[0]).prefix { $0 != "." })
        let count = try ContaminationReport.writeIndex(
          of: files, field: field, name: name, to: output)
        console.print("\(Quantity.count(count, "item")) indexed")
        Terminal.write(output + "\n", as: .exact, to: .standardOutput)
      } catch {
        console.print("error: \(error)")
        throw ExitStatus(code: error.isMistake ? ExitStatus.usage : ExitStatus.failure)
      }
    }
  }
}
