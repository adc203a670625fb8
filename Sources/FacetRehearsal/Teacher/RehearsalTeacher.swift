internal import FacetJSON

/// Answers conversations about CSV files by running each question's own code, with mistakes to
/// order: known truth in, so that verification can be measured.
///
/// It keeps nothing between requests. A plan that the first reply names, and every later one names
/// again, says how the conversation is led: one of several identical requests gets a plan of its
/// own by how many came before it.
package struct RehearsalTeacher: Sendable {
  /// What it knows of a question.
  package struct Lesson: Sendable, Hashable {
    /// Texts that a prompt about the question holds, all of them.
    package var marks: [String]
    package var code: String
    /// What ends the conversation in words, after a few looks at the table; `nil` where the code's
    /// answer ends it.
    package var conclusion: String?

    package init(marks: [String], code: String) {
      self.marks = marks
      self.code = code
    }

    /// A conversation that explores a table and ends in words.
    package init(marks: [String], conclusion: String) {
      self.marks = marks
      code = ""
      self.conclusion = conclusion
    }
  }

  private let lessons: LessonIndex
  package let habits: TeacherHabits

  package init(lessons: [Lesson], habits: TeacherHabits = TeacherHabits()) {
    self.lessons = LessonIndex(lessons)
    self.habits = habits
  }

  /// How a conversation goes on: words, and code or none.
  struct Reply: Equatable {
    var text: String
    var code: String?
    /// Whether the code is given twice, which no turn may.
    var isDoubled = false
  }

  /// The reply to a request; `nil` where it is about none of the questions.
  ///
  /// - Parameters:
  ///   - body: In any wire format.
  ///   - number: How many requests with this very content there were, this one included.
  func reply(to body: JSONValue, digest: UInt64, number: Int, seed: UInt64) -> Reply? {
    var texts: [[UInt8]] = []
    Self.collect(body, into: &texts)
    guard let lesson = lessons.lesson(in: texts) else { return nil }
    let plan: TeacherPlan
    if let earlier = texts.reversed().lazy.compactMap({ TeacherPlan(lastIn: $0) }).first {
      plan = earlier.next
    } else {
      var random = SeededRandom(seed, digest, UInt64(number), 7)
      plan = TeacherPlan(token: UInt32(truncatingIfNeeded: random.next()), step: 1)
    }
    let isLast =
      texts.last { !$0.isEmpty }.map { ByteSearch.contains(Self.lastTurn, in: $0) } ?? false
    return plan.reply(to: lesson, habits: habits, isLastTurn: isLast)
  }

  private static let lastTurn = Array("One turn is left".utf8)

  private static func collect(_ value: JSONValue, into texts: inout [[UInt8]]) {
    switch value {
    case .string(let text): texts.append(Array(text.utf8))
    case .array(let elements): for element in elements { collect(element, into: &texts) }
    case .object(let object):
      // What is declared comes after the conversation in some formats.
      for member in object.members where member.key != "tools" && member.key != "model" {
        collect(member.value, into: &texts)
      }
    default: break
    }
  }
}
