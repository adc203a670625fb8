internal import ArgumentParser
internal import Facet
internal import FacetConfiguration
internal import FacetPlatform
internal import FacetTables
internal import FacetTraining

/// `facet export`: datasets, rows, episodes and conversations as training data.
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Turn datasets, episodes and traces into training data that trainers load.",
    discussion: """
      With a recipe, all sources, checks and mixes are in its file. With '--as', the files are \
      Facet's datasets, rows, episodes, explorations or traces, or conversations of any origin. The \
      output is a folder; its path goes to standard output.

      Example: facet export data/agents/answers.jsonl --as dpo --score sql
      """)

  @Argument(
    help: ArgumentHelp("A recipe, or with '--as' the files to export.", valueName: "file"),
    completion: .dataset)
  var files: [String]

  @OptionGroup(title: "Rows") var choices: ExportChoices
  @OptionGroup(title: "Checks and form") var form: ExportFormOptions

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp(
      "Write to this folder; default: data/training/NAME.", valueName: "folder"),
    completion: .directory)
  var output: String?

  @Option(help: ArgumentHelp("The dataset's name; default: that of the file.", valueName: "name"))
  var name: String?

  @Option(help: ArgumentHelp("The dataset's licence: 'cc-by-4.0'.", valueName: "licence"))
  var license: String?

  @Option(
    help: ArgumentHelp(
      "Leave out this source of the recipe; may be given several times.", valueName: "name"))
  var forget: [String] = []

  @Flag(help: "Read at most 10 samples of each file, and mark the folder's name as a test.")
  var test = false

  @Flag(help: "Print the metadata as JSON instead of the path.")
  var json = false

  func validate() throws {
    guard !files.isEmpty else { throw ValidationError("Name a recipe or a file.") }
    for file in files { try OptionRule.name(file, "file") }
    try OptionRule.name(name, "--name")
    if let name, name.contains("/") || [".", ".."].contains(name) {
      throw ValidationError("'--name' must be a name, not a path; '--output' names the folder.")
    }
    try OptionRule.name(output, "--output")
    if choices.kind == nil, files.count > 1 || !files[0].hasSuffix(".json") {
      throw ValidationError("'--as' is missing: sft, dpo, kto, rl or prm.")
    }
  }

  func run() async throws {
    let console = Console()
    var recipe = try LoadedTask.reporting(to: console) { try declared() }
    try form.apply(to: &recipe)
    recipe.license = license ?? recipe.license
    if test { recipe.testLimit = 10 }
    let folder = output ?? "data/training/\(recipe.name)" + (test ? "_test" : "")
    try recipe.forget(forget)
    let export = TrainingExport(recipe: recipe, version: FacetVersion.current)
    let summary = try export.run(to: folder)
    console.print(TrainingReport.text(of: summary))
    if json {
      ResultDocument.write(summary.metadata)
    } else {
      Terminal.write(folder + "\n", as: .exact, to: .standardOutput)
    }
  }

  private func declared() throws -> ExportRecipe {
    guard let kind = choices.kind else {
      var recipe = try RecipeReader.recipe(at: files[0])
      recipe.name = name ?? recipe.name
      return recipe
    }
    // A pattern of the shell's also takes the questions that stand beside episodes.
    let sources = files.filter { !FilePattern.isCompanion($0) }
    let files = sources.isEmpty ? files : sources
    var recipe = ExportRecipe(name: name ?? "\(Self.stem(of: files[0]))_\(kind.rawValue)")
    recipe.make = [try choices.rules(for: kind)]
    for file in files {
      let paths = FilePattern.paths(matching: file)
      guard !paths.isEmpty else { throw ValidationError(PathForm.missing(file)) }
      for path in paths {
        var source = TrainingSource(name: Self.sourceName(path, in: recipe), paths: [path])
        source.episodes.runs = choices.runs ?? source.episodes.runs
        source.episodes.hint = choices.hint ?? source.episodes.hint
        source.episodes.tools = choices.tools ?? source.episodes.tools
        recipe.sources.append(source)
      }
    }
    return recipe
  }

  /// A file's name without the ending of its format; for `traces.jsonl`, the name of its job.
  static func stem(of path: String) -> String {
    let name = FileForm.unpackedName(FileSystem.name(of: path))
    let ending = [".jsonl", ".json", ".parquet"].first { name.lowercased().hasSuffix($0) }
    let stem = String(name.dropLast(ending?.count ?? 0))
    let folder = FileSystem.name(of: FileSystem.parent(of: path))
    return stem == "traces" && folder.contains(where: \.isLetter) ? folder : stem
  }

  /// A file's stem, made unique.
  private static func sourceName(_ path: String, in recipe: ExportRecipe) -> String {
    let stem = stem(of: path)
    let taken = recipe.sources.map(\.name)
    var number = 1
    var unique = stem
    while taken.contains(unique) {
      number += 1
      unique = "\(stem)_\(number)"
    }
    return unique
  }
}
