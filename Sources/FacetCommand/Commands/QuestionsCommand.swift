internal import ArgumentParser
internal import FacetCSV
internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform
internal import FacetTables

/// `facet questions`: questions with verified answers from any CSV file.
struct QuestionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "questions", abstract: "Make questions with verified answers from CSV files.",
    discussion: """
      Applies templates to the content of each file and computes every answer at least twice in a \
      sandbox. Without '--csv' it uses the files in data/csv.

      Example: facet questions --csv sales.csv --max-questions 20
      """,
    subcommands: [Generate.self, Profile.self, Inspect.self, Audit.self],
    defaultSubcommand: Generate.self)
}

/// Whether the first row of a CSV file names the columns.
enum HeaderChoice: String, ExpressibleByArgument, CaseIterable {
  case yes, no, auto

  /// `nil` to detect it from the file.
  var hasHeader: Bool? {
    switch self {
    case .yes: true
    case .no: false
    case .auto: nil
    }
  }
}

/// The dialect of CSV files, if detection needs help.
struct CSVReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The field separator: one character or 'tab'; detected by default.",
      valueName: "character"))
  var delimiter: String?

  @Option(
    help: ArgumentHelp(
      "The decimal mark: '.' or ','; detected by default.",
      valueName: "mark"))
  var decimal: String?

  @Option(
    help: ArgumentHelp(
      "Whether the first row names the columns: yes, no (names are column_1, column_2 and so on) "
        + "or auto.", valueName: "yes|no|auto"))
  var header = HeaderChoice.auto

  @Flag(help: .hidden)
  var noHeader = false

  // '-' can mean a missing value, but also begins an option.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The words for a missing value, separated by commas, instead of ?, NA, N/A and the like; "
        + "an empty field is always missing.", valueName: "word,…"))
  var missingValues: String?

  func validate() throws {
    if let delimiter, byte(delimiter) == nil {
      throw ValidationError("'--delimiter' must be one ASCII character, or 'tab'.")
    }
    if let decimal, decimal != ".", decimal != "," {
      throw ValidationError("'--decimal' must be '.' or ',', not '\(decimal)'.")
    }
  }

  private func byte(_ text: String) -> UInt8? {
    if text == "tab" || text == "\\t" { return UInt8(ascii: "\t") }
    guard text.utf8.count == 1, let byte = text.utf8.first, byte != UInt8(ascii: "\"") else {
      return nil
    }
    return byte
  }

  var choices: CSVDialect.Choices {
    CSVDialect.Choices(
      delimiter: delimiter.flatMap(byte), hasHeader: noHeader ? false : header.hasHeader,
      missingWords: missingValues.map { $0.split(separator: ",").map(String.init) },
      decimalMark: decimal?.utf8.first)
  }
}

extension QuestionsCommand {
  /// The named files, or those in `data/csv`.
  static func files(_ named: [String], environment: [String: String]) throws -> [String] {
    guard named.isEmpty else { return named }
    let folder = ShippedFolder.locate("data/csv", environment: environment)
    let files = folder.map { ShippedFolder.files(in: $0, ending: ".csv") } ?? []
    guard !files.isEmpty else {
      throw Diagnostic(
        path: "data/csv", location: nil,
        message: "there are no CSV files here; name some with '--csv'")
    }
    return files
  }

  /// `facet questions profile`
  struct Profile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "profile",
      abstract: "Show the content of a CSV file and the questions it supports.",
      discussion: "Example: facet questions profile data/csv/cafes.csv")

    @Argument(help: ArgumentHelp("The CSV files.", valueName: "file"), completion: .csvFile)
    var files: [String]

    @OptionGroup var reading: CSVReadingOptions

    @Flag(help: "Print one JSON document for each file.")
    var json = false

    @Flag(help: "Print only the overview that a prompt would contain.")
    var overview = false

    func run() async throws {
      var failed = false
      for file in files {
        do throws(CSVProfileError) {
          let profile = try CSVProfiler.profile(of: file, choices: reading.choices)
          if json {
            ResultDocument.write(profile.json)
          } else {
            Terminal.write(
              (overview ? profile.overview : profile.report) + "\n", to: .standardOutput)
          }
        } catch {
          Console().print("\(error)")
          failed = true
        }
      }
      if failed { throw ExitStatus(code: ExitStatus.usage) }
    }
  }
}
