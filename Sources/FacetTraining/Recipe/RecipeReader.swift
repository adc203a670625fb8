internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform

/// A recipe's file in; a checked recipe, or every mistake at its place, out.
package struct RecipeReader {
  private let mistakes: RecipeMistakes
  private let path: String
  private let needsFiles: Bool

  /// Reads a recipe; paths in it are relative to the working directory, else to the recipe's
  /// folder.
  ///
  /// - Parameter needsFiles: Whether a source without a file is a mistake.
  /// - Throws: `ConfigurationError` with all mistakes.
  package static func recipe(at path: String, needsFiles: Bool = true) throws -> ExportRecipe {
    let value: LocatedValue
    do {
      value = try ConfigurationJSON.value(of: try FileSystem.contents(of: path))
    } catch let error as JSONSyntaxError {
      throw ConfigurationError([
        Diagnostic(path: path, location: error.location, message: error.message)
      ])
    } catch {
      throw ConfigurationError([Diagnostic(path: path, location: nil, message: "\(error)")])
    }
    let reader = RecipeReader(path, needsFiles: needsFiles)
    let recipe = reader.recipe(value)
    guard reader.mistakes.diagnostics.isEmpty, let recipe else {
      throw ConfigurationError(reader.mistakes.diagnostics)
    }
    return recipe
  }

  private init(_ path: String, needsFiles: Bool) {
    self.path = path
    self.needsFiles = needsFiles
    mistakes = RecipeMistakes(path: path)
  }

  private static let keys = [
    "dataset_name", "version", "description", "license", "language", "random_seed", "sources",
    "contamination", "duplicates", "limits", "make", "split", "for", "arguments", "system",
    "reasoning", "parquet",
  ]

  private func recipe(_ value: LocatedValue) -> ExportRecipe? {
    guard let top = RecipeObject(value, named: "the recipe", keys: Self.keys, mistakes) else {
      return nil
    }
    if top["tasks"] != nil, top["agent_perspectives"] != nil {
      mistakes.dismiss()
      mistakes.report(
        "this is a dataset, not a recipe; say what to make of it, such as '--as sft'",
        at: top.location)
      return nil
    }
    guard let name = top.text("dataset_name") else {
      if top["dataset_name"] == nil {
        mistakes.report("missing key 'dataset_name'", at: top.location)
      }
      return nil
    }
    // The folder is named for it.
    if name.contains("/") || [".", ".."].contains(name) || name.utf8.contains(where: { $0 < 0x20 })
    {
      mistakes.report(
        "'dataset_name' must be a name, not a path",
        at: top["dataset_name"]?.location ?? top.location)
    }
    var recipe = ExportRecipe(name: name)
    recipe.version = top.text("version") ?? recipe.version
    recipe.description = top.text("description") ?? ""
    recipe.license = top.text("license")
    recipe.language = top.text("language")
    recipe.seed = top.int("random_seed", in: 0...(1 << 53)) ?? recipe.seed
    recipe.sources = sources(top)
    readContamination(top, into: &recipe.contamination)
    readDuplicates(top, into: &recipe.duplicates)
    readLimits(top, into: &recipe.limits)
    readSplit(top, into: &recipe.split)
    recipe.form.target = top.choice("for", of: RowForm.Target.self) ?? recipe.form.target
    recipe.form.arguments = top.choice("arguments", of: RowForm.Arguments.self)
    readSystem(top, into: &recipe.form)
    recipe.form.reasoning =
      top.choice("reasoning", of: RowForm.Reasoning.self) ?? recipe.form.reasoning
    recipe.form.parquet = top.bool("parquet") ?? false
    recipe.make = MakeReader(sources: recipe.sources.map(\.name), mistakes: mistakes).rules(top)
    return recipe
  }

  /// Reads what happens to system messages: a word, or a file that replaces them.
  private func readSystem(_ top: RecipeObject, into form: inout RowForm) {
    guard top["system"]?.plain.object != nil else {
      form.system = top.choice("system", of: RowForm.System.self) ?? form.system
      return
    }
    guard let object = top.object("system", keys: ["file"]), let file = object.text("file") else {
      return mistakes.report(
        "'system' must be 'keep', 'merge', 'drop' or {\"file\": …}", at: top.location)
    }
    do throws(TrainingError) {
      guard let found = FilePattern.paths(matching: file, beside: path).first else {
        throw TrainingError(PathForm.missing(file))
      }
      form.systemText = try RowForm.systemText(in: found)
    } catch {
      mistakes.report(error.message, at: object.location)
    }
  }

  // MARK: Sources

  private static let sourceKeys = [
    "name", "rows", "dataset", "episodes", "explorations", "messages", "file", "task_type",
    "license", "hint", "tools", "runs",
  ]

  private func sources(_ top: RecipeObject) -> [TrainingSource] {
    var sources: [TrainingSource] = []
    for element in top.elements("sources") {
      guard
        let object = RecipeObject(element, named: "a source", keys: Self.sourceKeys, mistakes)
      else { continue }
      let patterns = ["rows", "dataset", "episodes", "explorations", "messages", "file"]
        .flatMap { object.texts($0) ?? [] }
      guard let name = object.text("name"), !patterns.isEmpty else {
        mistakes.report(
          "a source needs 'name' and its file under 'rows', 'dataset', 'episodes', "
            + "'explorations' or 'messages'", at: object.location)
        continue
      }
      if sources.contains(where: { $0.name == name }) {
        mistakes.report("there are two sources '\(name)'", at: object.location)
      }
      var source = TrainingSource(name: name, paths: [])
      for pattern in patterns {
        let found = FilePattern.paths(matching: pattern, beside: path)
        if found.isEmpty, needsFiles {
          mistakes.report("there is no file '\(pattern)'", at: object.location)
        }
        source.paths += found
      }
      source.taskType = object.text("task_type")
      source.license = object.text("license")
      source.episodes.hint = object.choice("hint", of: RunChoices.Hint.self) ?? .drop
      source.episodes.tools = object.choice("tools", of: RunChoices.Tools.self) ?? .call
      source.episodes.runs = object.choice("runs", of: RunChoices.Runs.self) ?? .right
      sources.append(source)
    }
    if top.elements("sources").isEmpty {
      mistakes.report("a recipe needs 'sources', a list", at: top.location)
    }
    return sources
  }

  // MARK: Checks and splits

  private func readContamination(_ top: RecipeObject, into rules: inout ContaminationRules) {
    let keys = ["keywords", "benchmarks", "action", "literal"]
    guard let object = top.object("contamination", keys: keys) else { return }
    rules.keywords = object.texts("keywords") ?? []
    rules.isLiteral = object.bool("literal") ?? false
    for keyword in rules.keywords where !keyword.contains(where: { $0.isLetter || $0.isNumber }) {
      mistakes.report(
        "the keyword '\(keyword)' has no letter and no digit",
        at: object["keywords"]?.location ?? object.location)
    }
    if let action = object.text("action") {
      if !["drop", "fail"].contains(action) { object.wrong("action", "'drop' or 'fail'") }
      rules.isStrict = action == "fail"
    }
    for element in object.elements("benchmarks") {
      let keys = ["name", "path", "field", "answer_field"]
      guard let entry = RecipeObject(element, named: "a benchmark", keys: keys, mistakes) else {
        continue
      }
      guard let name = entry.text("name"), let file = entry.text("path") else {
        mistakes.report("a benchmark needs 'name' and 'path'", at: entry.location)
        continue
      }
      let found = FilePattern.paths(matching: file, beside: path)
      if found.isEmpty { mistakes.report(PathForm.missing(file), at: entry.location) }
      for path in found {
        rules.benchmarks.append(
          .init(
            name: name, path: path, field: entry.text("field"),
            answerField: entry.text("answer_field")))
      }
    }
  }

  private func readDuplicates(_ top: RecipeObject, into rules: inout DuplicateRules) {
    guard let object = top.object("duplicates", keys: ["exact", "near"]) else { return }
    rules.exact = object.bool("exact") ?? true
    rules.near = object.number("near", in: 0.3...1)
  }

  private func readLimits(_ top: RecipeObject, into limits: inout RowLimits) {
    let keys = ["messages", "characters", "content_characters", "prompt_characters"]
    guard let object = top.object("limits", keys: keys) else { return }
    if let bounds = object.bounds("messages", in: 1...1_000_000) {
      limits.messages = Int(bounds.lowerBound)...Int(bounds.upperBound)
    }
    limits.characters = object.int("characters", in: 1...1_000_000_000) ?? limits.characters
    limits.contentCharacters =
      object.int("content_characters", in: 0...1_000_000) ?? limits.contentCharacters
    limits.promptCharacters =
      object.int("prompt_characters", in: 0...1_000_000) ?? limits.promptCharacters
  }

  private func readSplit(_ top: RecipeObject, into rules: inout SplitRules) {
    let names = ["train", "validation", "test"]
    guard let object = top.object("split", keys: names + ["by", "seed", "exact", "holdout"]) else {
      return
    }
    let shares = names.compactMap { name in
      object.number(name, in: 0...1).map { (name: name, share: $0) }
    }
    if !shares.isEmpty {
      let sum = shares.reduce(0) { $0 + $1.share }
      if abs(sum - 1) > 1e-6 {
        mistakes.report("the shares of 'split' must add up to 1", at: object.location)
      }
      rules.shares = shares
    }
    rules.seed = object.int("seed", in: 0...(1 << 53))
    rules.isExact = object.bool("exact") ?? false
    if let value = object["by"]?.plain {
      let parts = value.array ?? [value]
      if parts.allSatisfy({ $0.string != nil }) {
        rules.by = [parts.compactMap(\.string)]
      } else {
        rules.by = parts.map { ($0.array ?? [$0]).compactMap(\.string) }
      }
      if rules.by.isEmpty || rules.by.contains(where: \.isEmpty) {
        object.wrong("by", "a list of fields, or of lists of fields")
        rules.by = [["group"]]
      }
    }
    for member in object.entries("holdout") {
      let value = member.value.plain
      let patterns = (value.array ?? [value]).compactMap(\.string)
      if patterns.isEmpty {
        mistakes.report("'\(member.key)' must be a list of texts", at: member.value.location)
      }
      rules.holdout.append((member.key, patterns))
    }
    if !rules.holdout.isEmpty, !rules.shares.contains(where: { $0.name == "test" }) {
      rules.shares.append(("test", 0))
    }
  }
}

/// Paths with `*` in their last part.
package enum FilePattern {
  /// Whether a file holds the questions of the episodes beside it, which are no source.
  package static func isCompanion(_ path: String) -> Bool { path.hasSuffix(".questions.jsonl") }

  /// The files that a pattern means, sorted; also looked for beside another file.
  package static func paths(matching pattern: String, beside file: String? = nil) -> [String] {
    var bases = [pattern]
    if let file, !pattern.hasPrefix("/") {
      bases.append(FileSystem.parent(of: file) + "/" + pattern)
    }
    for base in bases {
      guard FileSystem.name(of: base).contains("*") else {
        if FileSystem.exists(base) { return [base] }
        continue
      }
      let folder = FileSystem.parent(of: base)
      let names = FileSystem.names(in: folder).filter {
        NamePattern.matches(FileSystem.name(of: base), $0) && !isCompanion($0)
      }
      if !names.isEmpty {
        let prefix = base.hasPrefix("./") || base.contains("/") ? folder + "/" : ""
        return names.sorted().map { prefix + $0 }
      }
    }
    return []
  }
}
