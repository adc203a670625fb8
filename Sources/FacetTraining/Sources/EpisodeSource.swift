internal import FacetCSV
internal import FacetJSON

/// Reads episodes: each question with its runs, whose conversations are those that were sent.
struct EpisodeSource: SampleStream {
  private var lines: JSONLines
  private let path: String
  private let ids: [String: Int]
  private let options: RunChoices
  private(set) var faults = SourceFaults()

  init(path: String, options: RunChoices) throws(TrainingError) {
    self.path = path
    self.options = options
    // The last episode of a question counts.
    var survey = try JSONLines(path: path)
    var ids: [String: Int] = [:]
    while let value = try survey.next() { ids[Self.question(of: value)] = survey.line }
    self.ids = ids
    lines = try JSONLines(path: path)
  }

  private static func question(of value: JSONValue) -> String {
    let question = value["question"]
    return "\(question?["dataset"]?.string ?? "")/\(question?["id"]?.string ?? "")"
  }

  mutating func next() throws(TrainingError) -> TrainingSample? {
    while let value = try lines.next() {
      faults.loneSurrogates = lines.loneSurrogates
      guard ids[Self.question(of: value)] == lines.line else {
        faults.skipped["superseded", default: 0] += 1
        continue
      }
      guard let episode = EpisodeRecord(json: value) else {
        throw TrainingError("\(path):\(lines.line): the line is not an episode")
      }
      return sample(of: episode, line: lines.line)
    }
    return nil
  }

  private func sample(of episode: EpisodeRecord, line: Int) -> TrainingSample {
    let question = episode.question
    var sample = TrainingSample(id: "\(question.dataset)/\(question.id)")
    sample.line = line
    sample.context = question.prompt
    sample.group = question.csvSHA256 ?? episode.source.path
    let answers = episode.acceptedAnswers
    sample.reference = answers.isEmpty ? nil : JSONValue.array(answers).text
    for (key, text) in [
      ("dataset", question.dataset), ("question_id", question.id), ("question", question.prompt),
      ("difficulty", question.difficulty?.rawValue), ("template_name", question.templateName),
      ("category", question.category),
    ] {
      if let text { sample.fields[key] = .string(text) }
    }
    sample.environment = [
      "env": "csv", "scorer": "answer", "csv_path": .string(episode.source.path),
      "csv_sha256": .string(question.csvSHA256 ?? ""),
      "output_schema": .string(question.outputSchema ?? ""),
      "absolute_tolerance": .number(
        ScoreReading.decimal(episode.comparison.tolerance.absolute)),
      "relative_tolerance": .number(
        ScoreReading.decimal(episode.comparison.tolerance.relative)),
    ]
    if !episode.source.reading.isEmpty {
      sample.environment["csv_reading"] = .string(JSONValue.object(episode.source.reading).text)
    }
    let blind = episode.runs.lazy.compactMap { run in
      (try? ChatForm.messages(.array(run.messages))).map { ChatForm.split($0).prompt }
    }.first { !$0.isEmpty }
    sample.candidates = [candidate(of: episode.gold, nil, episode, blind: blind)]
    for (index, run) in episode.runs.enumerated() {
      sample.candidates.append(candidate(of: run, index, episode, blind: nil))
    }
    return sample
  }

  private func candidate(
    of run: EpisodeRun, _ index: Int?, _ episode: EpisodeRecord, blind: [JSONObject]?
  ) -> Candidate {
    var candidate = Candidate()
    candidate.condition = index == nil ? RunChoices.gold : RunChoices.blind
    candidate.completion = index ?? 0
    candidate.model = episode.model
    let isRight = run.matchesGold && run.matchesMajority
    if index != nil { candidate.scores = ["right": isRight ? 1_000_000 : 0] }
    candidate.steps = run.turns.map { turn in
      let text = turn.reasoning.isEmpty ? "" : turn.reasoning + "\n\n"
      return Candidate.Step(
        text: text + "```python\n" + turn.code + "\n```", isRight: turn.isRight)
    }
    guard episode.isVerified else {
      candidate.status = .unusable("unverified")
      return candidate
    }
    guard run.hasEnded else {
      candidate.status = .unusable("not_finished")
      return candidate
    }
    guard let messages = try? ChatForm.messages(.array(run.messages)),
      messages.last?["role"]?.string == "assistant"
    else {
      candidate.status = .unusable(run.messages.isEmpty ? "no_messages" : "unreadable_call")
      return candidate
    }
    (candidate.prompt, candidate.answer) = ChatForm.split(messages)
    candidate.blindPrompt = blind
    candidate.tools = run.tools
    Weights.mark(&candidate.answer, ledOn: run.repliesLedOn)
    if index == nil, options.hint == .drop {
      guard let blind else {
        candidate.status = .unusable("no_blind_prompt")
        return candidate
      }
      candidate.prompt = blind
    }
    if options.tools == .fenced { FencedForm.apply(to: &candidate) }
    return candidate
  }
}

/// How episodes and explorations become conversations.
package struct RunChoices: Sendable, Hashable {
  /// Whether the prompt of the run with the hint keeps it.
  package enum Hint: String, Sendable, CaseIterable {
    case keep
    case drop
  }

  /// How code appears in a conversation.
  package enum Tools: String, Sendable, CaseIterable {
    case call
    case fenced
  }

  /// The runs that become conversations for tuning.
  package enum Runs: String, Sendable, CaseIterable {
    /// The run with the hint.
    case gold
    /// Runs without it that reached the accepted answer.
    case matching
    /// Both.
    case right
    /// All runs.
    case all
  }

  package var hint = Hint.drop
  package var tools = Tools.call
  package var runs = Runs.right

  package init() {}

  static let gold = "with hint"
  static let blind = "without hint"
}

/// Marks answers from which a model must not learn.
enum Weights {
  /// Sets `weight` to 0 in each assistant message that did not lead on.
  static func mark(_ messages: inout [JSONObject], ledOn: [Bool]) {
    var replies = ledOn[...]
    for index in messages.indices where messages[index]["role"]?.string == "assistant" {
      guard let didLead = replies.popFirst() else { return }
      if !didLead { messages[index]["weight"] = 0 }
    }
  }
}
