internal import FacetJSON

/// Reduces a pair of conversations to the first turn in which they differ: a trainer without a mask
/// for the tool's results would learn those, too.
enum StepPair {
  /// The common messages and the two turns; `nil` if no turn of the model's makes the difference, or
  /// if the chosen one is marked as a turn from which nobody should learn.
  static func step(
    of pair: CandidatePair
  ) -> (prompt: [JSONObject], chosen: [JSONObject], rejected: [JSONObject])? {
    let (chosen, rejected) = (pair.chosen.answer, pair.rejected.answer)
    var index = 0
    while index < chosen.count, index < rejected.count,
      isSame(chosen[index], rejected[index])
    {
      index += 1
    }
    guard index < chosen.count, index < rejected.count,
      chosen[index]["role"]?.string == "assistant", rejected[index]["role"]?.string == "assistant",
      chosen[index]["weight"]?.int != 0
    else { return nil }
    return (pair.chosen.prompt + chosen[..<index], [chosen[index]], [rejected[index]])
  }

  /// Whether two messages say the same, whatever the names of their calls.
  private static func isSame(_ one: JSONObject, _ other: JSONObject) -> Bool {
    one["role"] == other["role"] && one["content"] == other["content"]
      && functions(one) == functions(other)
  }

  private static func functions(_ message: JSONObject) -> [JSONValue] {
    (message["tool_calls"]?.array ?? []).map { $0["function"] ?? .null }
  }
}
