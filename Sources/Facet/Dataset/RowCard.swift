internal import FacetJSON
internal import FacetPlatform

/// The dataset card beside files of rows. It declares their features, so that a loader need not
/// guess a column's type from its first megabytes, which may hold only nulls.
///
/// The card is the folder's `README.md`; a file not written by Facet is left unchanged.
struct RowCard {
  /// The folder of the rows.
  let folder: String

  private var path: String { folder + "/README.md" }

  private static let mark = "# Written by Facet; files of rows are added as they are written."
  private static let content = OutputGuard.Content(
    "a dataset card", beginnings: ["---" + mark.filter { $0 != " " }])

  /// Adds a file of rows to the card, creating the card if there is none.
  ///
  /// - Parameter columns: The columns that its rows have beside those of every file.
  /// - Returns: Whether the folder's card declares the file.
  @discardableResult
  func add(_ name: String, with columns: [RowColumn] = []) throws(SystemError) -> Bool {
    do throws(OutputGuard.Refusal) {
      try OutputGuard().check(path, for: Self.content)
    } catch {
      return false
    }
    var files = try declared
    let features = Self.features + columns.flatMap(\.features)
    guard files[name] != features else { return true }
    files[name] = features
    let file = try AtomicFile(in: folder)
    try file.append(Self.text(files).utf8)
    try file.commit(to: path)
    return true
  }

  /// The features of the files that the card declares already, as lines of the card.
  private var declared: [String: [String]] {
    get throws(SystemError) {
      guard FileSystem.exists(path) else { return [:] }
      let text = String(decoding: try FileSystem.contents(of: path), as: UTF8.self)
      var files: [String: [String]] = [:]
      var names: [String: String] = [:]
      var name: String?
      for line in text.split(separator: "\n").map(String.init) {
        if let mark = line.firstRange(of: "  data_files: ") {
          guard
            let file = try? ResponseJSON.value(of: Array(line[mark.upperBound...].utf8)).string
          else { continue }
          names[Self.configurationLine(file)] = file
          files[file] = Self.features
        } else if let file = names[line] {
          name = file
          files[file] = []
        } else if let name, line.hasPrefix("  "), line != Self.featuresLine {
          files[name]?.append(line)
        }
      }
      return files
    }
  }

  /// A JSON string is a YAML string too.
  private static func text(_ files: [String: [String]]) -> String {
    let files = files.sorted { $0.key < $1.key }
    var lines = ["---", mark, "configs:"]
    for (name, _) in files {
      lines.append(configurationLine(name))
      lines.append("  data_files: \(JSONValue.string(name).text)")
    }
    lines.append("dataset_info:")
    for (name, features) in files {
      lines.append(configurationLine(name))
      lines.append(featuresLine)
      lines += features
    }
    return (lines + ["---", ""]).joined(separator: "\n")
  }

  private static let featuresLine = "  features:"

  private static func configurationLine(_ name: String) -> String {
    "- config_name: \(configuration(name))"
  }

  private static func configuration(_ name: String) -> String {
    JSONValue.string(name.hasSuffix(".jsonl") ? String(name.dropLast(6)) : name).text
  }

  /// The columns of a row, in their order.
  private static let features: [String] = {
    return RowColumn.column("sample_id", "string") + RowColumn.column("sample_index", "int64")
      + RowColumn.column("fields", "json") + RowColumn.column("condition", "string")
      + RowColumn.column("perspective_index", "int64") + RowColumn.column("completion", "int64")
      + RowColumn.column("model", "string") + RowColumn.column("provider", "string")
      + RowColumn.column("status", "string")
      + RowColumn.column("finish_reason", "string") + RowColumn.column("context", "string")
      + RowColumn.column("reference", "string") + RowColumn.column("preparation", "string")
      + RowColumn.column("response", "string") + RowColumn.column("reasoning", "string")
      + RowColumn.group("messages", "list", [("role", "string"), ("content", "string")])
      + RowColumn.group(
        "usage", "struct",
        [
          ("prompt_tokens", "int64"), ("completion_tokens", "int64"), ("total_tokens", "int64"),
          ("cached_tokens", "int64"), ("cache_write_tokens", "int64"),
          ("reasoning_tokens", "int64"), ("source", "string"),
        ])
      + RowColumn.column("cost_usd", "float64")
      + RowColumn.group(
        "error", "struct", [("class", "string"), ("status", "int64"), ("message", "string")])
  }()
}
