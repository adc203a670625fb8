internal import FacetCSV
internal import FacetConversation
package import FacetJSON
package import FacetModels
internal import FacetPlatform

/// A recipe in; a folder of training data that loads as it is, out.
///
/// Order of work: read, contamination of sources and answers, selection, row rules, final
/// contamination, duplicates, splits, mix, write, read back.
package struct TrainingExport {
  /// What was written.
  package struct Summary: Sendable {
    /// A kind of data in the folder.
    package struct Kind: Sendable {
      package var kind: TrainingKind
      /// The rows of each split, in order.
      package var splits: [(name: String, rows: Int)]
      package var funnel: Funnel
      package var cost: USDollars
    }

    package var directory: String
    package var kinds: [Kind]
    package var warnings: [String]
    package var isRehearsal: Bool
    package var metadata: JSONValue
  }

  let recipe: ExportRecipe
  /// Facet's version, for the metadata.
  let version: String

  package init(recipe: ExportRecipe, version: String) {
    self.recipe = recipe
    self.version = version
  }

  /// Writes the folder, which takes the place of an earlier export at once.
  package func run(to directory: String) throws(TrainingError) -> Summary {
    try checkTarget()
    let converted = FileSystem.parent(of: directory) + "/.facet-parquet"
    var files: [[SourceFile]] = []
    for source in recipe.sources { files.append(try opened(source, converting: converted)) }
    let folder = try ExportFolder(replacing: directory)
    var check = try ContaminationCheck(recipe.contamination)
    check.exclude(
      prompts: files.flatMap { $0.flatMap(\.prompts) } + OwnPrompts.texts
        + [recipe.form.systemText].compactMap { $0 })
    let groups = GroupTable()
    let warnings = try ForgottenLinks.connect(
      recipe, files: recipe.links.map { try? opened($0.source, converting: converted) },
      groups: groups, in: folder.temporary, check)
    var builders = try builders(files, groups, folder, &check)
    builders[0].warnings += warnings
    for file in files.joined() { try file.checkUnchanged() }
    let splits = GroupSplits(
      of: builders.reduce(into: [:]) { $0.merge($1.groupSizes, uniquingKeysWith: +) },
      named: groups, held: builders.reduce(into: []) { $0.formUnion($1.held) }, in: recipe)
    var outputs: [KindOutput] = []
    for index in builders.indices {
      try builders[index].choose(by: splits)
      outputs.append(try KindOutput(builders[index], in: folder))
    }
    if !recipe.forgotten.isEmpty,
      let moved = ForgottenLinks.moved(
        from: directory, to: folder.temporary,
        listed: Manifest.json(files: folder.files, name: recipe.name, isRehearsal: false))
    {
      outputs[0].warnings.append(moved)
    }
    try checkRows(outputs)
    let report = ExportReport(
      recipe: recipe, version: version, files: files, outputs: outputs, check: check)
    try folder.add("metadata.json", report.metadata.bytes(style: .indented) + [0x0A])
    if recipe.form.target == .llamafactory {
      try folder.add("dataset_info.json", report.llamaFactoryInfo.bytes(style: .indented) + [0x0A])
    }
    let old = try? FileSystem.contents(of: directory + "/README.md")
    let card = report.card.text(over: old.map { String(decoding: $0, as: UTF8.self) })
    try folder.add("README.md", Array(card.utf8))
    let manifest = Manifest.json(
      files: folder.files, name: recipe.name, isRehearsal: report.isRehearsal)
    try folder.add(ExportFolder.manifestName, manifest.bytes(style: .indented) + [0x0A])
    try folder.commit()
    return Summary(
      directory: directory,
      kinds: outputs.map {
        Summary.Kind(
          kind: $0.kind, splits: $0.splits.map { ($0.name, $0.rows) }, funnel: $0.funnel,
          cost: $0.cost)
      },
      warnings: outputs.flatMap(\.warnings), isRehearsal: report.isRehearsal,
      metadata: report.metadata)
  }

  /// The rows of each kind, before they are divided.
  private func builders(
    _ files: [[SourceFile]], _ groups: GroupTable, _ folder: ExportFolder,
    _ check: inout ContaminationCheck
  ) throws(TrainingError) -> [KindBuilder] {
    try recipe.make.map { rules throws(TrainingError) in
      var builder = try KindBuilder(
        recipe: recipe, rules: rules, directory: folder.temporary, groups: groups)
      for (number, source) in recipe.sources.enumerated()
      where rules.from.isEmpty || rules.from.contains(source.name) {
        for file in files[number] {
          try builder.read(file, of: source, number: number, &check)
        }
      }
      try builder.dropRepeats()
      return builder
    }
  }

  private func checkTarget() throws(TrainingError) {
    for rules in recipe.make {
      if let gap = TargetForm.gap(recipe.form.target, rules.kind) { throw TrainingError(gap) }
    }
  }

  /// - Parameter folder: Where Parquet is kept as JSON Lines.
  private func opened(
    _ source: TrainingSource, converting folder: String
  ) throws(TrainingError) -> [SourceFile] {
    try source.paths.map { path throws(TrainingError) in
      guard ParquetLines.isParquet(path) else { return try SourceFile(path: path) }
      return try SourceFile(path: try ParquetLines.path(of: path, in: folder), named: path)
    }
  }

  private func checkRows(_ outputs: [KindOutput]) throws(TrainingError) {
    for output in outputs {
      if let step = output.funnel.steps.first(where: { !$0.isBalanced }) {
        throw TrainingError(
          "the counts of the step '\(step.name)' do not add up; nothing was written",
          isMistake: false)
      }
      guard output.splits.allSatisfy({ $0.rows == 0 }) else { continue }
      let losses = output.funnel.steps.flatMap { step in
        step.reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
          "\($0.value) \(step.unit): \($0.key)"
        }
      }
      throw TrainingError(
        "no \(output.kind.rawValue) row is left"
          + (losses.isEmpty ? "" : " (\(losses.joined(separator: ", ")))"))
    }
  }
}

/// The texts that Facet itself writes into prompts, which contaminate nothing.
enum OwnPrompts {
  static var texts: [String] {
    let shipped = ["explore", "system", "with_hint", "without_hint"].compactMap { name in
      (try? FileSystem.contents(of: "prompts/csv/\(name).md")).map {
        String(decoding: $0, as: UTF8.self)
      }
    }
    return shipped
      + CodeMode.allCases.flatMap { mode in
        [mode.instructions] + mode.tools.map(\.description)
      }
  }
}
