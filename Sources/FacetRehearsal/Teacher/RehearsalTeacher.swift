internal import FacetJSON

/// Answers conversations about CSV files by running each question's own code, and conversations
/// about task directories by running each task's own solution, with configurable mistakes. The truth
/// is known, so that verification can be measured.
///
/// It keeps no state between requests. The first reply names a plan for the conversation, and every
/// later reply repeats it. Identical requests get different plans by their order of arrival.
package struct RehearsalTeacher: Sendable {
  /// The teacher's knowledge of a question.
  package struct Lesson: Sendable, Hashable {
    /// Texts that all occur in a prompt about the question.
    package var marks: [String]
    package var code: String
    /// The closing text of the conversation, after a few looks at the table; `nil` if the code's
    /// answer ends it.
    package var conclusion: String?
    /// Whether the code is a shell's, and the conversation ends in words after it.
    var isShell = false

    package init(marks: [String], code: String) {
      self.marks = marks
      self.code = code
    }

    /// An agent's conversation about a task whose solution is a script.
    package init(marks: [String], solution: String) {
      self.init(marks: marks, code: solution)
      isShell = true
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

  /// The next reply of a conversation: text, with or without code.
  struct Reply: Equatable {
    var text: String
    var code: String?
    /// The word after the fence of a block.
    var language = "python"
    /// Whether the code is given twice, which is invalid in any turn.
    var isDoubled = false
  }

  /// The reply to a request; `nil` if it is about none of the questions.
  ///
  /// - Parameters:
  ///   - body: The body in any wire format.
  ///   - number: The number of requests with this content so far, including this one.
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
    let reply = plan.reply(to: lesson, habits: habits, isLastTurn: isLast)
    let types = lesson.isShell && texts.contains { ByteSearch.contains(Self.keystrokes, in: $0) }
    return types ? reply.typed : reply
  }

  /// Whether an agent that followed the plan named in a text has solved its task; `nil` if the text
  /// names no plan.
  package func solves(planIn text: String) -> Bool? {
    guard let plan = TeacherPlan(lastIn: Array(text.utf8)) else { return nil }
    switch plan.habit(habits) {
    case .wrong, .never, .slow: return false
    case .late, .crash, .format, nil: return true
    }
  }

  /// In the prompt of an agent that types into a terminal.
  private static let keystrokes = Array("keystrokes".utf8)
  private static let lastTurn = Array("One turn is left".utf8)

  private static func collect(_ value: JSONValue, into texts: inout [[UInt8]]) {
    switch value {
    case .string(let text): texts.append(Array(text.utf8))
    case .array(let elements): for element in elements { collect(element, into: &texts) }
    case .object(let object):
      // Declarations come after the conversation in some formats.
      for member in object.members where member.key != "tools" && member.key != "model" {
        collect(member.value, into: &texts)
      }
    default: break
    }
  }
}
