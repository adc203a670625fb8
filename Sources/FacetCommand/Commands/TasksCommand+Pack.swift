internal import ArgumentParser
internal import FacetPlatform
internal import FacetTasks
internal import FoundationEssentials

extension TasksCommand {
  /// `facet tasks pack`: task directories in one Parquet file.
  struct Pack: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "pack", abstract: "Pack task directories into a Parquet file.",
      discussion: """
        The file has the columns 'path' and 'task_binary', a compressed archive of each task. The \
        same tasks give the same bytes. Needs the 'duckdb' program.

        Example: facet tasks pack tasks -o tasks.parquet
        """)

    @Argument(
      help: ArgumentHelp("The folder of the task directories.", valueName: "folder"),
      completion: .directory)
    var folder: String

    @Option(
      name: [.customShort("o"), .long],
      help: ArgumentHelp("The Parquet file to write.", valueName: "file"),
      completion: .file(extensions: ["parquet"]))
    var output: String

    func validate() throws {
      try OptionRule.name(folder, "folder")
      try OptionRule.name(output, "--output")
      guard output.hasSuffix(".parquet") else {
        throw ValidationError("'--output' must end in '.parquet', not '\(output)'.")
      }
    }

    func run() async throws {
      let console = Console()
      guard FileSystem.isDirectory(folder) else {
        throw ValidationError("there is no folder '\(folder)'")
      }
      try OutputGuard().check(
        output, for: .init("a Parquet file", beginnings: ["PAR1"]))
      let count = try await TaskParquet.write(
        TaskFolder(path: folder), to: output,
        environment: ProcessInfo.processInfo.environment)
      console.print("packed \(Quantity.count(count, "task"))")
      Terminal.write(output + "\n", as: .exact, to: .standardOutput)
    }
  }

  /// `facet tasks unpack`: the task directories of a Parquet file.
  struct Unpack: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "unpack", abstract: "Unpack the task directories of a Parquet file.",
      discussion: """
        Every archive is checked before anything is written: links, devices, paths that lead \
        elsewhere, doubtful headers and archives that grow without end are refused by name, and \
        then nothing is written. Needs the 'duckdb' program.

        Example: facet tasks unpack tasks.parquet -o tasks
        """)

    @Argument(
      help: ArgumentHelp("The Parquet file.", valueName: "file"),
      completion: .file(extensions: ["parquet"]))
    var file: String

    @Option(
      name: [.customShort("o"), .long],
      help: ArgumentHelp("The folder for the task directories.", valueName: "folder"),
      completion: .directory)
    var output: String

    func validate() throws {
      try OptionRule.name(file, "file")
      try OptionRule.name(output, "--output")
    }

    func run() async throws {
      let console = Console()
      guard FileSystem.exists(file) else {
        throw ValidationError(PathForm.missing(file))
      }
      let rows = try await TaskParquet.rows(
        of: file, environment: ProcessInfo.processInfo.environment)
      let written = try TaskUnpacking(folder: output).unpack(rows)
      console.print("unpacked \(Quantity.count(written.count, "task"))")
      Terminal.write(output + "\n", as: .exact, to: .standardOutput)
    }
  }
}
