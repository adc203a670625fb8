internal import FacetJSON

/// Flaws that disqualify a proposal even if its code produces an answer.
enum ProposalFlaw {
  /// An answer with more values than this is a table.
  private static let maximumValues = 50
  /// Calls in code that read the clock, and words in questions that make the answer depend on it.
  private static let clocks = [
    "now(", "today(", "time.time(", "utcnow(", "localtime(", "gmtime(", "'now'", "\"now\"",
    "'today'", "\"today\"",
  ]
  private static let currentTimes = [
    "current year", "this year", "today", "current date", "as of now", "current month", "years ago",
  ]

  /// Why to drop a proposal; `nil` if it has no such flaw.
  static func reason(in proposal: ProposedQuestion, answer: JSONValue) -> String? {
    let code = proposal.code ?? ""
    let values = leaves(of: answer)
    if values.count > maximumValues {
      return "its answer has \(values.count) values; the limit is \(maximumValues)"
    }
    if clocks.contains(where: code.contains)
      || currentTimes.contains(where: AnswerText.folded(proposal.question).contains)
    {
      return "its answer depends on the current date"
    }
    if !readsTable(code) { return "its answer is a constant: its code does not read the table" }
    if values.allSatisfy({ stands($0, in: code) }), submitsLiteral(code) {
      return "its answer is a constant written in its code"
    }
    let named = values.filter { isTelling($0) }
    if !named.isEmpty, named.allSatisfy({ stands($0, in: proposal.hint) }) {
      return "its hint gives the answer away"
    }
    if !named.isEmpty, named.count == values.count,
      named.allSatisfy({ stands($0, in: proposal.question) && $0.number != nil })
    {
      return "the question gives its answer away"
    }
    return nil
  }

  /// The values of an answer other than lists and objects.
  private static func leaves(of value: JSONValue) -> [JSONValue] {
    switch value {
    case .array(let elements): elements.flatMap(leaves)
    case .object(let object): object.members.flatMap { leaves(of: $0.value) }
    case .null, .bool, .number, .string: [value]
    }
  }

  private static func readsTable(_ code: String) -> Bool {
    let words = code.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
    return words.contains("df") || words.contains("csv_path")
  }

  /// Whether the submitted value is a literal: `submit(3)`, `submit({"a": "x"})`.
  private static func submitsLiteral(_ code: String) -> Bool {
    guard let call = code.ranges(of: "submit(").last else { return false }
    var rest = code[call.upperBound...]
    // Outside its texts, a literal has no names.
    var text = ""
    while let character = rest.popFirst() {
      if character == "\"" || character == "'" {
        rest = rest.drop { $0 != character }.dropFirst()
      } else {
        text.append(character)
      }
    }
    let names = text.split { !$0.isLetter && $0 != "_" }
    return names.allSatisfy { ["True", "False", "None", "e"].contains($0) }
  }

  /// Whether a value is specific enough not to match by chance: not a digit, not yes or no.
  private static func isTelling(_ value: JSONValue) -> Bool {
    switch value {
    case .number(let number): number.text.count(where: \.isNumber) >= 3
    case .string(let text): text.count > 3
    case .null, .bool, .array, .object: false
    }
  }

  /// Whether a value is spelled out in a text.
  private static func stands(_ value: JSONValue, in text: String) -> Bool {
    let words = AnswerText.folded(text)
    switch value {
    case .string(let text): return words.contains(AnswerText.folded(text))
    case .number(let number):
      let numbers = words.split { !$0.isNumber && $0 != "." && $0 != "-" }
        .map { $0.hasSuffix(".") ? $0.dropLast() : $0 }
      return numbers.contains { Double($0) == number.double }
    case .bool(let bool): return words.contains(bool ? "true" : "false")
    case .null: return words.contains("none")
    case .array, .object: return false
    }
  }
}
