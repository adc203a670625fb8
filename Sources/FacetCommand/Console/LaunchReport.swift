internal import Facet
internal import FacetCluster
internal import FacetModels
internal import FacetPlatform

/// A launch as text.
enum LaunchReport {
  /// The most shards that are listed one by one.
  private static let mostRows = 50

  /// The jobs of a submission.
  static func submitted(_ plan: LaunchPlan) -> String {
    let arrays = plan.jobs.suffix(1).map(\.id) + (plan.mergeJob.map { ["merge \($0)"] } ?? [])
    return "submitted: job " + arrays.joined(separator: ", ")
  }

  /// What each shard has done, and all of them together.
  static func text(_ state: LaunchState, _ plan: LaunchPlan, in folder: String) -> String {
    // Shards that need attention come first where not all fit.
    let rows = state.rows.sorted { one, other in
      (state.rows.count > mostRows && one.word == .complete ? 1 : 0, one.shard)
        < (state.rows.count > mostRows && other.word == .complete ? 1 : 0, other.shard)
    }
    var lines = TextTable.text(
      header: ["shard", "state", "cells", "failed", "cost", "cells/min", "host"],
      rows: rows.prefix(mostRows).map(row)
    ).split(separator: "\n").map(String.init)
    if rows.count > mostRows { lines.append("and \(rows.count - mostRows) more shards") }
    for row in rows.prefix(mostRows) {
      if let reason = row.reason { lines.append("shard \(row.shard): \(reason)") }
      lines += row.lastLines.map { "  | " + $0 }
    }
    lines.append(total(state))
    // No queue tells whether a pod is gone, but a job that has ended may start again.
    let hasPods = FileSystem.exists(folder + "/" + KubernetesJob.fileName)
    let open = state.open.count + (hasPods ? state.count(.quiet) : 0)
    if open > 0 {
      lines.append(resuming(open, in: folder))
    } else if state.completeCount == plan.shards {
      lines.append("all shards are complete: 'facet launch merge' writes the dataset")
    }
    return lines.joined(separator: "\n")
  }

  /// How shards that are neither complete nor queued are run again.
  private static func resuming(_ count: Int, in folder: String) -> String {
    let shards = Quantity.count(count, "shard")
    let job = folder + "/" + KubernetesJob.fileName
    guard FileSystem.exists(job) else {
      return
        "'facet launch resubmit' submits the \(shards) that \(count == 1 ? "is" : "are") neither "
        + "complete nor queued"
    }
    let path = ShellWord.quoted(FileSystem.shortened(job))
    return "once the job has ended, 'kubectl replace --force -f \(path)' runs the \(shards) that "
      + "\(count == 1 ? "is" : "are") not complete; complete ones end at once"
  }

  private static func row(_ row: LaunchState.Row) -> [String] {
    guard let status = row.status else {
      return ["\(row.shard)", row.word.rawValue, "", "", "", "", ""]
    }
    return [
      "\(row.shard)", row.word.rawValue,
      "\(Quantity.grouped(status.cellsDone)) of \(Quantity.grouped(status.cells))",
      status.cellsFailed > 0 ? Quantity.grouped(status.cellsFailed) : "",
      status.costUSD.flatMap { USDollars($0)?.shortText } ?? "",
      status.pace > 0 ? Quantity.grouped(Int(clamping: status.pace)) : "", status.host,
    ]
  }

  private static func total(_ state: LaunchState) -> String {
    let words = LaunchState.Word.allCases.compactMap { word in
      let count = state.count(word)
      return count > 0 ? "\(Quantity.grouped(count)) \(word.rawValue)" : nil
    }
    var line =
      "\(words.joined(separator: ", ")): \(Quantity.grouped(state.sum(\.cellsDone))) of "
      + "\(Quantity.count(state.sum(\.cells), "cell"))"
    let failed = state.sum(\.cellsFailed)
    if failed > 0 { line += ", \(Quantity.grouped(failed)) failed" }
    if let cost = state.cost {
      line += ", \(cost.shortText)"
      let unpriced = state.sum(\.unpricedAnswers)
      if unpriced > 0 { line += " and \(Quantity.count(unpriced, "answer")) of unknown price" }
    }
    if state.pace > 0 {
      line += ", \(Quantity.grouped(Int(clamping: state.pace))) cells a minute"
    }
    return line
  }
}
