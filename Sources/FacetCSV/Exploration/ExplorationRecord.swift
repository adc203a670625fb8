internal import FacetJSON
internal import FacetPlatform

/// An exploration stored beside its dataset's questions, with the verdicts on its proposals.
struct ExplorationRecord: Sendable {
  /// A JSON Lines file.
  let path: String
  let exploration: Exploration

  /// The questions in a file that come from other explorations.
  func othersQuestions(at path: String) throws -> [QuestionRecord] {
    guard FileSystem.exists(path) else { return [] }
    return try QuestionFile.questions(at: path).filter {
      $0.other["exploration_id"] != .string(exploration.id)
    }
  }

  /// Appends the exploration's line, and removes an earlier line of the same exploration.
  func write(
    verdicts: [ProposalReview.Verdict], questions: [QuestionRecord]
  ) throws(SystemError) {
    guard var line = exploration.json.object else { return }
    line["proposals"] = .array(
      verdicts.map { verdict in
        guard var proposal = verdict.proposal.json.object else { return .null }
        proposal["dropped_because"] = verdict.reason.map { .string($0) } ?? .null
        return .object(proposal)
      })
    line["question_ids"] = .array(questions.map { .string($0.id) })
    let own = Array("{\"exploration_id\":\"\(exploration.id)\"".utf8)
    let file = try AtomicFile(in: FileSystem.parent(of: path))
    if FileSystem.exists(path) {
      for other in try FileSystem.contents(of: path).split(separator: UInt8(ascii: "\n"))
      where !other.starts(with: own) {
        try file.append(Array(other) + [UInt8(ascii: "\n")])
      }
    }
    try file.append(JSONValue.object(line).line)
    try file.commit(to: path)
  }
}
