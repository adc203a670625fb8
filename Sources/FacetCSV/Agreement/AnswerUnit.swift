/// The unit or the currency of a written number.
struct AnswerUnit {
  /// Folded and in the singular; a currency's code.
  private let name: String
  /// As it is written: `MB` and `Mb` are different units, `KG` and `kg` are not.
  private let written: Substring

  private static let currencies = [
    "$": "usd", "us$": "usd", "€": "eur", "£": "gbp", "¥": "jpy", "₹": "inr", "dollars": "usd",
    "dollar": "usd", "euros": "eur", "euro": "eur", "pounds sterling": "gbp",
  ]
  private static let codes: Set<Substring> = [
    "usd", "eur", "gbp", "jpy", "inr", "chf", "cad", "aud", "cny", "sek", "nok", "dkk", "pln",
  ]
  /// Units of one letter that follow a number without a space; `12a` is a house.
  private static let letters = "mgshlwvknj"

  /// Words after a number that change it: `5 lower` is no 5.
  private static let changing: Set<Substring> = [
    "or", "and", "to", "not", "plus", "minus", "than", "more", "less", "fewer", "lower", "higher",
    "below", "above", "under", "over", "negative", "down", "up", "loss", "decrease", "increase",
    "am", "pm", "a.m.", "p.m.", "bc", "bce", "b.c.", "dozen", "score", "at", "about",
    "gross", "approx", "approx.", "approximately", "except", "minimum", "maximum", "short",
    "behind", "ahead", "worse", "deficit", "debit", "dr", "reduction", "decline", "drop", "fall",
    "rise", "ish", "tausend", "mille", "millionen", "millones", "milliarden", "mil", "mill",
  ]
  /// Scales, which are units elsewhere: `5 k`, `5k orders`.
  private static let scales: Set<Substring> = [
    "k", "K", "M", "b", "B", "bn", "Bn", "BN", "mn", "Mn", "mio", "Mio", "Mio.", "mrd", "Mrd",
    "Mrd.", "tn", "T", "tsd", "Tsd", "Tsd.",
  ]
  /// Directions of coordinates.
  private static let directions: Set<Substring> = ["N", "S", "E", "W"]

  /// The names of common units in one form each.
  private static let names: [String: String] = {
    let spellings = [
      ["m", "metre", "meter"], ["km", "kilometre", "kilometer"],
      ["cm", "centimetre", "centimeter"],
      ["mm", "millimetre", "millimeter"], ["mi", "mile"], ["ft", "foot", "feet"],
      ["in", "inch", "inches"],
      ["s", "sec", "secs", "second"], ["min", "mins", "minute"], ["h", "hr", "hrs", "hour"],
      ["day", "d"], ["week", "wk"],
      ["month"], ["year", "yr"], ["kg", "kilogram", "kilo", "kilogramme"], ["g", "gram", "gramme"],
      ["lb", "pound"], ["t", "tonne"], ["l", "litre", "liter"], ["ml", "millilitre", "milliliter"],
      ["°c", "degrees celsius", "degree celsius", "c"],
      ["°f", "degrees fahrenheit", "degree fahrenheit", "f"],
      ["cent", "ct", "¢", "penny", "pence"],
    ]
    let pairs = spellings.flatMap { names in names.map { ($0, names[0]) } }
    return Dictionary(pairs) { first, _ in first }
  }()

  /// The unit that a question asks for: "in cm", "in euros"; `nil` if it names none.
  ///
  /// - Parameter folded: The folded question.
  init?(askedIn folded: String) {
    let words = folded.split { !$0.isLetter && !"€$£¥°".contains($0) }.map(String.init)
    for (index, word) in words.enumerated() where word == "in" && index + 1 < words.count {
      let next = words[index + 1]
      let both = next + " " + (index + 2 < words.count ? words[index + 2] : "")
      if let currency = Self.currencies[next] {
        self.init(name: currency)
        return
      }
      if Self.codes.contains(next[...]) {
        self.init(name: next)
        return
      }
      let isWord = next.count > 1 || next == "m"
      let unit =
        Self.names[both]
        ?? (isWord ? Self.names[next] ?? Self.names[MeasureWords.singular(next)] : nil)
      if let unit, !["day", "week", "month", "year", "in"].contains(unit) || next.hasSuffix("s") {
        self.init(name: unit)
        return
      }
    }
    return nil
  }

