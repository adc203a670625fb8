internal import FacetJSON
internal import FacetModels

/// How a reply was read as a value of its step's schema.
struct StructuredTurn: Sendable, Hashable {
  /// What stood around the value and was passed over.
  var wrapping: JSONReply.Wrapping?
  /// What does not match; empty for a reply that matches.
  var mismatches: [String]

  init(_ answer: SchemaAnswer) {
    wrapping = answer.wrapping
    mismatches = answer.mismatches.map(\.description)
  }
}

extension StepRecord {
  /// The turns of each step in one record: the last turn's, with the attempts and latency of all,
  /// and the usage and cost of those that no earlier cell counts.
  static func joined(_ records: [StepRecord]) -> [(record: StepRecord, turns: [StepRecord])] {
    var joined: [(record: StepRecord, turns: [StepRecord])] = []
    for record in records {
      guard let last = joined.last, last.record.name == record.name else {
        joined.append((record, [record]))
        continue
      }
      joined[joined.count - 1] = (last.record.followed(by: record), last.turns + [record])
    }
    return joined
  }

  private func followed(by later: StepRecord) -> StepRecord {
    var joined = later
    joined.attempts += attempts
    guard let earlier = answer else { return joined }
    guard var sum = later.answer else {
      joined.answer = earlier
      joined.isShared = isShared
      return joined
    }
    sum.latency += earlier.latency
    switch (isShared, later.isShared) {
    case (true, false): break
    case (false, true):
      // What another cell counts does not count here.
      sum.usage = earlier.usage
      sum.isUsageReported = earlier.isUsageReported
      sum.cost = earlier.cost
      sum.reportedCost = earlier.reportedCost
      joined.isShared = false
    default:
      sum.usage += earlier.usage
      sum.isUsageReported = sum.isUsageReported && earlier.isUsageReported
      sum.cost = sum.cost.flatMap { cost in earlier.cost.map { cost + $0 } }
      sum.reportedCost = sum.reportedCost.flatMap { cost in earlier.reportedCost.map { cost + $0 } }
    }
    joined.answer = sum
    return joined
  }
}
