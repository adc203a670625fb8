internal import FacetJSON

/// An episode as text.
enum EpisodeText {
  /// One line of a list.
  static func line(of episode: JSONValue, position: Int) -> String {
    let question = episode["question"]
    let triangulation = episode["triangulation"]
    let mark = episode["verified"]?.bool == true ? "verified  " : "unverified"
    return "\(position)  \(mark)  "
      + "\(number(triangulation?["majority_count"]))/"
      + "\(number(triangulation?["n_consistency_runs"]))  "
      + "\(episode["diagnostics"]?["category"]?.string ?? "-")  "
      + "\(question?["dataset"]?.string ?? "-")  \(shortened(prompt(of: question), to: 80))"
  }

  /// The whole episode.
  static func text(of episode: JSONValue, position: Int, showsAllTraces: Bool) -> String {
    let question = episode["question"]
    let triangulation = episode["triangulation"]
    var lines = [
      "── \(position) · \(episode["episode_id"]?.string ?? "") · "
        + "\(question?["difficulty"]?.string ?? "no difficulty") · "
        + "\(question?["dataset"]?.string ?? "")",
      prompt(of: question),
    ]
    if let hint = question?["hint"]?.string, !hint.isEmpty { lines.append("Hint: \(hint)") }
    lines.append(
      (episode["verified"]?.bool == true ? "Verified: " : "Not verified: ")
        + "\(number(triangulation?["majority_count"])) of "
        + "\(number(triangulation?["n_consistency_runs"])) runs agree; the run with the hint "
        + (triangulation?["gold_matches_majority"]?.bool == true ? "agrees" : "disagrees")
        + " (\(episode["diagnostics"]?["category"]?.string ?? "-"))")
    for cluster in episode["diagnostics"]?["clusters"]?.array ?? [] {
      lines.append(
        "  \(number(cluster["count"])) × \(shortened(cluster["answer"]?.text ?? "", to: 200))"
          + (cluster["matches_gold"]?.bool == true ? "  ← the answer with the hint" : ""))
    }
    if let truth = episode["diagnostics"]?["ground_truth"], !truth.isNull {
      lines.append(
        "  known answer: \(shortened(question?["ground_truth"]?.text ?? "", to: 200))"
          + (truth["gold_is_right"]?.bool == true ? "" : "  (the run with the hint missed it)"))
    }
    let common = episode["common_hooks"]?.array ?? []
    if !common.isEmpty {
      lines.append("Values that all agreeing runs computed:")
      for hook in common {
        lines.append(
          "  \(hook["variable_name"]?.string ?? "") = "
            + shortened(hook["value"]?.text ?? "", to: 100))
      }
    }
    lines += trace(episode["gold_trace"], called: "With the hint")
    let traces = showsAllTraces ? episode["consistency_traces"]?.array ?? [] : []
    for (index, each) in traces.enumerated() {
      lines += trace(each, called: "Without the hint, run \(index)")
    }
    return lines.joined(separator: "\n")
  }

  private static func trace(_ trace: JSONValue?, called name: String) -> [String] {
    guard let trace else { return [] }
    var lines = ["", "\(name): \(trace["ending"]?.string ?? "not asked")"]
    for turn in trace["turns"]?.array ?? [] {
      lines.append("  [\(number(turn["turn_index"]))] \(turn["reasoning"]?.string ?? "")")
      lines += indented(turn["code"]?.string ?? "", by: "      ")
      let execution = turn["execution"]
      for key in ["stdout", "stderr"] {
        lines += indented(shortened(execution?[key]?.string ?? "", to: 1000), by: "    │ ")
      }
      if let kind = execution?["failure"]?["kind"]?.string { lines.append("    ✗ \(kind)") }
    }
    for hook in trace["ungrounded_hooks"]?.array ?? [] {
      lines.append(
        "  Not grounded: '\(hook["variable_name"]?.string ?? "")' "
          + shortened(hook["reason"]?.string ?? "", to: 200))
    }
    lines.append("  Answer: \(shortened(trace["final_answer"]?.text ?? "null", to: 300))")
    return lines
  }

  private static func indented(_ text: String, by indent: String) -> [String] {
    text.split(separator: "\n").map { indent + $0 }
  }

  private static func prompt(of question: JSONValue?) -> String {
    question?["question_text"]?.string ?? question?["question_mechanical"]?.string ?? ""
  }

  private static func number(_ value: JSONValue?) -> String { value?.int.map(String.init) ?? "-" }

  private static func shortened(_ text: String, to length: Int) -> String {
    text.count > length ? text.prefix(length - 1) + "…" : text
  }
}
