internal import Facet

/// One line that says how far a run is, no wider than the terminal.
struct ProgressLine {
  /// - Parameter columns: The most characters it may take.
  static func text(_ progress: RunProgress, columns: Int) -> String {
    let share = progress.total == 0 ? 1 : min(1, Double(progress.done) / Double(progress.total))
    let head =
      "\(Quantity.grouped(progress.done))/\(Quantity.grouped(progress.total)) \(Int(share * 100))%"
    let seconds = max(0.001, progress.elapsed / .seconds(1))
    var parts = ["\(Quantity.short(Int(Double(progress.done) / seconds)))/s"]
    if progress.inFlight > 0 { parts.append("\(progress.inFlight) in flight") }
    if progress.waiting > 0 { parts.append("\(progress.waiting) waiting") }
    if progress.failedRequests > 0 {
      parts.append("\(Quantity.short(progress.failedRequests)) unanswered")
    }
    if progress.failed > 0 { parts.append("\(Quantity.short(progress.failed)) failed") }
    parts.append("\(Quantity.short(progress.promptTokens + progress.completionTokens)) tokens")
    if progress.done < progress.total, let remaining = progress.remaining {
      parts.append("\(Quantity.duration(remaining)) left")
    }
    var details = ""
    for part in parts where head.count + details.count + part.count + 3 < columns {
      details += " · " + part
    }
    let room = min(24, columns - head.count - details.count - 3)
    guard room >= 6 else { return String((head + details).prefix(columns - 1)) }
    let filled = Int(share * Double(room))
    let bar =
      String(repeating: "█", count: filled) + String(repeating: "░", count: room - filled)
    return "\(bar) \(head)\(details)"
  }
}
