/// Whether a question asks for an order, so that a list in its answer is a ranking rather than a
/// set.
enum AskedOrder {
  private static let orderWords: Set<Substring> = [
    "rank", "ranks", "ranked", "ranking", "rankings", "sort", "sorted", "sorting", "ordered",
    "ordering", "ascending", "descending", "increasing", "decreasing", "sequence", "chronological",
    "alphabetical", "alphabetically", "respectively", "consecutive", "successive", "winner",
    "runner", "second", "third", "fourth", "fifth", "1st", "2nd", "3rd", "limits", "bounds",
    "interval", "range", "quartiles", "percentiles", "coordinates", "start", "end", "before",
    "after", "then", "followed", "former", "latter", "vs", "versus", "place", "places", "podium",
    "along", "downstream", "upstream", "clockwise", "counterclockwise", "anticlockwise", "outward",
    "outwards", "inward", "inwards", "northward", "northwards", "southward", "southwards",
    "eastward", "eastwards", "westward", "westwards", "upward", "upwards", "downward", "downwards",
    "forward", "forwards", "backward", "backwards", "chronologically", "timeline", "itinerary",
    "stepwise",
  ]
  private static let highs: Set<Substring> = [
    "highest", "largest", "most", "best", "greatest", "maximum", "max", "biggest", "longest",
    "latest", "newest", "last", "oldest", "heaviest", "tallest", "upper", "above", "strongest",
    "earliest", "first", "winner", "more", "higher", "larger",
  ]
  private static let lows: Set<Substring> = [
    "lowest", "smallest", "least", "worst", "fewest", "minimum", "min", "shortest", "youngest",
    "lightest", "lower", "below", "weakest", "runner", "loser", "less", "fewer", "smaller",
  ]
  private static let ends: [(Substring, Substring)] = [
    ("first", "last"), ("earliest", "latest"), ("oldest", "newest"), ("oldest", "youngest"),
    ("origin", "destination"), ("home", "away"), ("source", "target"), ("predictor", "outcome"),
    ("dependent", "independent"), ("rose", "fell"),
  ]
  /// Nouns that end like superlatives.
  private static let nouns: Set<Substring> = [
    "forest", "request", "contest", "interest", "guest", "harvest", "protest", "chest", "midwest",
    "northwest", "southwest", "conquest",
  ]
  private static let numerals: Set<Substring> = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "k", "n",
  ]
  private static let interrogatives: Set<Substring> = [
    "which", "who", "what", "where", "when", "whose",
  ]

  /// Looks for whole words: `border` and `stop` ask for nothing.
  static func order(in text: String) -> ListOrder {
    let words = AnswerText.sentenceWords(of: text)
    let schema = order(ofSchema: text)
    if schema == .free { return .free }
    let set = Set(words)
    if !set.isDisjoint(with: orderWords) || isPlaced(words) { return .ordered }
    if !set.isDisjoint(with: highs), !set.isDisjoint(with: lows) { return .ordered }
    if ends.contains(where: { set.contains($0.0) && set.contains($0.1) }) { return .ordered }
    if joinsSuperlatives(words) || isDirected(text) { return .ordered }
    if words.count(where: { interrogatives.contains($0) }) > 1 { return .ordered }
    return asksForSeveral(words) ? .free : .unstated
  }

  /// Whether a list runs in a direction: "from north to south", "from small to large", "one after
  /// another", "as they happened", but not "from January to March", which are the ends of a period.
  private static func isDirected(_ text: String) -> Bool {
    let words = text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
    for (index, word) in words.enumerated() {
      let rest = words.dropFirst(index + 1)
      switch word.lowercased() {
      case "from":
        guard let to = rest.prefix(5).firstIndex(of: "to"), to > index + 1, to + 1 < words.count
        else { continue }
        let ends = rest[..<to] + [words[to + 1]]
        if ends.allSatisfy({ $0.first?.isLowercase == true && CalendarName($0) == nil }) {
          return true
        }
      case "one":
        if ["after", "by"].contains(rest.first),
          rest.dropFirst().first?.hasSuffix("e") == true
            || rest.dropFirst().first == "another"
        {
          return true
        }
      case "as":
        if ["they", "it"].contains(rest.first), let verb = rest.dropFirst().first,
          ["appear", "occur", "happen", "come", "follow"].contains(where: verb.hasPrefix)
        {
          return true
        }
      default: continue
      }
    }
    return false
  }

  /// The order given by the words about one member: `list, best first`, `list in any order`.
  static func order(ofSchema text: String) -> ListOrder {
    let words = AnswerText.sentenceWords(of: text)
    // Between spaces: "how many orders" asks for no order.
    let spaced = " " + words.joined(separator: " ") + " "
    if ["any order", "unordered", "a set", "order does not matter", "no particular order"]
      .contains(where: { spaced.contains(" \($0) ") })
    {
      return .free
    }
    return !Set(words).isDisjoint(with: orderWords) || isPlaced(words) || words.last == "first"
      ? .ordered : .unstated
  }

  /// Whether "and" joins what two superlatives ask for: "the busiest and the quietest months", "the
  /// largest mean and median", "the best in maths and in physics".
  private static func joinsSuperlatives(_ words: [Substring]) -> Bool {
    for (index, word) in words.enumerated() where word == "and" {
      let before = words.prefix(index).suffix(5)
      let after = words.dropFirst(index + 1).prefix(3)
      guard before.contains(where: isSuperlative), let last = before.last, let next = after.first
      else { continue }
      if after.contains(where: isSuperlative) { return true }
      if last == "positive", next == "negative" { return true }
      if ["in", "of", "for", "on", "at"].contains(next), before.contains(next) { return true }
      if MeasureWords.isEstimate(String(last)), MeasureWords.isEstimate(String(next)) {
        return true
      }
    }
    return false
  }

  private static func isSuperlative(_ word: Substring) -> Bool {
    MeasureWords.isExtreme(String(word))
      || word.count > 4 && word.hasSuffix("est") && !nouns.contains(word)
  }

  private static func isPlaced(_ words: [Substring]) -> Bool {
    for (index, word) in words.enumerated() {
      let next = words.dropFirst(index + 1).first
      if word == "order", next != "to" { return true }
      if word == "between", next == "which" || next == "what" { return true }
      if word == "by", index > 1, let head = words.first,
        ["list", "rank", "name", "give"].contains(head)
      {
        return true
      }
      if word == "top" || word == "bottom", let next,
        numerals.contains(next) || next.allSatisfy(\.isNumber)
          || MeasureWords.singular(next) != next
      {
        return true
      }
      if word == "to" || word == "first", index > 0,
        highs.contains(words[index - 1]) || lows.contains(words[index - 1])
      {
        return true
      }
      // "Cheapest first", but not "closest to the sea".
      if word == "first", index > 0, isSuperlative(words[index - 1]) { return true }
    }
    return false
  }

  /// Whether a question asks for several things of a kind: "Which columns …", "In which years …".
  private static func asksForSeveral(_ words: [Substring]) -> Bool {
    for (index, word) in words.enumerated() {
      let isAsked = ["which", "list", "name", "identify", "find"].contains(word)
      let isDistinct = ["distinct", "different", "unique"].contains(word)
      if ["modes", "outliers"].contains(word), index > 1, words[index - 2] == "are" {
        return true
      }
      guard isAsked || isDistinct else { continue }
      for noun in words.dropFirst(index + 1).prefix(4) {
        if ["is", "was", "has", "does", "with", "in", "of"].contains(noun) { break }
        if noun == "all" || numerals.contains(noun) { return true }
        let singular = MeasureWords.singular(noun)
        if singular != noun || ["people", "men", "women", "children"].contains(noun) {
          return !MeasureWords.isEstimate(singular)
        }
      }
    }
    return false
  }

  /// Whether the name of a list marks it as a ranking.
  static func isNamed(_ key: String) -> Bool {
    let words = AnswerText.words(of: key)
    return words.contains {
      orderWords.contains($0) || $0 == "order" || $0 == "top" || $0 == "ci"
    }
  }
}
