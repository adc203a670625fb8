/// A provider's requirement on a number: one value, or bounds.
struct NumberBound {
  private var exact: Double?
  private var lower: Double?
  private var upper: Double?
  private var excludesLower = false
  private var excludesUpper = false

  /// The consequence for a refused number.
  enum Consequence: Equatable {
    /// The number is within the bounds: they are not the reason for the refusal.
    case none
    /// Send this number: the one that the text names, or the nearest bound.
    case send(Double)
    /// The bounds exclude the number, but give none to send instead.
    case leaveOut
  }

  /// Reads a text's requirement on an option; `nil` if it names no number.
  ///
  /// - Parameter names: The spellings of the option.
  init?(_ text: ErrorText, of names: [String]) {
    let words = text.words
    if let range = Self.range(in: words) {
      (lower, upper, excludesLower, excludesUpper) = range
    } else if let number = Self.number(in: words, after: Self.uppers) ?? Self.compared(words) {
      upper = number
    } else if let number = Self.number(in: words, after: Self.lowers) {
      lower = number
    } else if text.contains(anyOf: Self.positive) {
      (lower, excludesLower) = (0, true)
    } else if Self.number(in: words, after: Self.exclusive) != nil {
      upper = Self.number(in: words, after: [["<"], ["less", "than"], ["below"]])
      lower = Self.number(in: words, after: [[">"], ["greater", "than"], ["above"]])
      (excludesLower, excludesUpper) = (true, true)
    } else if let number = Self.exact(in: words, names: names) {
      exact = number
    } else {
      return nil
    }
  }

  /// - Parameter isWhole: Whether the option is a whole number, so that the next one below a bound
  ///   can be sent.
  func consequence(for refused: Double, isWhole: Bool) -> Consequence {
    if let exact { return exact == refused ? .none : .send(exact) }
    if let upper, excludesUpper ? refused >= upper : refused > upper {
      return excludesUpper ? isWhole ? .send(upper - 1) : .leaveOut : .send(upper)
    }
    if let lower, excludesLower ? refused <= lower : refused < lower {
      guard excludesLower else { return .send(lower) }
      if isWhole { return .send(lower + 1) }
      // Close to zero is what zero asks for.
      return lower == 0 ? .send(Self.aboveZero) : .leaveOut
    }
    return .none
  }

  private static let aboveZero = 0.01

  // MARK: Phrases

  private static let uppers = [
    ["at", "most"], ["less", "than", "or", "equal", "to"], ["no", "more", "than"],
    ["not", "exceed"], ["cannot", "exceed"], ["<", "="], ["<="], ["up", "to"], ["maximum", "of"],
    ["maximum", "is"], ["maximum", "value", "is"], ["max", "is"], ["not", "be", "greater", "than"],
    ["cannot", "be", "greater", "than"], ["be", "lower", "than", "or", "equal", "to"],
    ["maximum", "value", "of"], ["maximum", "allowed", "is"], ["model", "limit", "of"],
  ]

  private static let lowers = [
    ["at", "least"], ["greater", "than", "or", "equal", "to"], [">", "="], [">="],
    ["minimum", "of"],
    ["minimum", "is"], ["no", "less", "than"],
  ]

  /// Phrases for a number above zero that name none.
  private static let positive = [
    "strictly positive", "positive number", "positive float", "be positive", "non-zero", "nonzero",
    "cannot be 0", "cannot be zero", "can't be 0", "can't be zero", "not be 0", "not be zero",
    "greater than zero", "above zero", "不能为 0", "不能为0", "大于 0", "大于0",
  ]

  private static let exclusive = [
    ["<"], [">"], ["less", "than"], ["greater", "than"], ["below"], ["above"],
  ]

  /// The bound of `200000 > 64000`.
  private static func compared(_ words: [Substring]) -> Double? {
    words.indices.dropFirst().dropLast().lazy.filter { words[$0] == ">" }.compactMap {
      number(words[$0 - 1]) == nil ? nil : number(words[$0 + 1])
    }.first
  }

