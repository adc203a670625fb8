internal import Facet

/// The report on the scores of a run's completions.
struct ScoreReport {
  /// The number of rows that are shown; `--json` and the dataset have all.
  private static let most = 16

  let scores: [RunStatistics.Score]
  let comparisons: [RunStatistics.Comparisons]

  /// A table with a row for each score, perspective and model, then a line for each score that
  /// compares responses; empty if nothing is scored.
  var lines: [String] {
    guard !scores.isEmpty else { return [] }
    let hasModels = Set(scores.map(\.model)).count > 1
    let shown = scores.prefix(Self.most)
    let cells = shown.map { score in
      [Self.shortened(score.name), Self.shortened(score.condition)]
        + (hasModels ? [Self.shortened(score.model)] : [])
        + [
          score.mean.map(Self.decimals) ?? "–", score.interval.map(Self.text) ?? "–",
          Quantity.grouped(score.scored), nulls(score),
        ]
    }
    let title = ["score", "perspective"] + (hasModels ? ["model"] : [])
    let rows = [title + ["mean", "95 % interval", "scored", "null"]] + cells
    let widths = title.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let numbers = (title.count..<title.count + 3).map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    let lines = rows.map { row in
      var line = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      line += zip(row.dropFirst(title.count), numbers).map {
        String(repeating: " ", count: $1 - $0.count) + $0
      }
      let text = "  " + (line + [row[row.count - 1]]).joined(separator: "  ")
      return String(text.reversed().drop { $0 == " " }.reversed())
    }
    let more = scores.count - shown.count
    return lines + (more > 0 ? ["    and \(Quantity.grouped(more)) more; '--json' has all"] : [])
      + comparisons.compactMap(Self.positions)
  }

  /// How often the response that was shown first won; nil without a winner.
  private static func positions(_ counts: RunStatistics.Comparisons) -> String? {
    let decided = counts.first + counts.second
    guard decided > 0 else { return nil }
    let share = Int((100 * Double(counts.first) / Double(decided)).rounded())
    let both =
      counts.pairs == 0
      ? ""
      : "; the order changed the verdict on \(Quantity.grouped(counts.contradictions)) of "
        + Quantity.count(counts.pairs, "pair")
    return "  '\(shortened(counts.name))': the first of two responses won "
      + "\(Quantity.grouped(counts.first)) of \(Quantity.count(decided, "comparison")) with a winner "
      + "(\(share) %)" + both
  }

  /// The completions without a number, by reason, the most frequent first.
  private func nulls(_ score: RunStatistics.Score) -> String {
    score.nulls.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\(Quantity.grouped($0.value)) \($0.key)" }.joined(separator: ", ")
  }

  private static func text(_ interval: ClosedRange<Double>) -> String {
    "\(decimals(interval.lowerBound)) to \(decimals(interval.upperBound))"
  }

  /// Three decimals: `0.250`, `-0.500`.
  static func decimals(_ number: Double) -> String {
    let thousandths = Int((min(max(number, -1e9), 1e9) * 1000).rounded())
    let digits = String(thousandths.magnitude % 1000)
    let padded = String(repeating: "0", count: 3 - digits.count) + digits
    return "\(thousandths < 0 ? "-" : "")\(thousandths.magnitude / 1000).\(padded)"
  }

  private static func shortened(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return line.count > 24 ? line.prefix(23) + "…" : line
  }
}
