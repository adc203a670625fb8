/// Finds the choice that an answer to a multiple-choice question makes.
struct ChoiceText {
  /// The letters, numbers or words to choose from.
  let choices: [String]

  /// The choice that a whole text is, whatever its case and the punctuation around it; `nil` for
  /// any other text.
  func whole(_ text: String) -> String? {
    var bare = text.trimmed
    if let boxed = BoxedText.last(in: text), bare.hasPrefix("\\boxed") { bare = boxed[...] }
    while let first = bare.first, Self.isAround(first) { bare.removeFirst() }
    while let last = bare.last, Self.isAround(last) { bare.removeLast() }
    // What is much longer than every choice is none, however often it says "option".
    let most = (choices.map(\.utf8.count).max() ?? 0) + 200
    guard bare.utf8.count <= most else { return nil }
    let folded = bare.lowercased()
    for word in ["option ", "choice ", "answer: ", "answer "] where folded.hasPrefix(word) {
      return whole(String(bare.dropFirst(word.count)))
    }
    return choices.first { $0.lowercased() == folded }
  }

  /// The choice that an answer makes; `nil` if it makes none, or more than one.
  func choice(in text: String) -> String? {
    if let whole = whole(text) { return whole }
    if let boxed = BoxedText.last(in: text), let choice = whole(boxed) { return choice }
    let tokens = Self.tokens(of: text)
    switch cued(tokens) {
    case .one(let choice): return choice
    case .several: return nil
    case .none: break
    }
    if let choice = declared(tokens) ?? chinese(text) { return choice }
    let lines = text.split(whereSeparator: \.isNewline).map(\.trimmed).filter { !$0.isEmpty }
    // A line such as "B) because …"; several different ones are a list of the options.
    let begun = Set(lines.compactMap(labelled))
    if begun.count == 1 { return begun.first }
    if let last = lines.last, let choice = whole(String(last)) { return choice }
    let bracketed = Set(
      tokens.filter {
        ($0.before == "(" || $0.before == "[") && ($0.after == ")" || $0.after == "]")
      }
      .compactMap { exact($0.text) })
    return bracketed.count == 1 ? bracketed.first : nil
  }

  private static func isAround(_ character: Character) -> Bool {
    character.isWhitespace || character.isPunctuation || "$`*+=<>|^~".contains(character)
  }

  /// The choice at the start of a line, if punctuation that labels an option follows it.
  private func labelled(_ line: Substring) -> String? {
    let bare = line.drop { "*_([`> ".contains($0) }
    let word = bare.prefix { $0.isLetter || $0.isNumber }
    let after = bare.dropFirst(word.count).drop { "*_`".contains($0) }
    guard let next = after.first, ").:]".contains(next) else { return nil }
    return exact(word)
  }

  /// The choice of this spelling; the case of single letters matters.
  private func exact(_ word: Substring) -> String? {
    choices.first { $0.count == 1 ? $0 == word : $0.lowercased() == word.lowercased() }
  }

  // MARK: Words that announce a choice

  private struct Token {
    var text: Substring
    /// The characters beside it.
    var before: Character?
    var after: Character?
    /// What stands between it and the next one.
    var gap: Substring
  }

  private enum Cued {
    case none
    case one(String)
    case several
  }

  private static let cues: Set<Substring> = [
    "answer", "choice", "option", "choose", "select", "pick", "chose", "selected",
  ]
  private static let fillers: Set<Substring> = [
    "is", "would", "be", "should", "the", "correct", "option", "choice", "letter", "final", "must",
    "best", "definitely", "clearly", "therefore", "thus", "to", "this", "question", "right",
    "answer", "text", "boxed", "most", "likely",
  ]

  private static func tokens(of text: String) -> [Token] {
    var tokens: [Token] = []
    var place = text.startIndex
    while let start = text[place...].firstIndex(where: { $0.isLetter || $0.isNumber }) {
      let word = text[start...].prefix { $0.isLetter || $0.isNumber }
      let end = word.endIndex
      let next =
        text[end...].firstIndex { $0.isLetter || $0.isNumber } ?? text.endIndex
      tokens.append(
        Token(
          text: word, before: start > text.startIndex ? text[text.index(before: start)] : nil,
          after: end < text.endIndex ? text[end] : nil, gap: text[end..<next]))
      place = end
    }
    return tokens
  }

