internal import ArgumentParser
internal import FacetPlatform
internal import FacetReport

/// `facet report`: a dataset as one HTML page.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Make one HTML page of a dataset.",
    discussion: """
      The page holds everything that it shows and loads nothing. Its path goes to standard output.

      Example: facet report data/agents/translation.json
      """)

  @Argument(help: "The dataset: a .json or a .jsonl file.") var dataset: String

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("Where the page goes; beside the dataset otherwise.", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Take these samples of the dataset, counted from 0, the end left out.", valueName: "a:b"))
  var samples: String?

  func validate() throws {
    if let output, !output.hasSuffix(".html"), !output.hasSuffix(".htm") {
      throw ValidationError("'--output' must end in '.html', not '\(output)'.")
    }
    if let samples, SelectionOptions.range(samples) == nil {
      throw ValidationError("'--samples' must be two numbers such as '0:100'.")
    }
  }

  /// What a file of episodes begins with.
  private static let episode = Array(#"{"episode_id":"#.utf8)

  func run() throws {
    let console = Console()
    let count = Self.episode.count
    if let start = try? FileSystem.prefix(of: dataset, count: count), start == Self.episode {
      console.print(
        "error: '\(dataset)' holds episodes, of which there is no page; show them with: "
          + "facet episodes inspect \(dataset)")
      throw ExitStatus(code: ExitStatus.usage)
    }
    let report = DatasetReport(
      dataset: dataset, selection: samples.flatMap(SelectionOptions.range))
    let path = output ?? Self.path(beside: dataset)
    do throws(ReportError) {
      try report.write(to: path)
    } catch {
      console.print("error: \(error)")
      throw ExitStatus(code: error.isMistake ? ExitStatus.usage : ExitStatus.failure)
    }
    if let error = Terminal.write(path + "\n", to: .standardOutput) {
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.failure)
    }
  }

  private static func path(beside dataset: String) -> String {
    let ending = [".jsonl", ".json"].first { dataset.hasSuffix($0) } ?? ""
    return dataset.dropLast(ending.count) + ".html"
  }
}
