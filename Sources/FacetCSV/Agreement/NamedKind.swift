/// The kind of a value, derived from a member's name or a schema's words.
enum NamedKind {
  /// The kind that a member's name implies; `nil` if it implies none.
  static func kind(ofName name: String) -> AnswerKind? {
    if PValueName.matches(name) { return .probability }
    let words = AnswerText.nameWords(of: name)
    // The last words name the kind, the words before them its subject: `max_mean`, `mean_n`.
    for (index, word) in words.enumerated().reversed() {
      let before = index > 0 ? words[index - 1] : ""
      if word == "id" || MeasureWords.isCode(word) || MeasureWords.isCode(before, word) {
        return .code
      }
      if before == "n" || before == "num" || before == "number" || before == "count" {
        return .count
      }
      if MeasureWords.isEstimate(word) {
        return isOfTime(words) && !words.contains("per")
          ? .total : MeasureWords.estimate(words)
      }
      if MeasureWords.isCount(word) { return .count }
      if MeasureWords.totals.contains(word) { return .total }
      if MeasureWords.isExtreme(word) {
        return words.contains(where: MeasureWords.isEstimate)
          ? MeasureWords.estimate(words) : .picked
      }
      if MeasureWords.isTime(word) {
        return words.contains(where: MeasureWords.isEstimate) ? .total : .picked
      }
      if ["significant", "normal", "related"].contains(word) { return .truth }
    }
    if words.contains(where: MeasureWords.isEstimate) { return MeasureWords.estimate(words) }
    return words.contains(where: MeasureWords.labels.contains) ? .label : nil
  }

  /// Means of years differ in their decimals: a relative tolerance of a thousandth would be two
  /// years.
  private static func isOfTime(_ words: [String]) -> Bool {
    words.contains { $0 == "year" || $0 == "years" || $0 == "date" }
  }

  /// The kind that a schema's words imply; `nil` if they only call it a number, or less.
  static func kind(ofWords text: String) -> AnswerKind? {
    var words = AnswerText.sentenceWords(of: text).map(String.init)
    if let place = words.firstIndex(of: "to"), words.prefix(place).contains(where: isMapping) {
      // "object from each code to its mean": the values are means.
      words.removeFirst(place + 1)
    }
    let set = Set(words)
    if PValueName.matches(text) { return .probability }
    if set.isSuperset(of: ["true", "false"]) || set.isSuperset(of: ["yes", "no"])
      || set.contains("boolean") || set.contains("bool")
    {
      return .truth
    }
    if set.contains("whole") || set.contains("integer") || set.contains("int") { return .count }
    if set.contains("exact") || set.contains("exactly") { return .picked }
    if words.contains(where: MeasureWords.isCode) { return .code }
    if set.contains("text") || set.contains("string") || set.contains("name")
      || set.contains("names") || set.contains("label")
    {
      return .label
    }
    if words.contains(where: MeasureWords.isTime) { return .picked }
    if words.contains(where: { $0.count > 1 && MeasureWords.isEstimate($0) }) {
      return MeasureWords.estimate(words)
    }
    return nil
  }

  private static func isMapping(_ word: String) -> Bool {
    ["object", "mapping", "dictionary", "dict", "map"].contains(word)
  }
}
