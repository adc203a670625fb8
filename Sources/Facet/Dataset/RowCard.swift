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
  /// - Returns: Whether the folder's card declares the file.
  @discardableResult
  func add(_ name: String) throws(SystemError) -> Bool {
    do throws(OutputGuard.Refusal) {
      try OutputGuard().check(path, for: Self.content)
    } catch {
      return false
    }
    var names = try declared
    guard !names.contains(name) else { return true }
    names.append(name)
    let file = try AtomicFile(in: folder)
    try file.append(Self.text(names.sorted()).utf8)
    try file.commit(to: path)
    return true
  }

  /// The files that the card declares already.
  private var declared: [String] {
    get throws(SystemError) {
      guard FileSystem.exists(path) else { return [] }
      let text = String(decoding: try FileSystem.contents(of: path), as: UTF8.self)
      return text.split(separator: "\n").compactMap { line in
        guard let mark = line.firstRange(of: "  data_files: ") else { return nil }
        return try? ResponseJSON.value(of: Array(line[mark.upperBound...].utf8)).string
      }
    }
  }

  /// A JSON string is a YAML string too.
  private static func text(_ names: [String]) -> String {
    var lines = ["---", mark, "configs:"]
    for name in names {
      lines.append("- config_name: \(configuration(name))")
      lines.append("  data_files: \(JSONValue.string(name).text)")
    }
    lines.append("dataset_info:")
    for name in names {
      lines.append("- config_name: \(configuration(name))")
      lines.append("  features:")
      lines += features
    }
    return (lines + ["---", ""]).joined(separator: "\n")
  }

  private static func configuration(_ name: String) -> String {
    JSONValue.string(name.hasSuffix(".jsonl") ? String(name.dropLast(6)) : name).text
  }

  /// The columns of a row, in their order.
  private static let features: [String] = {
    func column(_ name: String, _ type: String) -> [String] {
      ["  - name: \(name)", "    dtype: \(type)"]
    }
    func group(_ name: String, _ kind: String, _ members: [(String, String)]) -> [String] {
      ["  - name: \(name)", "    \(kind):"]
        + members.flatMap { ["    - name: \($0.0)", "      dtype: \($0.1)"] }
    }
    return column("sample_id", "string") + column("sample_index", "int64")
      + column("fields", "json") + column("condition", "string")
      + column("perspective_index", "int64") + column("completion", "int64")
      + column("model", "string") + column("provider", "string") + column("status", "string")
      + column("finish_reason", "string") + column("context", "string")
      + column("reference", "string") + column("preparation", "string")
      + column("response", "string") + column("reasoning", "string")
      + group("messages", "list", [("role", "string"), ("content", "string")])
      + group(
        "usage", "struct",
        [
          ("prompt_tokens", "int64"), ("completion_tokens", "int64"), ("total_tokens", "int64"),
          ("cached_tokens", "int64"), ("cache_write_tokens", "int64"),
          ("reasoning_tokens", "int64"), ("source", "string"),
        ])
      + column("cost_usd", "float64")
      + group("error", "struct", [("class", "string"), ("status", "int64"), ("message", "string")])
  }()
}
