internal import ArgumentParser
internal import FacetPlatform
internal import FacetReport

/// `facet report`: datasets as one HTML page.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Make one HTML page from one or more datasets.",
    discussion: """
      The page is self-contained and loads nothing. Its path goes to standard output.

      Several datasets are shown side by side: samples with the same id and text share a row.

      Example: facet report data/agents/translation.json
      """)

  @Argument(
    help: ArgumentHelp("The datasets: .json or .jsonl files.", valueName: "dataset"),
    completion: .dataset)
  var datasets: [String]

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp(
      "Write the page to this file; default: beside the first dataset.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Show these samples of each dataset: 0-based, end exclusive.", valueName: "a:b"))
  var samples: String?

  func validate() throws {
    guard !datasets.isEmpty else { throw ValidationError("Name a dataset.") }
    for dataset in datasets { try OptionRule.name(dataset, "dataset") }
    if let output, !output.hasSuffix(".html"), !output.hasSuffix(".htm") {
      throw ValidationError("'--output' must end in '.html', not '\(output)'.")
    }
    if let samples { _ = try SelectionOptions.range(samples) }
  }

  /// The start of an episodes file.
  private static let episode = Array(#"{"episode_id":"#.utf8)

  func run() throws {
    let console = Console()
    let count = Self.episode.count
    for dataset in datasets
    where (try? FileSystem.prefix(of: dataset, count: count)) == Self.episode {
      console.print(
        "error: '\(dataset)' contains episodes, which have no HTML report; show them with: "
          + "facet episodes inspect \(dataset)")
      throw ExitStatus(code: ExitStatus.usage)
    }
    let report = DatasetReport(
      datasets: datasets, selection: samples.flatMap { try? SelectionOptions.range($0) })
    let path = output ?? Self.path(beside: datasets[0])
    try report.write(to: path)
    if let error = Terminal.write(path + "\n", as: .exact, to: .standardOutput) {
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.failure)
    }
  }

  private static func path(beside dataset: String) -> String {
    let ending = [".jsonl", ".json"].first { dataset.hasSuffix($0) } ?? ""
    return dataset.dropLast(ending.count) + ".html"
  }
}
