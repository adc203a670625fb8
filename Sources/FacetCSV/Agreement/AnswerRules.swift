/// The kind of each part of an answer, derived from the question's words and its schema.
struct AnswerRules: Sendable {
  /// How a part is compared.
  struct Part: Sendable {
    var kind = AnswerKind.unknown
    var precision: AskedPrecision?
    var order = ListOrder.unstated
    /// Whether texts with digits may be codes, although the kind is unknown.
    var mayBeCode = false
    /// Whether the most frequent value is asked for, which may be a text that looks like a number.
    var isMostFrequent = false
  }

  /// For an answer without parts, and for parts of unknown kind.
  let whole: Part
  private let unnamed: AnswerKind
  private let schema: [String: String]
  /// Whether a bare number is a percentage, or a fraction of one.
  let asksForPercent: Bool
  /// Whether the question allows that there is no answer.
  let allowsNone: Bool

  /// The statistics that the question speaks of.
  private let statistics: Set<String>

  /// The words of the question that make another statistic of the one beside them.
  private let modifiers: Set<String>

  /// The unit in which the question asks for numbers: "in cm".
  let unit: AnswerUnit?

  /// Whether the question asks for a place in a sequence, so that `3rd` is 3.
  let asksForPlace: Bool

  /// Whether a number of metres may be asked for, so that `5 m` is 5 rather than five million.
  let asksForLength: Bool

  /// Whether the question speaks of months, days or other times.
  let asksForTime: Bool

  /// Whether question or schema speak of codes, which may then be the names in an object.
  let asksForCodes: Bool

  /// The folded names of columns whose values are codes.
  private let codes: Set<String>

  /// Whether nothing is known about the question.
  let isUnknown: Bool

  /// Rules without any knowledge of the question.
  init() {
    whole = Part()
    isUnknown = true
    (unnamed, schema, asksForPercent, allowsNone) = (.unknown, [:], false, true)
    (codes, asksForCodes, statistics, modifiers, unit) = ([], false, [], [], nil)
    (asksForPlace, asksForLength, asksForTime) = (true, true, false)
  }

  /// - Parameters:
  ///   - schema: The form of the answer in words: `{"rows": whole number}`, or a sentence.
  ///   - codes: The columns whose values look like numbers but are codes.
  init(question: String, schema: String?, codes: [String] = []) {
    self.codes = Set(codes.map(AnswerText.folded))
    isUnknown = false
    let all = [question, schema].compactMap { $0 }.joined(separator: "\n")
    let named = AnswerText.sentenceWords(of: all).map(String.init)
    asksForCodes =
      named.indices.contains {
        MeasureWords.isCode(named[$0])
          || $0 > 0 && MeasureWords.isCode(named[$0 - 1], named[$0])
      } || codes.contains { column in AnswerText.folded(all).contains(AnswerText.folded(column)) }
    statistics = StatisticName.asked(in: AnswerText.sentenceWords(of: question).map(String.init))
      .union(StatisticName.statistics(in: AnswerText.words(of: schema ?? "").map(String.init)))
      .union(PValueName.matches(all) ? ["p"] : [])
    modifiers = StatisticName.modifiers.intersection(named)
    unit = AnswerUnit(askedIn: AnswerText.folded(question))
    asksForPlace = named.contains { MeasureWords.isPlace($0) }
    asksForTime = named.contains { MeasureWords.isTime($0) }
    asksForLength = named.contains { MeasureWords.isLength($0) } || unit != nil
    let members = Self.members(of: schema ?? "")
    let words = members.isEmpty ? schema ?? "" : members.map(\.words).joined()
    var whole = Part()
    let asked = QuestionKind.kind(of: question)
    whole.kind = (members.isEmpty ? schema.flatMap(NamedKind.kind(ofWords:)) : nil) ?? asked
    // "The number of …" asks for an exact count, whatever the schema calls a number.
    if asked == .probability { whole.kind = asked }
    if whole.kind == .label, QuestionKind.requestsCode(question) { whole.kind = .code }
    if codes.contains(where: { QuestionKind.asks(question, forValueOf: $0) }) { whole.kind = .code }
    whole.precision =
      AskedPrecision(in: question)
      ?? AskedPrecision(in: members.isEmpty ? words : Self.remainder(of: schema ?? ""))
    whole.isMostFrequent = MeasureWords.asksForMode(named)
    whole.order = AskedOrder.order(in: members.isEmpty ? all : question)
    self.whole = whole
    unnamed = QuestionKind.kindOfUnnamed(in: question)
    self.schema = Dictionary(members.map { ($0.name, $0.words) }) { first, _ in first }
    asksForPercent = Self.asksForPercent(in: AnswerText.folded(all))
    allowsNone = QuestionKind.allowsNone(in: all)
  }

