/// A task as it was made once, and what its certificate says.
struct TaskDraft: Sendable {
  /// The name of its folder.
  var folder: String
  /// Where it stands before it has its place; nil if nothing could be written.
  var path: String?
  var digest = ""
  var instruction = ""
  var certificate: Certificate
  /// Whether an earlier run has made it.
  var isKept = false
  /// Whether an earlier run has made it, with a certificate that asked for less.
  var isUnproven = false
  /// How often its model has corrected it.
  var rounds = 0
  /// Whether its model could correct what is wrong.
  var canRepair = true
  /// How an earlier session sent it back.
  var earlierObjection: TaskShelf.Objection?

  /// What its model reads if it is sent back.
  var objection: String {
    earlierObjection?.words
      ?? """
      The task made of your answer does not hold:
      \(certificate.reasons.map { "- \($0)\n" }.joined())
      The end of the log:
      \(String(certificate.log.suffix(2000)))

      Answer again with the whole corrected answer in the same form, and with nothing else.
      """
  }
}

/// What becomes of the tasks of a run.
package struct TaskOutcome: Sendable {
  /// Rows that repeat an earlier one.
  package var repeated = 0
  /// Folders that an earlier run has made.
  package var kept: [String] = []
  package var made: [String] = []
  /// How many of ``made`` a model had to correct.
  package var repaired = 0
  package var rejected: [(folder: String, reason: String)] = []

  package init() {}
}
