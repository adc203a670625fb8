internal import FacetJSON
internal import FacetModels

/// Reads the traces of agents, task by task: each task with its trials, whose conversations are
/// those that were sent.
struct TraceSource: SampleStream {
  /// The score that holds a trial's reward.
  static let score = "reward"

  private var lines: JSONLines
  private let path: String
  /// The line of each task's last trial, and of each trial's last episode.
  private let taskEnds: [String: Int]
  private let trialEnds: [String: Int]
  private var open: [String: TrainingSample] = [:]
  private(set) var faults = SourceFaults()

  init(path: String) throws(TrainingError) {
    self.path = path
    var survey = try JSONLines(path: path)
    var tasks: [String: Int] = [:]
    var trials: [String: Int] = [:]
    while let row = try survey.next() {
      tasks[Self.task(of: row)] = survey.line
      trials[row["trial_name"]?.string ?? ""] = survey.line
    }
    taskEnds = tasks
    trialEnds = trials
    lines = try JSONLines(path: path)
  }

  /// Whether a line is a row of traces.
  static func reads(_ row: JSONValue) -> Bool {
    row["trial_name"]?.string != nil && row["task_digest"]?.string != nil
      && row["messages"]?.array != nil
  }

  private static func task(of row: JSONValue) -> String {
    "\(row["task"]?.string ?? "") \(row["task_digest"]?.string ?? "")"
  }

  mutating func next() throws(TrainingError) -> TrainingSample? {
    while let row = try lines.next() {
      faults.loneSurrogates = lines.loneSurrogates
      guard Self.reads(row) else {
        throw TrainingError(
          "\(path):\(lines.line): the row is no trace; it needs 'trial_name', 'task_digest' and "
            + "'messages'")
      }
      let key = Self.task(of: row)
      var sample = open[key] ?? Self.sample(of: row, line: lines.line)
      if trialEnds[row["trial_name"]?.string ?? ""] == lines.line {
        sample.candidates.append(Self.candidate(of: row))
      } else {
        // A row up to an earlier reply is part of the trial's last one.
        faults.skipped["earlier_episode", default: 0] += 1
      }
      if taskEnds[key] == lines.line {
        open[key] = nil
        return sample
      }
      open[key] = sample
    }
    return nil
  }

  private static func sample(of row: JSONValue, line: Int) -> TrainingSample {
    let task = row["task"]?.string ?? ""
    var sample = TrainingSample(id: task)
    sample.line = line
    sample.context = row["instruction"]?.string
    sample.group = row["task_digest"]?.string
    sample.fields = ["task": .string(task)]
    sample.environment = [
      "env": "task", "scorer": "tests", "task": .string(task),
      "task_digest": .string(row["task_digest"]?.string ?? ""),
    ]
    return sample
  }

  private static func candidate(of row: JSONValue) -> Candidate {
    var candidate = Candidate()
    candidate.condition = row["condition"]?.string
    candidate.completion = row["completion"]?.int ?? 0
    candidate.model = row["model"]?.string
    candidate.cost = row["cost_usd"]?.number.flatMap { USDollars($0) }
    if let reward = row["reward"]?.double {
      candidate.scores[score] = ScoreReading.millionths(reward)
    } else {
      candidate.unscored.insert(score)
    }
    guard let messages = try? ChatForm.messages(row["messages"] ?? .null),
      messages.last?["role"]?.string == "assistant"
        || messages.contains(where: { $0["role"]?.string == "assistant" })
    else {
      candidate.status = .unusable("no_messages")
      return candidate
    }
    (candidate.prompt, candidate.answer) = ChatForm.split(
      Array(messages[...(messages.lastIndex { $0["role"]?.string == "assistant" } ?? 0)]))
    candidate.tools = (try? ChatForm.tools(row["tools"])) ?? []
    let invalid = Set((row["invalid_turns"]?.array ?? []).compactMap(\.int))
    let replies = candidate.answer.count { $0["role"]?.string == "assistant" }
    // Nobody should learn the replies that broke the format.
    Weights.mark(&candidate.answer, ledOn: (0..<replies).map { !invalid.contains($0) })
    return candidate
  }
}