  /// Whether a number with this unit may be another than the bare one: hundredths of a currency,
  /// and `m`, which may be millions.
  func isUnclear(in rules: AnswerRules) -> Bool {
    rules.unit == nil && name == "cent"
      || (name == "m" && written.count == 1 || name.hasPrefix("m ")) && !rules.asksForLength
  }

  private init(name: String) {
    (self.name, written) = (name, "")
  }

  /// - Parameters:
  ///   - words: The folded text after a number, without the space before it.
  ///   - text: The whole text as it is written.
  /// - Returns: `nil` if the words are no unit.
  init?(_ words: String, in text: String, isApart: Bool) {
    guard let first = words.first, first.isLetter || "%°‰$€£¥₹¢".contains(first) else { return nil }
    if words.count == 1, first.isLetter, !isApart, !Self.letters.contains(first) { return nil }
    let length = text.reversed().drop(while: \.isWhitespace).count
    let end = text.prefix(length).suffix(words.count)
    written = end.lowercased() == words ? end : words[...]
    let each = words.split(separator: " ")
    guard !each.contains(where: Self.changing.contains),
      !each.contains(where: { Self.changing.contains(MeasureWords.singular($0)[...]) }),
      !Self.scales.contains(written.prefix { $0.isLetter || $0 == "." }),
      !Self.directions.contains(written.drop { "° ".contains($0) })
    else { return nil }
    // A pandas duration of whole days ends in "00:00:00".
    let isDays = words.hasPrefix("day")
    let plain = isDays ? Self.withoutMidnight(words) : words
    guard !plain.contains(where: \.isNumber) || Self.isPower(plain) else { return nil }
    if let currency = Self.currencies[plain] {
      name = currency
    } else {
      // "5 m€" are millions.
      guard !plain.dropFirst().contains(where: { "$€£¥₹".contains($0) }) else { return nil }
      let single = MeasureWords.singular(plain)
      name =
        ["percent", "per cent", "pct"].contains(plain)
        ? "%" : Self.names[plain] ?? Self.names[single] ?? single
    }
  }

  /// Removes a currency before a number: `$5`, `USD 5`.
  static func currency(before rest: inout Substring) -> AnswerUnit? {
    let sign = currencies.keys.filter { rest.hasPrefix($0) }.max { $0.count < $1.count }
    if let sign, let name = currencies[sign] {
      rest = rest.dropFirst(sign.count).drop { $0 == " " }
      return AnswerUnit(name: name)
    }
    let word = rest.prefix { $0.isLetter }
    guard codes.contains(word) else { return nil }
    rest = rest.dropFirst(word.count).drop { $0 == " " }
    return AnswerUnit(name: String(word))
  }

  var isPercent: Bool { name == "%" }

  func agrees(with other: AnswerUnit) -> Bool {
    guard name == other.name else { return false }
    guard written.lowercased() == other.written.lowercased(), name.count <= 3, name != "min" else {
      return true
    }
    let ends = [(written.first, other.written.first), (written.last, other.written.last)]
    // Milli and mega, bit and byte.
    return !ends.contains { one, other in
      guard let one, let other, one != other else { return false }
      return ["M", "m", "B", "b"].contains(one)
    }
  }

  private static func withoutMidnight(_ words: String) -> String {
    let parts = words.split(separator: " ")
    guard parts.count == 2, parts[1].allSatisfy({ "0:.+".contains($0) }) else { return words }
    return String(parts[0])
  }

  /// `km2` and `m/s2` are units; a second number is not.
  private static func isPower(_ words: String) -> Bool {
    words.last.map { $0 == "2" || $0 == "3" } == true
      && words.dropLast().allSatisfy { !$0.isNumber }
      && words.dropLast().last?.isLetter == true
  }
}
