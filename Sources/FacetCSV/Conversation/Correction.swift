internal import FacetJSON

/// How a successful turn corrects failed turns before it.
struct Correction: Equatable {
  /// The first of the failed turns directly before it.
  var correctedTurn: Int
  var errorType: String
  var errorMessage: String
  var attempts: Int
  var removedLines: [String]
  var addedLines: [String]

  /// `nil` for a turn that failed, or that has no failed turn directly before it.
  init?(ofTurn index: Int, in turns: [ConversationTrace.Turn]) {
    guard index > 0, turns[index].execution.succeeded,
      let failure = turns[index - 1].execution.failure
    else { return nil }
    var first = index - 1
    while first > 0, !turns[first - 1].execution.succeeded { first -= 1 }
    correctedTurn = first
    (errorType, errorMessage) = failure.summary
    attempts = index - first
    let (old, new) = (Self.lines(turns[index - 1].code), Self.lines(turns[index].code))
    let difference = new.difference(from: old)
    removedLines = difference.removals.map(Self.line)
    addedLines = difference.insertions.map(Self.line)
  }

  private static func lines(_ code: String) -> [String] {
    code.split(whereSeparator: \.isNewline).map(String.init)
  }

  private static func line(_ change: CollectionDifference<String>.Change) -> String {
    switch change {
    case .insert(_, let line, _), .remove(_, let line, _): line
    }
  }

  var json: JSONValue {
    [
      "corrects_turn": .number(JSONNumber(correctedTurn)), "error_type": .string(errorType),
      "error_message": .string(errorMessage),
      "attempts_since_error": .number(JSONNumber(attempts)),
      "code_diff": [
        "removed_lines": .array(removedLines.map { .string($0) }),
        "added_lines": .array(addedLines.map { .string($0) }),
      ],
    ]
  }
}
