/// What the name of a member, or the words of a schema, say about its value.
enum NamedKind {
  /// The kind that a member's name tells; `nil` for a name that tells none.
  static func kind(ofName name: String) -> AnswerKind? {
    if PValueName.matches(name) { return .probability }
    let words = AnswerText.nameWords(of: name)
    // The last words say what it is, those before them of what: `max_mean`, `mean_n`.
    for (index, word) in words.enumerated().reversed() {
      let before = index > 0 ? words[index - 1] : ""
      if word == "id" || MeasureWords.isCode(word) { return .code }
      if before == "n" || before == "num" || before == "number" || before == "count" {
        return .count
      }
      if MeasureWords.isEstimate(word) {
        return isOfTime(words) && !words.contains("per") ? .total : .quantity
      }
      if MeasureWords.isCount(word) { return .count }
      if MeasureWords.totals.contains(word) { return .total }
      if MeasureWords.isExtreme(word) {
        return words.contains(where: MeasureWords.isEstimate) ? .quantity : .picked
      }
      if MeasureWords.isTime(word) {
        return words.contains(where: MeasureWords.isEstimate) ? .total : .picked
      }
      if ["significant", "normal", "related"].contains(word) { return .truth }
    }
    if words.contains(where: MeasureWords.isEstimate) { return .quantity }
    return words.contains(where: MeasureWords.labels.contains) ? .label : nil
  }

  /// A mean of years differs in its decimals: a thousandth of it is two years.
  private static func isOfTime(_ words: [String]) -> Bool {
    words.contains { $0 == "year" || $0 == "years" || $0 == "date" }
  }

  /// The kind that a schema's words tell; `nil` where they just say that it is a number, or less.
  static func kind(ofWords text: String) -> AnswerKind? {
    let words = AnswerText.sentenceWords(of: text).map(String.init)
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
    if words.contains(where: { $0.count > 1 && MeasureWords.isEstimate($0) }) { return .quantity }
    return nil
  }
}
