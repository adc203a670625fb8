internal import ArgumentParser
internal import FacetCSV
internal import FacetPlatform

/// Data sets to download from Kaggle first.
struct KaggleOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Kaggle data sets to download, or a file of their names; needs Kaggle's own client.",
      valueName: "owner/name"), completion: .file())
  var kaggle: [String] = []

  @Option(
    help: ArgumentHelp("Stop after downloading this many Kaggle data sets.", valueName: "count"))
  var limit: Int?

  @Option(
    help: ArgumentHelp(
      "Skip Kaggle data sets larger than this, in megabytes.", valueName: "MB"))
  var kaggleMaxSize = 5.0

  func validate() throws {
    try OptionRule.count(limit, "--limit")
    guard kaggleMaxSize > 0, kaggleMaxSize <= 1_000_000 else {
      throw ValidationError("'--kaggle-max-size' must be above 0 and at most 1000000.")
    }
    if kaggle.isEmpty, limit != nil { throw ValidationError("'--limit' needs '--kaggle'.") }
  }

  var isWanted: Bool { !kaggle.isEmpty }

  /// Downloads the data sets, reports failures, and returns the paths of the CSV files.
  ///
  /// - Throws: ``ExitStatus`` if every download fails.
  func files(_ environment: [String: String], _ console: Console) async throws -> [String] {
    do {
      var names: [KaggleName] = []
      for word in kaggle {
        if FileSystem.exists(word) {
          names += try KaggleName.names(in: word)
        } else {
          names.append(try KaggleName(word))
        }
      }
      var download = try KaggleDownload(environment: environment)
      download.maximumSize = Int(kaggleMaxSize * 1_000_000)
      let outcomes = try await download.fetch(names, limit: limit) { outcome in
        console.print(
          outcome.path.map { "\(outcome.name): \($0)" }
            ?? "error: \(outcome.failure?.description ?? "\(outcome.name): the download has no file")"
        )
      }
      let paths = outcomes.compactMap(\.path)
      guard !paths.isEmpty else { throw ExitStatus(code: ExitStatus.failure) }
      return paths
    } catch let error as KaggleError {
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.usage)
    } catch let error as SystemError {
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.failure)
    }
  }
}
