internal import FacetPlatform

/// Decides how many rows of each source an export takes.
struct MixPlan {
  /// The rows of a source: how many there are, and their tokens.
  struct Supply: Sendable {
    var rows = 0
    var tokens = 0
  }

  let rules: MixRules

  /// The rows to take of each source, by its name; sources that the rules do not name are not
  /// taken. More than the supply means that rows are wanted that are not there.
  func wanted(of supplies: [String: Supply]) -> [String: Int] {
    var wanted: [String: Int] = [:]
    var shares = 0.0
    var fixed = 0
    for part in rules.parts {
      switch part.amount {
      case .take(let count):
        wanted[part.source] = count
        // The others follow what is there, not what was wished for.
        fixed += min(count, available(supplies[part.source]?.rows ?? 0))
      case .share(let share): shares += share
      case .weight: break
      }
    }
    let weighted = weights(supplies)
    for (source, count) in weighted {
      wanted[source] = count
      fixed += count
    }
    let hasOthers = rules.parts.contains { part in
      if case .share = part.amount { false } else { true }
    }
    for part in rules.parts {
      guard case .share(let share) = part.amount else { continue }
      if hasOthers {
        wanted[part.source] = Int(
          saturating: (Double(fixed) * share / max(1e-9, 1 - shares)).rounded())
      } else {
        wanted[part.source] = Int(
          saturating: (largestTotal(supplies) * share).rounded(.down))
      }
    }
    return wanted
  }

  /// The number of rows that a source can give, with repeats if they are allowed.
  func available(_ rows: Int) -> Int {
    rules.short == .repeat ? rows.multiplied(saturatingBy: max(1, rules.maxRepeats)) : rows
  }

  /// The most rows of which every source can give its share.
  private func largestTotal(_ supplies: [String: Supply]) -> Double {
    var total = Double.infinity
    for part in rules.parts {
      guard case .share(let share) = part.amount, share > 0 else { continue }
      total = min(total, Double(available(supplies[part.source]?.rows ?? 0)) / share)
    }
    return total.isFinite ? total : 0
  }

  /// As many rows as possible of weighted sources in the proportion of their weights.
  private func weights(_ supplies: [String: Supply]) -> [String: Int] {
    var scale = Double.infinity
    func amount(_ supply: Supply) -> Double {
      Double(available(rules.unit == .tokens ? supply.tokens : supply.rows))
    }
    for part in rules.parts {
      guard case .weight(let weight) = part.amount, weight > 0 else { continue }
      scale = min(scale, amount(supplies[part.source] ?? Supply()) / weight)
    }
    guard scale.isFinite else { return [:] }
    var counts: [String: Int] = [:]
    for part in rules.parts {
      guard case .weight(let weight) = part.amount else { continue }
      let supply = supplies[part.source] ?? Supply()
      let rows =
        rules.unit == .tokens
        ? scale * weight * Double(supply.rows) / Double(max(1, supply.tokens)) : scale * weight
      counts[part.source] = Int(saturating: (rows + 1e-9).rounded(.down))
    }
    return counts
  }

  /// Divides a count over splits in proportion to their rows, by Sainte-Laguë's method: unlike
  /// with largest remainders, no part shrinks when the count grows.
  static func divided(_ count: Int, over rows: [Int]) -> [Int] {
    let total = rows.reduce(0, +)
    guard total > 0 else { return rows.map { _ in 0 } }
    let exact = rows.map { Double(count) * Double($0) / Double(total) }
    var parts = exact.map { Int(saturating: $0.rounded(.down)) }
    // For up to three splits, the method gives no part less than its share rounded down.
    for _ in 0..<max(0, count - parts.reduce(0, +)) {
      var (next, highest) = (0, -1.0)
      for index in rows.indices {
        let claim = Double(rows[index]) / Double(2 * parts[index] + 1)
        if claim > highest { (next, highest) = (index, claim) }
      }
      parts[next] += 1
    }
    return parts
  }
}
