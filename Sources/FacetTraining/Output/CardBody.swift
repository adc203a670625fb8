internal import FacetJSON
internal import FacetModels

/// What the card tells people: the content, how it was made, an example and its limits.
struct CardBody {
  let report: ExportReport

  var text: String {
    var lines: [String] = []
    if !report.recipe.description.isEmpty { lines += [report.recipe.description, ""] }
    if report.isRehearsal {
      lines += ["**A rehearsal: the answers come from no model. Do not train on them.**", ""]
    }
    lines += contents + making
    for output in report.outputs where !output.example.isEmpty { lines += example(of: output) }
    return lines.joined(separator: "\n")
  }

  private var contents: [String] {
    var lines = [
      "## Contents", "", "| configuration | split | rows | groups |", "|---|---|---|---|",
    ]
    for output in report.outputs {
      for split in output.splits {
        lines.append(
          "| `\(output.kind.rawValue)` | `\(split.name)` | \(split.rows) | \(split.groups) |")
      }
    }
    let name = report.outputs.first?.kind.rawValue ?? "sft"
    return lines + [
      "", "```python", "from datasets import load_dataset",
      "rows = load_dataset(\"PATH_OR_REPOSITORY\", \"\(name)\")", "```", "",
    ]
  }

  private var making: [String] {
    var lines = ["## How it was made", ""]
    lines.append("Made with Facet \(report.version); `metadata.json` has all counts.")
    lines.append("")
    for source in report.recipe.sources {
      lines.append("- Source `\(source.name)`" + (source.license.map { ", licence \($0)" } ?? ""))
    }
    let models = Set(report.outputs.flatMap(\.models)).sorted()
    if !models.isEmpty {
      lines.append("- Models: " + models.map { "`\($0)`" }.joined(separator: ", "))
      lines.append("  (their providers' terms may limit training on their answers)")
    }
    let scores = Set(report.outputs.compactMap(\.rules.score)).sorted()
    if !scores.isEmpty {
      lines.append("- Scores: " + scores.map { "`\($0)`" }.joined(separator: ", "))
    }
    let rules = report.recipe.contamination
    lines.append(
      rules.isEmpty
        ? "- Not checked for benchmark contamination"
        : "- Checked for \(rules.keywords.count) banned terms and \(rules.benchmarks.count) "
          + "benchmarks")
    lines.append("- No group of rows is in two splits")
    let cost = report.outputs.reduce(USDollars.zero) { $0 + $1.cost }
    lines.append("- Cost of the answers in the rows: \(cost.shortText)")
    return lines + [""]
  }

  private func example(of output: KindOutput) -> [String] {
    let value = (try? ResponseJSON.value(of: output.example)) ?? .null
    let shown = String(decoding: shortened(value).bytes(style: .indented), as: UTF8.self)
    return ["## A row of `\(output.kind.rawValue)`", "", "````json", shown, "````", ""]
  }

  /// A value with long texts cut.
  private func shortened(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text) where text.count > 200: .string(text.prefix(200) + "…")
    case .array(let elements): .array(elements.prefix(4).map(shortened))
    case .object(let object):
      .object(JSONObject(object.members.map { ($0.key, shortened($0.value)) }))
    default: value
    }
  }
}
