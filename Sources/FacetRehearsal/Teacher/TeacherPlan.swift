/// The plan and progress of one conversation: everything that a reply depends on, written into the
/// previous reply.
struct TeacherPlan: Equatable {
  /// The seed of the conversation's habit.
  var token: UInt32
  /// The 1-based step.
  var step: Int

  init(token: UInt32, step: Int) {
    self.token = token
    self.step = step
  }

  private static let mark = "plan-"

  /// As written in a reply: `plan-3f9a1c2b.2`.
  var text: String {
    let digits = String(token, radix: 16)
    return Self.mark + String(repeating: "0", count: 8 - digits.count) + digits + ".\(step)"
  }

  /// The last plan named in a text.
  init?(lastIn text: [UInt8]) {
    let mark = Array(Self.mark.utf8)
    var end = text.count
    while let start = text[..<end].lastIndex(of: mark[0]) {
      end = start
      guard ByteSearch.stands(mark, in: text, at: start) else { continue }
      let rest = text[(start + mark.count)...]
      let digits = rest.prefix(8)
      let step = rest.dropFirst(9).prefix { (0x30...0x39).contains($0) }
      guard digits.count == 8, rest.dropFirst(8).first == UInt8(ascii: "."),
        let token = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
        let number = Int(String(decoding: step, as: UTF8.self))
      else { continue }
      self.init(token: token, step: number)
      return
    }
    return nil
  }

  var next: TeacherPlan { TeacherPlan(token: token, step: step + 1) }

  func habit(_ habits: TeacherHabits) -> TeacherHabits.Habit? {
    var random = SeededRandom(UInt64(token), 11)
    return habits.habit(at: random.fraction())
  }

  func reply(
    to lesson: RehearsalTeacher.Lesson, habits: TeacherHabits, isLastTurn: Bool
  ) -> RehearsalTeacher.Reply {
    if lesson.isShell {
      return agentReply(solution: lesson.code, habits: habits, isLastTurn: isLastTurn)
    }
    if let conclusion = lesson.conclusion {
      return step <= Self.looks.count
        ? reply("I look at the table.", Self.looks[step - 1])
        : RehearsalTeacher.Reply(text: conclusion)
    }
    switch (habit(habits), step) {
    case (.crash?, 1):
      return reply("I try something that ends badly.", "import os\nos.kill(os.getpid(), 9)")
    case (.format?, 1):
      return RehearsalTeacher.Reply(text: "I think about it first, in words (\(text)).")
    case (.format?, 2):
      var reply = reply("I do two things at once.", Self.look)
      reply.isDoubled = true
      return reply
    case (.late?, _) where !isLastTurn, (.never?, _):
      return reply("I look again at what there is.", "print(df.describe(include=\"all\"))")
    case (.wrong?, 2...):
      var random = SeededRandom(UInt64(token), 13)
      let number = 1 + random.index(below: habits.wrongAnswers)
      return reply("Now I compute the answer.", Self.misleading(number) + lesson.code)
    case (nil, 1), (.wrong?, 1):
      return reply("First I look at the table.", Self.look)
    default:
      return reply("Now I compute the answer.", lesson.code)
    }
  }

  func reply(_ words: String, _ code: String) -> RehearsalTeacher.Reply {
    RehearsalTeacher.Reply(text: words, code: "# \(text)\n" + code)
  }

  /// The minimum number of looks in an exploration.
  private static let looks = [
    look, "print(df.describe(include=\"all\"))", "print(df.isna().sum())\nprint(df.nunique())",
  ]

  /// Without a printed table, whose layout takes longer than most code about it.
  private static let look = "print(df.shape)\nprint(df.iloc[0].to_dict())"

  /// Code that replaces every submitted answer with the n-th wrong one.
  private static func misleading(_ number: Int) -> String {
    """
    def _wrong(value):
        if isinstance(value, dict):
            return {key: _wrong(each) for key, each in value.items()} or {"wrong": \(number)}
        if isinstance(value, (list, tuple)):
            return [_wrong(each) for each in value] or [\(number)]
        if isinstance(value, str):
            return value + " no" * \(number)
        if isinstance(value, bool) or value is None or value != value:
            return "wrong" * \(number)
        if hasattr(value, "item"):
            value = value.item()
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return value + \(number) * (abs(value) + 1)
        return "wrong" * \(number)


    _submit = submit


    def submit(answer, *further, **named):
        return _submit(_wrong(answer), *further, **named)



    """
  }
}
