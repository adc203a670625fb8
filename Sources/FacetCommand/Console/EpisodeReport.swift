internal import FacetCSV
internal import FacetPlatform

/// The closing report on a run's episodes.
enum EpisodeReport {
  static func text(_ counts: EpisodeTally.Counts) -> String {
    var lines = [
      "  episodes: \(Quantity.grouped(counts.episodes)), "
        + "\(Quantity.grouped(counts.verified)) verified, "
        + "\(Quantity.grouped(counts.written)) added to the file"
    ]
    if !counts.byDiagnosis.isEmpty {
      let parts = counts.byDiagnosis.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { "\(Quantity.grouped($0.value)) \($0.key)" }
      lines.append("  diagnoses: " + parts.joined(separator: ", "))
    }
    if let seconds = counts.secondsPerExecution {
      let workers = counts.workers.map { ", \($0) at a time" } ?? ""
      lines.append(
        "  code: \(Quantity.count(counts.executions, "execution")), "
          + "\(Int(clamping: seconds * 1000)) ms each on average\(workers)")
    }
    if counts.leftOut > 0 {
      lines.append(
        "  \(Quantity.count(counts.leftOut, "question")) without an episode yet: "
          + "\(counts.leftOut == 1 ? "its" : "their") runs are not complete")
    }
    return lines.joined(separator: "\n")
  }
}