  private static let exacts = [
    ["only"], ["must", "be"], ["must", "be", "set", "to"], ["must", "equal"], ["should", "be"],
    ["only", "be", "set", "to"], ["only", "be"], ["has", "to", "be"], ["only", "supports"],
    ["only", "support"], ["only", "accepts"], ["fixed", "at"], ["fixed", "to"], ["is", "fixed"],
    ["only", "value"], ["allowed", "value", "is"], ["allowed", "values", "are"], ["expected"],
    ["to", "be"], ["equal", "to"], ["set", "it", "to"], ["set", "to"], ["use"], ["only", "allows"],
  ]

  /// The number right after the first matching phrase.
  private static func number(in words: [Substring], after phrases: [[String]]) -> Double? {
    for phrase in phrases {
      for start in words.indices where matches(phrase, words, at: start) {
        let next = start + phrase.count
        if next < words.count, let number = number(words[next]) { return number }
      }
    }
    return nil
  }

  /// The single value in the text: `only 1 is allowed`, `must be 1`, `only temperature=1`, `only
  /// supports temperature 1`.
  private static func exact(in words: [Substring], names: [String]) -> Double? {
    for phrase in exacts {
      for start in words.indices where matches(phrase, words, at: start) {
        var next = start + phrase.count
        if next < words.count, ["a", "the", "value", "of"].contains(words[next]) { next += 1 }
        if next < words.count, names.contains(bare(words[next])) {
          next += 1
          if next < words.count, ["=", "of", "to", "value", "is"].contains(words[next]) {
            next += 1
          }
        }
        if next < words.count, let number = number(words[next]),
          // `only 1 stop sequence` counts something; `must be 1 or 2` leaves a choice.
          next + 1 == words.count
            || !["or", "to", "and", "characters", "tokens", "sequences"]
              .contains(words[next + 1])
        {
          return number
        }
      }
    }
    return nil
  }

  /// `in the range (0.0, 0.5]`, `between 0 and 1`, `from 0 to 1`, `[0, 1]`.
  private static func range(
    in words: [Substring]
  ) -> (lower: Double?, upper: Double?, excludesLower: Bool, excludesUpper: Bool)? {
    for index in words.indices {
      let word = words[index]
      if word == "[" || word == "(", index + 4 < words.count, words[index + 2] == ",",
        words[index + 4] == "]" || words[index + 4] == ")",
        let lower = number(words[index + 1]), let upper = number(words[index + 3]), lower <= upper
      {
        return (lower, upper, word == "(", words[index + 4] == ")")
      }
      let joint = word == "between" ? "and" : word == "from" || word == "range" ? "to" : nil
      if let joint, let end = words[index...].prefix(8).firstIndex(of: Substring(joint)),
        end + 1 < words.count, let upper = number(words[end + 1]),
        let lower = words[index..<end].lazy.compactMap(number).first, lower <= upper
      {
        return (lower, upper, false, false)
      }
    }
    return nil
  }

  private static func matches(_ phrase: [String], _ words: [Substring], at start: Int) -> Bool {
    start + phrase.count <= words.count
      && zip(words[start...], phrase).allSatisfy { $0 == Substring($1) }
  }

  private static func number(_ word: Substring) -> Double? {
    let word = bare(word)
    guard let first = word.utf8.first, (0x30...0x39).contains(first) || first == 0x2D else {
      return nil
    }
    return Double(word).flatMap { $0.isFinite ? $0 : nil }
  }

  /// The word without punctuation around it.
  private static func bare(_ word: Substring) -> String {
    var word = word
    while let last = word.last, "'\"`.;:!".contains(last) { word.removeLast() }
    while let first = word.first, "'\"`".contains(first) { word.removeFirst() }
    return String(word)
  }
}
