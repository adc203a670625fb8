internal import FacetJSON
internal import FacetPlatform

/// Sources that an export leaves out in; the connections that their rows made between groups, out.
///
/// The remaining rows stay in the groups, and so in the splits, of the version before.
struct ForgottenLinks {
  /// Connects groups by the rows of the forgotten sources, of which nothing else is kept.
  ///
  /// - Parameters:
  ///   - files: The opened files of each of the recipe's links; `nil` if they are gone.
  ///   - directory: Where rows are spooled.
  /// - Returns: Why rows may change their split all the same.
  static func connect(
    _ recipe: ExportRecipe, files: [[SourceFile]?], groups: GroupTable, in directory: String,
    _ check: ContaminationCheck
  ) throws(TrainingError) -> [String] {
    guard !recipe.links.isEmpty else { return [] }
    var check = check
    // What is banned in a forgotten source ends no export.
    var lenient = recipe
    lenient.contamination.isStrict = false
    var gone: [String] = []
    // Without alternatives, no row connects others.
    let connects = recipe.split.by.count > 1
    for (link, files) in zip(recipe.links, files) where connects {
      var builder = try KindBuilder(
        recipe: lenient, rules: link.rules, directory: directory, groups: groups)
      do throws(TrainingError) {
        guard let files else { throw TrainingError("") }
        for file in files { try builder.read(file, of: link.source, number: 0, &check) }
      } catch {
        if !gone.contains(link.source.name) { gone.append(link.source.name) }
      }
    }
    let names = recipe.forgotten.map { "'\($0)'" }.joined(separator: ", ")
    var warnings = gone.map {
      "the files of '\($0)' cannot be read: rows that only its rows connected may change their split"
    }
    if recipe.split.isExact || recipe.split.by.contains(["near_duplicate"]) {
      let rule = recipe.split.isExact ? "exact shares" : "near duplicates"
      warnings.append("splits by \(rule) depend on the rows of \(names), so rows may change theirs")
    }
    return warnings
  }

  /// How many rows are in another split than in the folder's earlier export, as a warning.
  static func moved(from old: String, to new: String, listed: JSONValue) -> String? {
    guard let manifest = Manifest.read(in: old) else { return nil }
    let earlier = splits(in: old, manifest)
    var (moved, known) = (0, 0)
    for (id, split) in splits(in: new, listed) {
      guard let before = earlier[id] else { continue }
      known += 1
      if before != split { moved += 1 }
    }
    return moved == 0
      ? nil : "\(moved) of the \(known) rows that '\(old)' also had changed their split"
  }

  /// The split of each row in JSON Lines, by kind and identifier.
  private static func splits(in folder: String, _ manifest: JSONValue) -> [String: String] {
    var splits: [String: String] = [:]
    for file in manifest["files"]?.array ?? [] {
      guard let path = file["path"]?.string, HubPush.isInside(path), path.hasSuffix(".jsonl"),
        var lines = try? JSONLines(path: "\(folder)/\(path)")
      else { continue }
      let kind = String(path.prefix { $0 != "/" })
      while let row = try? lines.next() {
        if let id = row["id"]?.string { splits[kind + id] = FileSystem.name(of: path) }
      }
    }
    return splits
  }
}
