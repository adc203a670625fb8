internal import FacetCSV
internal import FacetJSON

/// Reads explorations of CSV files as conversations.
struct ExplorationSource: SampleStream {
  private var lines: JSONLines
  private let path: String
  private let options: RunChoices
  private(set) var faults = SourceFaults()

  init(path: String, options: RunChoices) throws(TrainingError) {
    self.path = path
    self.options = options
    lines = try JSONLines(path: path)
  }

  mutating func next() throws(TrainingError) -> TrainingSample? {
    guard let value = try lines.next() else { return nil }
    faults.loneSurrogates = lines.loneSurrogates
    guard let transcript = ExplorationTranscript(json: value) else {
      throw TrainingError("\(path):\(lines.line): the line is not an exploration")
    }
    var sample = TrainingSample(id: transcript.id)
    sample.line = lines.line
    sample.group = transcript.dataset
    sample.fields = ["dataset": .string(transcript.dataset)]
    var candidate = Candidate()
    candidate.condition = "exploration"
    candidate.model = transcript.model
    if !transcript.isComplete {
      candidate.status = .unusable("not_finished")
    } else if let messages = try? ChatForm.messages(.array(transcript.messages)),
      !messages.isEmpty
    {
      (candidate.prompt, candidate.answer) = ChatForm.split(messages)
      candidate.tools = transcript.tools
      Weights.mark(&candidate.answer, ledOn: transcript.repliesLedOn)
      if options.tools == .fenced { FencedForm.apply(to: &candidate) }
    } else {
      candidate.status = .unusable("no_messages")
    }
    sample.candidates = [candidate]
    return sample
  }
}
