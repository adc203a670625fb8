internal import FacetJSON

/// What a model asks of a terminal: an object with `analysis`, `plan`, `commands` and
/// `task_complete`.
struct TerminalReply: Sendable, Hashable {
  var analysis: String
  var plan: String
  var commands: [Keystrokes] = []
  var isComplete = false
  /// What was passed over.
  var warnings: [String] = []

  /// Why a reply cannot be followed.
  struct Mistake: Error, Sendable, Hashable {
    var sentence: String
  }

  /// The wait after keystrokes that name none, in seconds.
  private static let customaryWait = 1.0
  /// The longest wait, in seconds.
  static let longestWait = 60.0

  /// - Throws: ``Mistake`` for a text without such an object.
  init(_ text: String) throws(Mistake) {
    let reply: JSONReply
    do throws(JSONReplyMistake) {
      reply = try JSONReply.read(text, onlyObjects: true)
    } catch {
      throw Mistake(sentence: "the reply \(error.sentence)")
    }
    guard let object = reply.value.object else {
      throw Mistake(sentence: "the reply is no JSON object")
    }
    if reply.wrapping == .prose { warnings.append("there is text around the JSON object") }
    isComplete = Self.isComplete(object["task_complete"], &warnings)
    analysis = Self.text("analysis", of: object, &warnings)
    plan = Self.text("plan", of: object, &warnings)
    let missing = ["analysis", "plan", "commands"].filter { object[$0] == nil }
    guard missing.isEmpty else {
      let names = missing.map { "'\($0)'" }.joined(separator: ", ")
      throw Mistake(sentence: "the object lacks \(names)")
    }
    guard let commands = object["commands"]?.array else {
      throw Mistake(sentence: "'commands' must be an array")
    }
    for (index, command) in commands.enumerated() {
      guard let keys = command["keystrokes"]?.string else {
        let sentence = "command \(index + 1) must be an object with 'keystrokes', a string"
        // The work is done, so that a bad command no longer matters.
        guard isComplete else { throw Mistake(sentence: sentence) }
        warnings.append(sentence)
        continue
      }
      self.commands.append(
        Keystrokes(keys, wait: Self.wait(command["duration"], index, &warnings)))
      if index + 1 < commands.count, !keys.hasSuffix("\n"), keys.utf8.count > 3 {
        warnings.append(
          "command \(index + 1) does not end with a newline, so the next one goes on in its line")
      }
    }
  }

  private static func text(
    _ key: String, of object: JSONObject, _ warnings: inout [String]
  ) -> String {
    guard let value = object[key] else { return "" }
    if let text = value.string { return text }
    warnings.append("'\(key)' should be a string")
    return value.text
  }

  private static func isComplete(_ value: JSONValue?, _ warnings: inout [String]) -> Bool {
    guard let value else { return false }
    if let flag = value.bool { return flag }
    warnings.append("'task_complete' should be true or false")
    return value.string?.lowercased() == "true"
  }

  private static func wait(
    _ value: JSONValue?, _ index: Int, _ warnings: inout [String]
  ) -> Double {
    guard let seconds = value?.double, seconds >= 0 else {
      warnings.append("command \(index + 1) has no usable 'duration'; it is 1 second")
      return customaryWait
    }
    return min(seconds, longestWait)
  }
}