  /// The kind of an object's member.
  ///
  /// - Parameter parent: The kind of the object itself, whose members may be named after their
  ///   subjects.
  func part(named name: String, in parent: Part) -> Part {
    if MeasureWords.wrappers.contains(AnswerText.folded(name)) { return parent }
    var part = parent
    part.order = AskedOrder.isNamed(name) ? .ordered : whole.order
    let words = schema[name]
    if let words {
      part.precision = AskedPrecision(in: words) ?? whole.precision
      let order = AskedOrder.order(ofSchema: words)
      if order != .unstated { part.order = order }
    }
    if codes.contains(AnswerText.folded(name)) {
      part.kind = .code
      return part
    }
    let told = words.flatMap(NamedKind.kind(ofWords:))
    let named = NamedKind.kind(ofName: name)
    if let told, told == .count || told == .truth || told == .code || told == .picked {
      part.kind = told
    } else if let kind = named ?? told {
      part.kind = kind
    } else if parent.kind == .probability || words == nil && schema.isEmpty == false {
      // A label in an object whose own name gives the kind of all its values.
      part.kind = parent.kind
    } else if words != nil {
      part.kind =
        words.map(AnswerText.folded)?.contains("number") == true ? unnamedNumber : .unknown
    } else {
      part.kind = unnamed
    }
    part.mayBeCode = asksForCodes && part.kind == .unknown
    return part
  }

  /// Whether the only member of an object answers another question: `{"median": 5}` is not the
  /// mean.
  func isOfAnother(_ name: String) -> Bool {
    guard !isUnknown, schema[name] == nil, !statistics.isEmpty else { return false }
    let named = StatisticName.statistics(ofName: name)
    let modifiers = StatisticName.modifiers.intersection(AnswerText.nameWords(of: name))
    if !named.isEmpty, !modifiers.isSubset(of: self.modifiers) { return true }
    return !named.isEmpty && named.isDisjoint(with: statistics)
  }

  /// Whether a text asks for a percentage: one that follows a number, as in "more than 10%", is part
  /// of a condition.
  private static func asksForPercent(in folded: String) -> Bool {
    ["percent", "per cent", "%"].contains { sign in
      folded.ranges(of: sign).contains { range in
        folded[..<range.lowerBound].last { $0 != " " }?.isNumber != true
      }
    }
  }

  private var unnamedNumber: AnswerKind { unnamed == .unknown ? .unknown : unnamed }

  // MARK: Schemas

  /// The members that a schema names, with the words about each.
  private static func members(of schema: String) -> [(name: String, words: String)] {
    let pieces = schema.split(separator: "\"", omittingEmptySubsequences: false)
    var members: [(name: String, words: String)] = []
    for (index, piece) in pieces.enumerated() {
      // A quoted piece before a colon is a name; other pieces belong to the preceding member.
      let isName =
        index % 2 == 1 && pieces.count > index + 1
        && pieces[index + 1].drop { $0 == " " }.hasPrefix(":")
      if isName {
        members.append((String(piece), ""))
      } else if !members.isEmpty {
        members[members.count - 1].words += " " + piece.prefix { $0 != "}" }
      }
    }
    return members
  }

  /// The words of a schema after its last brace.
  private static func remainder(of schema: String) -> String {
    schema.lastIndex(of: "}").map { String(schema[$0...].dropFirst()) } ?? schema
  }
}
