/// Separators within a written number.
enum NumberGroups {
  /// A number without its thousands separators and with a decimal point: `1,234,567.8`,
  /// `1.234.567,8`, `1'234`, `12,34,567`, `0,5`; `nil` if the separators have no single meaning.
  static func joined(_ text: String) -> String? {
    guard let last = text.last, last.isNumber || last == "." else { return nil }
    for (thousands, point) in [(",", "."), ("'", "."), (".", ",")] as [(Character, Character)] {
      guard text.contains(thousands) else { continue }
      let halves = text.split(separator: point, omittingEmptySubsequences: false)
      guard halves.count <= 2, let whole = halves.first else { continue }
      let groups = whole.split(separator: thousands, omittingEmptySubsequences: false)
      // A single point before three digits is a decimal point.
      guard groups.count > 1, thousands != "." || groups.count > 2 || halves.count == 2,
        (1...3).contains(groups[0].count), groups[0].first != "0", areGroups(groups.dropFirst())
      else { continue }
      return groups.joined() + (halves.count == 2 ? "." + halves[1] : "")
    }
    return text.contains("'") ? nil : withDecimalPoint(text)
  }

  /// Whether a point may stand between thousands or before decimals: `1.500`.
  static func isUnclear(_ text: String) -> Bool {
    let halves = text.split(separator: ".", omittingEmptySubsequences: false)
    return halves.count == 2 && halves[1].count == 3 && (1...3).contains(halves[0].count)
      && halves.allSatisfy { $0.allSatisfy(\.isNumber) } && halves[0].first != "0"
  }

  /// Groups of three digits, or, as in India, of two before the last three.
  private static func areGroups(_ groups: ArraySlice<Substring>) -> Bool {
    guard groups.last?.count == 3, groups.allSatisfy({ $0.allSatisfy(\.isNumber) }) else {
      return false
    }
    let others = groups.dropLast()
    return others.allSatisfy { $0.count == 3 } || others.allSatisfy { $0.count == 2 }
  }

  /// A decimal comma is one that cannot separate thousands.
  private static func withDecimalPoint(_ text: String) -> String? {
    let halves = text.split(separator: ",", omittingEmptySubsequences: false)
    if halves.count == 1 { return text.hasSuffix(".") ? String(text.dropLast()) : text }
    guard halves.count == 2, halves[1].count != 3 || halves[0] == "0", !halves[0].isEmpty,
      !halves[1].isEmpty, !text.contains(".")
    else { return nil }
    return halves.joined(separator: ".")
  }
}
