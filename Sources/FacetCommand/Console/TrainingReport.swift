internal import FacetModels
internal import FacetTraining

/// The report of an export for people.
enum TrainingReport {
  static func text(of summary: TrainingExport.Summary) -> String {
    var lines: [String] = []
    for kind in summary.kinds {
      let rows = kind.splits.reduce(0) { $0 + $1.rows }
      let splits = kind.splits.map { "\($0.name) \(Quantity.grouped($0.rows))" }
      lines.append(
        "\(kind.kind.rawValue): \(Quantity.count(rows, "row"))"
          + (splits.count > 1 ? " (\(splits.joined(separator: ", ")))" : "")
          + (kind.cost > .zero ? ", \(kind.cost.shortText)" : ""))
      for step in kind.funnel.steps where step.taken != step.kept {
        let reasons = step.reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
          "\($0.key.replacing("_", with: " ")) \(Quantity.grouped($0.value))"
        }
        lines.append(
          "  \(step.name): \(Quantity.grouped(step.kept)) of "
            + "\(Quantity.grouped(step.taken)) \(step.unit); left out: "
            + reasons.joined(separator: ", "))
      }
    }
    lines += summary.warnings.map { "warning: \($0)" }
    if summary.isRehearsal {
      lines.append("note: the answers are rehearsed, so 'facet push' refuses this folder")
    }
    return lines.joined(separator: "\n")
  }
}
