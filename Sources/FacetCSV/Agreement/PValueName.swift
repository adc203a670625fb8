/// Names of p-values.
enum PValueName {
  /// `p`, `pvalue`, `p_value`, `levene_p_value`, `pValueAdjusted`.
  static func matches(_ key: String) -> Bool {
    let words = AnswerText.words(of: key)
    if words == ["p"] { return true }
    for (index, word) in words.enumerated() {
      if word.hasPrefix("pval") { return true }
      if word == "p", let next = words.dropFirst(index + 1).first, next.hasPrefix("val") {
        return true
      }
    }
    return false
  }
}
