internal import FacetConfiguration
package import FacetJSON

/// Finds ill-posed or trivial questions from the question, its answers and the profile.
package struct QuestionCheck: Sendable {
  /// The statistics shown in the overview, by column.
  private let shown: [String: [Double]]
  /// The least and the greatest value of each column of numbers.
  private let extremes: [String: [Double]]
  private let codes: Set<String>

  /// The most accepted answers; a question with more is too open.
  package static let mostAnswers = 3
  /// The longest answer to ask for, in characters of JSON.
  private static let longestAnswer = 1_500

  package init(profile: CSVProfile) {
    shown = Dictionary(
      profile.columns.map { ($0.name, $0.shownNumbers) }, uniquingKeysWith: { $0 + $1 })
    extremes = Dictionary(
      profile.columns.map { column in
        (column.name, column.numbers.map { [$0.least, $0.greatest] } ?? [])
      }, uniquingKeysWith: { $0 + $1 })
    codes = Set(
      profile.columns.filter { $0.numbers != nil && $0.eligibility != .numeric }.map(\.name))
  }

  /// The flaws of a single question; empty for a good one.
  ///
  /// - Parameters:
  ///   - answers: All accepted answers.
  ///   - columns: The columns that the question names.
  /// The columns among them whose values it averages or correlates.
  package func flaws(
    answers: [JSONValue], columns: [String] = [], measured: [String] = []
  ) -> [String] {
    var flaws: [String] = []
    if answers.count > Self.mostAnswers {
      flaws.append(
        "it has \(answers.count) accepted answers; the limit is \(Self.mostAnswers)")
    }
    for answer in answers.prefix(1) {
      if answer.text.count > Self.longestAnswer {
        flaws.append("its answer is too long")
      }
      if isShown(answer, columns: columns) { flaws.append("the file's overview shows its answer") }
      if isNothing(answer) { flaws.append("its answer is empty or all zero") }
      if isRoundedAway(answer) { flaws.append("a number of its answer is zero after rounding") }
      if hasNoWidth(answer) { flaws.append("its interval has no width") }
    }
    for column in measured where codes.contains(column) {
      flaws.append("it measures '\(column)', whose numbers are labels")
    }
    return flaws
  }

  /// The position of an earlier question with the same answer, or nil.
  package static func sibling(
    of answers: [JSONValue], among others: [[JSONValue]]
  ) -> Int? {
    guard let answer = answers.first else { return nil }
    return others.firstIndex { $0.contains { PreciseAnswer.agree($0, answer) } }
  }

  /// Whether a prompt's overview shows every number of an answer, at least one of which is too
  /// specific to be there by chance.
  private func isShown(_ answer: JSONValue, columns: [String]) -> Bool {
    let named = Set(columns + PreciseAnswer.strings(of: answer))
    let shown = named.flatMap { self.shown[$0] ?? [] }
    let numbers = PreciseAnswer.numbers(of: answer)
    if case .object = answer, numbers.count == 1, let number = numbers.first,
      PreciseAnswer.strings(of: answer).contains(where: {
        extremes[$0]?.contains(number.double) == true
      })
    {
      return true
    }
    let telling = numbers.filter { PreciseAnswer.decimals(of: $0) >= 2 }
    return !telling.isEmpty && telling.count * 2 >= numbers.count
      && telling.allSatisfy { Self.isShown($0, among: shown) }
  }

  private static func isShown(_ number: JSONNumber, among shown: [Double]) -> Bool {
    let value = number.double
    // At the lower precision of the two: the overview has four decimals, or two from 1,000 up.
    let slack = max(abs(value) >= 1000 ? 0.0051 : 0.000051, abs(value) * 1e-9)
    return shown.contains { abs($0 - value) <= slack }
  }

  /// Whether the bounds of an interval are the same.
  private func hasNoWidth(_ answer: JSONValue) -> Bool {
    guard let lower = answer["lower"]?.number, let upper = answer["upper"]?.number else {
      return false
    }
    return lower.double == upper.double
  }

  /// Whether rounding leaves nothing of a number: a mean of 3e-9 at four decimals. A p-value of zero
  /// is a small one.
  private func isRoundedAway(_ answer: JSONValue) -> Bool {
    answer.object?.members.contains { member in
      guard let number = member.value.number, !member.key.hasSuffix("p_value") else { return false }
      return number.double == 0 && number.text.contains(".")
    } ?? false
  }

  private func isNothing(_ answer: JSONValue) -> Bool {
    switch answer {
    case .null: true
    case .array(let elements): elements.isEmpty
    case .object(let object):
      // Beside names, fractions that are all zero after rounding say nothing; a count of zero does.
      PreciseAnswer.numbers(of: answer).allSatisfy { $0.double == 0 }
        && object.members.contains { $0.value.number?.text.contains(".") == true }
        || !object.members.isEmpty
          && object.members.allSatisfy { member in
            switch member.value {
            case .number(let number): number.double == 0
            case .array(let elements): elements.isEmpty
            case .object(let object): object.members.isEmpty
            case .null: true
            case .bool, .string: false
            }
          }
    case .bool, .number, .string: false
    }
  }
}

extension ColumnProfile {
  /// The statistics of the column that the overview shows.
  fileprivate var shownNumbers: [Double] {
    guard let numbers else { return [missingPercent] }
    return [
      missingPercent, numbers.mean, numbers.standardDeviation ?? numbers.mean, numbers.least,
      numbers.lowerQuartile, numbers.median, numbers.upperQuartile, numbers.greatest,
    ]
  }
}
