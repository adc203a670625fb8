package import FacetJSON

/// An episode as its file holds it: a question and its runs, each with its conversation.
package struct EpisodeRecord: Sendable {
  /// The question with its accepted answers.
  package let question: QuestionRecord
  /// Whether the runs agreed on the accepted answer.
  package let isVerified: Bool
  /// The model that answered.
  package let model: String
  /// The CSV file, and how pandas reads it.
  package let source: CSVSource
  /// The comparison by which the runs were judged.
  package let comparison: AnswerComparison
  /// The run with the hint.
  package let gold: EpisodeRun
  /// The runs without the hint that took place.
  package let runs: [EpisodeRun]
  /// The question's identifier and that of the episode.
  package let id: String

  /// Reads a line of a file of episodes; `nil` for anything else.
  package init?(json: JSONValue) {
    guard let id = json["episode_id"]?.string,
      let question = json["question"].flatMap({ try? QuestionRecord(json: $0) }),
      let gold = json["gold_trace"], let traces = json["consistency_traces"]?.array
    else { return nil }
    self.id = id
    self.question = question
    isVerified = json["verified"]?.bool ?? false
    model = json["model"]?.string ?? ""
    source = CSVSource(
      path: question.csvSource ?? json["csv_source"]?.string ?? "", reading: question.csvReading)
    var tolerance = AnswerTolerance()
    if let relative = json["triangulation"]?["relative_tolerance"]?.double {
      tolerance = AnswerTolerance(relative: relative)
    }
    if let absolute = json["triangulation"]?["absolute_tolerance"]?.double {
      tolerance.absolute = absolute
    }
    comparison = AnswerComparison(
      tolerance: tolerance, question: question.questionText ?? question.prompt ?? "",
      schema: question.outputSchema, codes: question.codeColumns)
    guard let goldTrace = ConversationTrace(json: gold) else { return nil }
    self.gold = EpisodeRun(goldTrace, verdict: nil, gold: nil, comparison: comparison)
    // Verdicts are told of runs that were not needed, too; traces are not.
    let verdicts = (json["verdicts"]?["runs"]?.array ?? []).filter {
      $0["needed"]?.bool != false
    }
    var runs: [EpisodeRun] = []
    for (index, trace) in traces.enumerated() {
      guard let trace = ConversationTrace(json: trace) else { return nil }
      runs.append(
        EpisodeRun(
          trace, verdict: index < verdicts.count ? verdicts[index] : nil, gold: goldTrace,
          comparison: comparison))
    }
    self.runs = runs
  }

  /// All accepted answers, else the answer of the run with the hint.
  package var acceptedAnswers: [JSONValue] {
    let known = KnownAnswers(of: question).accepted
    return known.isEmpty ? [gold.answer].compactMap { $0 } : known
  }
}

/// A run of an episode: its conversation and its verdict.
package struct EpisodeRun: Sendable {
  /// A turn whose code was run.
  package struct Turn: Sendable {
    package var reasoning: String
    package var code: String
    /// Whether the code succeeded, all its recorded values are grounded and, in a run that reached
    /// the accepted answer, are among those of the run with the hint.
    package var isRight: Bool
  }

  /// The whole conversation in chat-completions form; empty if the episode does not hold it.
  package let messages: [JSONValue]
  /// The tools that the model was offered.
  package let tools: [JSONValue]
  package let turns: [Turn]
  /// Whether each assistant message led on: valid code that succeeded, or the conclusion.
  package let repliesLedOn: [Bool]
  /// The submitted answer.
  package let answer: JSONValue?
  /// Whether the conversation came to an end of its own, with or without an answer.
  package let hasEnded: Bool
  package let matchesGold: Bool
  package let matchesMajority: Bool

  init(
    _ trace: ConversationTrace, verdict: JSONValue?, gold: ConversationTrace?,
    comparison: AnswerComparison
  ) {
    messages = trace.messages
    tools = trace.tools
    answer = trace.finalAnswer?.value
    hasEnded = trace.ending.map { $0 != .failed } ?? false
    if gold == nil {
      matchesGold = trace.finalAnswer != nil
      matchesMajority = matchesGold
    } else {
      matchesGold = verdict?["matches_gold"]?.bool ?? false
      matchesMajority = verdict?["matches_majority"]?.bool ?? false
    }
    let rights = Self.rights(
      of: trace, values: matchesGold ? gold : nil, comparison: comparison)
    turns = zip(trace.turns, rights).map {
      Turn(reasoning: $0.reasoning, code: $0.code, isRight: $1)
    }
    repliesLedOn = trace.repliesLedOn
  }

  /// Whether each turn is right.
  ///
  /// - Parameter values: The run whose values those of this run must be; `nil` for any values.
  private static func rights(
    of trace: ConversationTrace, values: ConversationTrace?, comparison: AnswerComparison
  ) -> [Bool] {
    let ungrounded = Set(trace.ungroundedHooks.map(\.turn))
    var shared: Set<String>?
    if let values {
      let hooks = trace.hooks
      let positions = HookAgreement(comparison: comparison).reproduced(hooks, by: values.hooks)
      shared = Set(positions.map { hooks[$0].value.text })
    }
    return trace.turns.enumerated().map { index, turn in
      turn.execution.succeeded && !ungrounded.contains(index)
        && turn.execution.hooks.allSatisfy { shared?.contains($0.value.text) ?? true }
    }
  }
}

extension ConversationTrace {
  /// Whether each assistant message of the conversation led on, in the order of the messages.
  var repliesLedOn: [Bool] {
    var ledOn: [Bool] = []
    var replies = invalidReplies[...]
    for (index, turn) in turns.enumerated() {
      while let reply = replies.first, reply.turnsBefore <= index {
        replies.removeFirst()
        ledOn.append(false)
      }
      ledOn.append(turn.execution.succeeded)
    }
    ledOn += replies.map { _ in false }
    if conclusion != nil { ledOn.append(true) }
    return ledOn
  }
}
