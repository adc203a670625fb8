internal import FacetJSON
internal import FacetPlatform

/// The `README.md` of an export: YAML that tells loaders the configurations and the types of all
/// columns, and text for people between two marks.
///
/// What a person wrote around the marks, and YAML keys that are not Facet's, stay.
struct DatasetCard {
  /// A configuration: a kind with its splits.
  struct Configuration {
    var name: String
    var splits: [(name: String, path: String, rows: Int, bytes: Int)]
    var columns: [RowOutput.Column]
  }

  var title: String
  var license: String?
  var language: String?
  var configurations: [Configuration]
  var tags: [String]
  var taskCategories: [String]
  /// The text between the marks.
  var body: String

  static let begin = "<!-- facet:begin -->"
  static let end = "<!-- facet:end -->"

  private static let keys: Set<String> = [
    "license", "language", "pretty_name", "size_categories", "task_categories", "tags", "configs",
    "dataset_info",
  ]

  /// The card's text.
  ///
  /// - Parameter old: The text of the card that it replaces.
  func text(over old: String?) -> String {
    let (yaml, rest) = Self.parts(of: old ?? "")
    var lines = ["---"] + header
    lines += Self.foreignLines(
      of: yaml, except: license == nil ? Self.keys.subtracting(["license"]) : Self.keys)
    lines.append("---")
    let section = Self.begin + "\n" + body + "\n" + Self.end
    let text: String
    if let open = rest.firstRange(of: Self.begin),
      let close = rest[open.upperBound...].firstRange(of: Self.end)
    {
      text = rest[..<open.lowerBound] + section + rest[close.upperBound...]
    } else if rest.allSatisfy(\.isWhitespace) {
      text =
        "\n# \(title.split(whereSeparator: \.isNewline).joined(separator: " "))\n\n" + section
        + "\n"
    } else {
      text = rest + "\n" + section + "\n"
    }
    return lines.joined(separator: "\n") + "\n" + text
  }

  /// A card of an export with what people wrote into another card: its text outside the marks and
  /// its YAML keys that are not Facet's.
  static func merged(_ card: String, over other: String) -> String {
    let (yaml, text) = parts(of: card)
    let (foreign, rest) = parts(of: other)
    let own = yaml.filter { !$0.isEmpty }.map(String.init)
    let taken = Set(own.map { $0.prefix { $0 != ":" } }.map(String.init))
    let lines = ["---"] + own + foreignLines(of: foreign, except: keys.union(taken)) + ["---"]
    guard let section = section(of: text) else { return card }
    let body: String
    if let old = self.section(of: rest) {
      body = String(rest[..<old.lowerBound]) + text[section] + rest[old.upperBound...]
    } else if rest.allSatisfy(\.isWhitespace) {
      body = String(text)
    } else {
      body = String(rest) + "\n" + text[section] + "\n"
    }
    return lines.joined(separator: "\n") + "\n" + body
  }

  /// The marked part of a card.
  private static func section(of text: Substring) -> Range<Substring.Index>? {
    guard let open = text.firstRange(of: begin),
      let close = text[open.upperBound...].firstRange(of: end)
    else { return nil }
    return open.lowerBound..<close.upperBound
  }

  private var header: [String] {
    func text(_ value: String) -> String { Self.quoted(value) }
    var lines: [String] = []
    if let license { lines.append("license: \(text(license))") }
    if let language { lines.append("language: \(text(language))") }
    lines.append("pretty_name: \(text(title))")
    let rows = configurations.flatMap(\.splits).reduce(0) { $0 + $1.rows }
    lines += ["size_categories:", "- \(Self.sizeCategory(rows))", "task_categories:"]
    lines += taskCategories.map { "- \($0)" }
    lines += ["tags:"] + tags.map { "- \(text($0))" }
    return lines + Self.loaderLines(of: configurations)
  }

  /// The lines that tell loaders the files and the types of all columns.
  static func loaderLines(of configurations: [Configuration]) -> [String] {
    var lines = ["configs:"]
    for (index, configuration) in configurations.enumerated() {
      lines.append("- config_name: \(configuration.name)")
      if index == 0 { lines.append("  default: true") }
      lines.append("  data_files:")
      for split in configuration.splits {
        lines += [
          "  - split: \(split.name)", "    path: \(JSONValue.string(split.path).text)",
        ]
      }
    }
    lines.append("dataset_info:")
    for configuration in configurations {
      lines += ["- config_name: \(configuration.name)", "  features:"]
      for column in configuration.columns { lines += feature(column) }
      lines.append("  splits:")
      for split in configuration.splits {
        lines += [
          "  - name: \(split.name)", "    num_bytes: \(split.bytes)",
          "    num_examples: \(split.rows)",
        ]
      }
    }
    return lines
  }

  private static func feature(_ column: RowOutput.Column) -> [String] {
    let name = "  - name: \(quoted(column.name))"
    switch column.name {
    case "messages", "chosen", "rejected": return [name, "    list: json"]
    case "prompt" where column.type == .json, "completion" where column.type == .json:
      return [name, "    list: json"]
    case "completions": return [name, "    list: string"]
    case "labels": return [name, "    list: bool"]
    default: return [name, "    dtype: \(column.type.rawValue)"]
    }
  }

  /// A text in double quotes; YAML forbids some characters that JSON allows, and folds others.
  private static func quoted(_ text: String) -> String {
    var quoted = ""
    for scalar in JSONValue.string(text).text.unicodeScalars {
      switch scalar.value {
      case 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted
  }

  private static func sizeCategory(_ rows: Int) -> String {
    switch rows {
    case ..<1_000: "n<1K"
    case ..<10_000: "1K<n<10K"
    case ..<100_000: "10K<n<100K"
    case ..<1_000_000: "100K<n<1M"
    case ..<10_000_000: "1M<n<10M"
    default: "10M<n<100M"
    }
  }

  /// The lines of a card that tell loaders the files and types, in the order of an export.
  static func loaderLines(in card: String) -> [String] {
    var blocks: [String: [String]] = [:]
    var key = ""
    for line in parts(of: card).yaml {
      if let first = line.first, !first.isWhitespace, first != "-", first != "#" {
        key = String(line.prefix { $0 != ":" }.filter { $0 != "\"" && $0 != "'" && $0 != " " })
      }
      blocks[key, default: []].append(String(line))
    }
    return ["configs", "dataset_info"].flatMap { blocks[$0] ?? [] }
  }

  /// A card's YAML lines and the text after them.
  private static func parts(of card: String) -> (yaml: [Substring], rest: Substring) {
    guard card.hasPrefix("---\n"), let end = card.dropFirst(4).firstRange(of: "\n---\n") else {
      return ([], card[...])
    }
    let yaml = card[card.index(card.startIndex, offsetBy: 4)..<end.lowerBound]
    return (yaml.split(separator: "\n", omittingEmptySubsequences: false), card[end.upperBound...])
  }

  /// The lines of top-level keys that are not Facet's.
  private static func foreignLines(of yaml: [Substring], except keys: Set<String>) -> [String] {
    var lines: [String] = []
    var isForeign = false
    for line in yaml {
      let isTop = line.first.map { !$0.isWhitespace && $0 != "-" && $0 != "#" } ?? false
      if isTop {
        let key = line.prefix { $0 != ":" }
        isForeign = !keys.contains(String(key))
      }
      if isForeign { lines.append(String(line)) }
    }
    return lines
  }
}
