/// How often a rehearsed teacher does what it should not, as shares of its conversations.
package struct TeacherHabits: Sendable, Hashable, CustomStringConvertible {
  /// A way to lead a conversation other than straight to the right answer.
  package enum Habit: String, Sendable, CaseIterable {
    /// Submits an answer that is not the code's.
    case wrong
    /// Submits in the last turn that it is allowed.
    case late
    /// Never submits.
    case never
    /// Ends the process that runs its code, then begins anew.
    case crash
    /// Replies without code, then with two blocks, before it does as it should.
    case format
  }

  private var rates: [Habit: Double] = [:]
  /// How many different wrong answers there are to a question.
  package var wrongAnswers = 5

  /// Without any bad habit.
  package init() {}

  /// Reads what a command line says: `wrong=20%,late=5%`; `wrong-answers=2` says how many different
  /// ones there are.
  ///
  /// - Throws: ``RehearsalMistake`` naming the part that is wrong.
  package init(parsing text: String) throws(RehearsalMistake) {
    for part in text.split(separator: ",") {
      let sides = part.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " } }
      guard sides.count == 2 else { throw Self.malformed(String(part)) }
      if sides[0] == "wrong-answers" {
        guard let count = Int(sides[1]), count > 0 else { throw Self.malformed(String(part)) }
        wrongAnswers = count
        continue
      }
      guard let habit = Habit(rawValue: sides[0]) else {
        let known = Habit.allCases.map(\.rawValue).joined(separator: ", ")
        throw RehearsalMistake(description: "unknown habit '\(sides[0])'; known are \(known)")
      }
      let isPercentage = sides[1].hasSuffix("%")
      let number = Double(isPercentage ? String(sides[1].dropLast()) : sides[1])
      guard let rate = number.map({ isPercentage ? $0 / 100 : $0 }), (0...1).contains(rate) else {
        throw Self.malformed(String(part))
      }
      rates[habit] = rate > 0 ? rate : nil
    }
    guard rates.values.reduce(0, +) <= 1 else {
      throw RehearsalMistake(description: "the shares of all habits must not exceed 100%")
    }
  }

  private static func malformed(_ part: String) -> RehearsalMistake {
    RehearsalMistake(description: "'\(part)' must be a habit and its share, as in 'wrong=20%'")
  }

  /// The same text for the same habits.
  package var description: String {
    let shares = Habit.allCases.compactMap { habit in
      rates[habit].map { "\(habit.rawValue)=\($0)" }
    }
    return (shares + ["wrong-answers=\(wrongAnswers)"]).joined(separator: ",")
  }

  /// The habit that a number from 0 to 1 falls upon; `nil` for none.
  func habit(at position: Double) -> Habit? {
    var sum = 0.0
    for habit in Habit.allCases {
      sum += rates[habit] ?? 0
      if position < sum { return habit }
    }
    return nil
  }
}
