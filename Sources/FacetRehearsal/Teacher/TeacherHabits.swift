/// How often a rehearsed teacher misbehaves, as shares of its conversations.
package struct TeacherHabits: Sendable, Hashable, CustomStringConvertible {
  /// A way to deviate from the direct path to the right answer.
  package enum Habit: String, Sendable, CaseIterable {
    /// Submits an answer that differs from the code's.
    case wrong
    /// Submits in the last permitted turn.
    case late
    /// Never submits.
    case never
    /// Kills the process that runs its code, then starts again.
    case crash
    /// Replies without code, then with two blocks, then correctly.
    case format
    /// Runs commands that never end; only an agent does.
    case slow
  }

  private var rates: [Habit: Double] = [:]
  /// The number of different wrong answers to a question.
  package var wrongAnswers = 5

  /// Without any bad habit.
  package init() {}

  /// Reads the command-line form: `wrong=20%,late=5%`; `wrong-answers=2` sets the number of
  /// different wrong answers.
  ///
  /// - Throws: ``RehearsalMistake`` naming the invalid part.
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
        throw RehearsalMistake(
          description: "unknown habit '\(sides[0])'; the known habits are \(known)")
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

  /// The habit selected by a number from 0 to 1; `nil` for none.
  func habit(at position: Double) -> Habit? {
    var sum = 0.0
    for habit in Habit.allCases {
      sum += rates[habit] ?? 0
      if position < sum { return habit }
    }
    return nil
  }
}