  /// The last choice that words such as "the answer is" announce.
  private func cued(_ tokens: [Token]) -> Cued {
    for index in tokens.indices.reversed()
    where Self.cues.contains(Substring(tokens[index].text.lowercased())) {
      var place = index + 1
      while place < tokens.count, place <= index + 8 {
        let token = tokens[place]
        if let choice = announced(token, after: tokens[place - 1]) {
          return isAlternative(tokens, after: place, to: choice) ? .several : .one(choice)
        }
        guard Self.fillers.contains(Substring(token.text.lowercased())) else { break }
        place += 1
      }
    }
    return .none
  }

  /// The choice of a word that was announced. A single letter may be small if it ends the line or
  /// stands in brackets; "I" may be the pronoun.
  private func announced(_ token: Token, after cue: Token) -> String? {
    let endsLine =
      token.gap.allSatisfy { !$0.isNewline && ($0.isPunctuation || $0.isWhitespace) }
      && token.gap.endIndex == token.gap.base.endIndex || token.gap.contains(where: \.isNewline)
    let isMarked = token.before.map { "([\"'*{`".contains($0) } ?? false
    if token.text == "I", token.gap == " " { return nil }
    // "B is the answer, A is not."
    if cue.gap.contains(",") { return nil }
    if let choice = exact(token.text) { return choice }
    guard token.text.count == 1, endsLine || isMarked else { return nil }
    return choices.first { $0.lowercased() == token.text.lowercased() }
  }

  /// The choice of "D is correct" and "B is the right answer", if no other one is.
  private func declared(_ tokens: [Token]) -> String? {
    var found: Set<String> = []
    for index in tokens.indices.dropLast(2) where tokens[index + 1].text == "is" {
      var next = index + 2
      if tokens[next].text == "the", next + 1 < tokens.count { next += 1 }
      guard let choice = exact(tokens[index].text),
        ["correct", "right", "best"].contains(tokens[next].text)
      else { continue }
      found.insert(choice)
    }
    return found.count == 1 ? found.first : nil
  }

  /// The choice after the last 答案, 正确的是 or 选; else the only 选项 that is not called wrong.
  private func chinese(_ text: String) -> String? {
    for cue in ["答案", "正确的是", "选择", "选"] {
      for range in text.ranges(of: cue).reversed() {
        let rest = text[range.upperBound...]
        guard !Self.isRefused(text[..<range.lowerBound]), cue != "选" || !rest.hasPrefix("项"),
          let (choice, after) = named(rest)
        else { continue }
        // "选A或B" names two.
        let isAlternative = after.first.map { "或和与及、/".contains($0) } ?? false
        return isAlternative ? nil : choice
      }
    }
    var options: Set<String> = []
    for range in text.ranges(of: "选项") where !Self.isRefused(text[..<range.lowerBound]) {
      guard let (choice, after) = named(text[range.upperBound...]) else { continue }
      let verdict = after.drop { " 是也为".contains($0) }
      if !["错", "不", "有误"].contains(where: { verdict.hasPrefix($0) }) { options.insert(choice) }
    }
    return options.count == 1 ? options.first : nil
  }

  /// The choice at the start of a text, and the text after it.
  private func named(_ text: Substring) -> (choice: String, after: Substring)? {
    let rest = text.drop { "是为应该选择项：: （(*「\"".contains($0) }
    let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
    return exact(word).map { (choice: $0, after: rest[word.endIndex...]) }
  }

  /// Whether the text before a choice turns it down.
  private static func isRefused(_ before: Substring) -> Bool {
    ["不", "不能", "不应", "不应该", "不该", "不会", "不要", "没", "没有", "排除"]
      .contains { before.hasSuffix($0) }
  }

  /// Whether another choice follows with "or", "and" or a slash.
  private func isAlternative(_ tokens: [Token], after place: Int, to choice: String) -> Bool {
    guard place + 1 < tokens.count else { return false }
    var next = place + 1
    let gap = tokens[place].gap
    let joined = gap.trimmed == "/" || gap.trimmed == "," || gap.trimmed == "&"
    if ["or", "and"].contains(tokens[next].text.lowercased()) {
      next += 1
    } else if !joined {
      return false
    }
    guard next < tokens.count, let other = exact(tokens[next].text) else { return false }
    return other != choice
  }
}
