internal import Facet
internal import FacetModels

/// A run's progress, in a few lines that fit the terminal or in a single one.
struct ProgressLine {
  let progress: RunProgress

  /// Before this, a rate reflects only the initial burst.
  private static let settling = Duration.seconds(2)
  /// The room after each line for characters that the terminal echoes, such as `^C`.
  private static let margin = 3

  init(_ progress: RunProgress) {
    self.progress = progress
  }

  /// The lines for a terminal; none of them wraps.
  ///
  /// - Parameters:
  ///   - columns: The terminal's width.
  ///   - height: The maximum number of lines.
  func block(columns: Int, height: Int) -> [String] {
    let width = max(1, columns - Self.margin)
    let lines =
      [bar(width: width)] + Self.filled(pace + counts + spent, width)
      + Self.filled(refusals + waits, width)
    return lines.prefix(max(1, height)).map { Self.clipped($0, to: width) }
  }

  /// Joins parts into lines, as many on a line as fit.
  private static func filled(_ parts: [String], _ width: Int) -> [String] {
    parts.reduce(into: []) { lines, part in
      if let last = lines.last, last.count + part.count + 3 <= width {
        lines[lines.count - 1] += " · " + part
      } else {
        lines.append(part)
      }
    }
  }

  /// Everything in one line, for a log.
  var line: String {
    ([share] + [left].compactMap { $0 } + pace + counts + spent + refusals + waits).joined(
      separator: " · ")
  }

  private var done: Double {
    progress.total == 0 ? 1 : min(1, Double(progress.done) / Double(progress.total))
  }

  /// `1,234/5,000 24%`
  private var share: String {
    "\(Quantity.grouped(progress.done))/\(Quantity.grouped(progress.total)) \(Int(done * 100))%"
  }

  /// `3 min 5 s left`
  private var left: String? {
    guard progress.done < progress.total, progress.elapsed >= Self.settling else { return nil }
    return progress.remaining.map { "\(Quantity.estimate($0)) left" }
  }

  private func bar(width: Int) -> String {
    let text = ([share] + [left].compactMap { $0 }).joined(separator: " · ")
    // Reserves room for the longest text, so that the bar keeps its length.
    let longest = 2 * Quantity.grouped(progress.total).count + 1 + 5 + 3 + 18
    let room = min(40, width - max(longest, text.count) - 1)
    guard room >= 8 else { return text }
    let filled = Int(done * Double(room))
    return String(repeating: "█", count: filled) + String(repeating: "░", count: room - filled)
      + " " + text
  }

  /// Requests in flight, and requests and tokens a minute against their limits.
  private var pace: [String] {
    var parts = ["\(Quantity.grouped(progress.inFlight)) in flight"]
    guard progress.elapsed >= Self.settling, !progress.lanes.isEmpty else { return parts }
    let requests = Self.pace(
      progress.lanes, \.requestsPerMinute, limit: \.requestsPerMinuteLimit, "requests/min")
    let tokens = Self.pace(
      progress.lanes, \.tokensPerMinute, limit: \.tokensPerMinuteLimit, "tokens/min")
    parts += [requests, tokens]
    return parts
  }

  /// `480 of 500 requests/min`; limits are added up if every lane has one.
  private static func pace(
    _ lanes: [RunProgress.Lane], _ rate: KeyPath<RunProgress.Lane, Double>,
    limit: KeyPath<RunProgress.Lane, Double?>, _ unit: String
  ) -> String {
    let sum = Quantity.rough(lanes.reduce(0) { $0 + $1[keyPath: rate] })
    let limits = lanes.compactMap { $0[keyPath: limit] }
    guard limits.count == lanes.count else { return "\(sum) \(unit)" }
    return "\(sum) of \(Quantity.rough(limits.reduce(0, +))) \(unit)"
  }

  private var counts: [String] {
    var parts: [String] = []
    if progress.reused > 0 { parts.append("\(Quantity.short(progress.reused)) reused") }
    if progress.failed > 0 { parts.append("\(Quantity.short(progress.failed)) failed") }
    return parts
  }

  /// `$1.24 so far, $5.10 projected`, or with a budget:
  /// `$1.24 of the $10.00 budget, $5.10 projected`.
  private var spent: [String] {
    var parts: [String] = []
    let budget = progress.budget
    if let budget, let limit = budget.costLimit {
      let earlier = budget.cost - (progress.cost?.paid ?? .zero)
      let whole = projected.map { ", \(($0 + earlier).shortText) projected" } ?? ""
      parts.append("\(budget.cost.shortText) of the \(limit.shortText) budget\(whole)")
    } else if let cost = progress.cost {
      let gap = cost.unpricedAnswers > 0 ? " plus unpriced answers" : ""
      let whole = projected.map { ", \($0.shortText) projected" } ?? ""
      parts.append("\(cost.paid.shortText)\(gap) so far\(whole)")
    }
    if let limit = budget?.tokensLimit, let tokens = budget?.tokens {
      parts.append("\(Quantity.short(tokens)) of \(Quantity.short(limit)) tokens")
    }
    if let limit = budget?.requestsLimit, let requests = budget?.requests {
      parts.append("\(Quantity.short(requests)) of \(Quantity.short(limit)) requests")
    }
    return parts
  }

  /// The session's projected cost, once a single long answer can no longer distort it.
  private var projected: USDollars? {
    guard progress.elapsed >= Self.settling, progress.done < progress.total else { return nil }
    return progress.cost?.projected
  }

  /// `Together returns only 429 (no credit left), next request in 32 s`
  private var refusals: [String] {
    progress.lanes.compactMap { lane in
      lane.refusal.map { refusal in
        let words = Self.clipped(Quantity.firstLine(refusal.message), to: 48)
        return "\(lane.provider) returns only \(refusal.cause)"
          + (words.isEmpty ? "" : " (\(words))")
          + ", next request in \(Quantity.duration(refusal.next))"
      }
    }
  }

  /// `429 from Together, 38 waiting, next in 12 s`, the most frequent first.
  private var waits: [String] {
    let waits = progress.lanes.flatMap { lane in lane.waits.map { (lane, $0) } }
      .sorted { $0.1.count > $1.1.count }
    var parts = waits.prefix(2).map { lane, wait in
      "\(wait.cause) from \(lane.provider), \(Quantity.short(wait.count)) waiting, "
        + "next in \(Quantity.duration(wait.next))"
    }
    let others = waits.dropFirst(2).reduce(0) { $0 + $1.1.count }
    if others > 0 { parts.append("\(Quantity.short(others)) more waiting") }
    for lane in progress.lanes {
      // A shorter pause would end before anyone could read about it.
      guard lane.refusal == nil, let held = lane.held, held >= .seconds(1) else { continue }
      parts.append("\(lane.provider) asked for a pause, \(Quantity.duration(held)) left")
    }
    return parts
  }

  private static func clipped(_ line: String, to width: Int) -> String {
    line.count <= width ? line : line.prefix(width - 1) + "…"
  }
}
