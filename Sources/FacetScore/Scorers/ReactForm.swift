internal import FacetJSON

/// The form of an answer that thinks and then acts: the labels `Thought:`, `Action:` and
/// `Action Input:`, each at the start of a line and followed by text.
struct ReactForm {
  private let thought: Substring?
  private let action: Substring?
  private let input: Substring?

  private static let labels = ["Thought:", "Action Input:", "Action:"]

  /// Takes the first of each label that follows the one before.
  init(_ text: String) {
    var parts: [(label: String, text: Substring)] = []
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let trimmed = line.trimmed
      if let label = Self.labels.first(where: trimmed.hasPrefix) {
        parts.append((label, trimmed.dropFirst(label.count)))
      } else if let last = parts.last {
        parts[parts.count - 1].text = text[last.text.startIndex..<line.endIndex]
      }
    }
    func next(_ label: String) -> Substring? {
      guard let index = parts.firstIndex(where: { $0.label == label }) else { return nil }
      let text = parts[index].text.trimmed
      parts.removeFirst(index + 1)
      return text.isEmpty ? nil : text
    }
    let all = parts
    if let thought = next("Thought:"), let action = next("Action:"),
      let input = next("Action Input:")
    {
      (self.thought, self.action, self.input) = (thought, action, input)
    } else {
      func first(_ label: String) -> Substring? {
        all.first { $0.label == label }.map { $0.text.trimmed }.flatMap { $0.isEmpty ? nil : $0 }
      }
      (thought, action, input) = (first("Thought:"), first("Action:"), nil)
    }
  }

  /// 0.4 for all three labels in order, or 0.1 for a thought or an action; 0.3 for an action whose
  /// first word is a known one; up to 0.3 for a thought of some length and different words.
  func score(actions: Set<String>) -> ScoreValue {
    var millionths = input != nil ? 400_000 : thought != nil || action != nil ? 100_000 : 0
    let word = action?.prefix { $0.isLetter }.lowercased()
    if let word, actions.contains(word) { millionths += 300_000 }
    if let thought {
      let words = Set(
        thought.lowercased().split { !$0.isLetter && !$0.isNumber }
          .filter { $0.contains(where: \.isLetter) }
      ).count
      switch (thought.count, words) {
      case (51..., 8...): millionths += 300_000
      case (21..., 4...): millionths += 200_000
      case (6..., 2...): millionths += 100_000
      default: break
      }
    }
    return ScoreValue(millionths: millionths)
  }
}
