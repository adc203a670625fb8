/// What an agent at a terminal is told.
enum TerminalWords {
  static let closing = """
    Is the task really done? Once you confirm it, the tests run and nothing can be changed. To \
    confirm, reply once more with "task_complete": true; otherwise go on.
    """

  static let summary = """
    The conversation is about to exceed its length, and only your answer to this message will be \
    kept of it. Write down, in plain text, everything that is needed to finish the task: what has \
    been done and found, which files matter, what failed and why, and what remains to be done. Do \
    not send keystrokes now.
    """

  static func mistake(_ sentence: String, _ warnings: [String]) -> String {
    "Nothing was typed: \(sentence)." + (warnings.isEmpty ? "" : "\n" + notes(warnings))
      + "\n\nReply again, with one JSON object and nothing else."
  }

  static func cut(_ limit: Int?) -> String {
    let most = limit.map { "\($0) tokens" } ?? "the limit of the reply"
    return "Nothing was typed: the reply was cut off because it exceeded \(most). Send the same in "
      + "smaller parts, one reply at a time."
  }

  static func notes(_ warnings: [String]) -> String {
    "Notes on your reply:\n" + warnings.map { "- \($0)" }.joined(separator: "\n")
  }

  static func goingOn(after summary: String) -> String {
    "\n\nYou have worked on this before. What you wrote down then:\n\n\(summary)\n\nGo on from "
      + "there. Look at the terminal first."
  }
}
