internal import FacetJSON

extension TeacherPlan {
  /// The word with which an agent ends.
  private static let closing = "TASK COMPLETE"

  /// A reply of an agent that looks, runs the solution, and ends, unless its habit is another.
  func agentReply(
    solution: String, habits: TeacherHabits, isLastTurn: Bool
  ) -> RehearsalTeacher.Reply {
    let look = command("First I look at what there is.", "ls")
    switch (habit(habits), step) {
    case (.slow?, _): return command("This takes a while.", "sleep 1000000")
    case (.never?, _): return look
    case (.late?, _) where !isLastTurn: return look
    case (.late?, _): return command("Now I solve it.", solution)
    case (.crash?, 1): return command("I try something that ends badly.", "kill -9 $$")
    case (.format?, 1):
      return RehearsalTeacher.Reply(text: "I think about it first, in words (\(text)).")
    case (.format?, 2):
      var reply = look
      reply.isDoubled = true
      return reply
    case (.format?, 3), (.crash?, 2), (nil, 2): return command("Now I solve it.", solution)
    case (.wrong?, 2): return command("Now I solve it.", "echo done >/tmp/answer")
    case (nil, 1), (.wrong?, 1): return look
    default:
      return RehearsalTeacher.Reply(text: "It is done (\(text)).\n\n\(Self.closing)")
    }
  }

  private func command(_ words: String, _ code: String) -> RehearsalTeacher.Reply {
    var reply = reply(words, code)
    reply.language = "bash"
    return reply
  }
}

extension RehearsalTeacher.Reply {
  /// The same for a terminal: an object with keystrokes, or words that are none.
  var typed: RehearsalTeacher.Reply {
    guard code != nil || text.contains("TASK COMPLETE") else { return self }
    var commands: [JSONValue] = []
    if let code {
      commands.append([
        "keystrokes": .string("bash <<'FACET_END'\n\(code)\nFACET_END\n"), "duration": 0.5,
      ])
    }
    let object: JSONValue = [
      "analysis": .string(text), "plan": "", "commands": .array(commands),
      "task_complete": .bool(code == nil),
    ]
    return RehearsalTeacher.Reply(
      text: isDoubled ? object.text + "\n" + object.text : object.text)
  }
}
