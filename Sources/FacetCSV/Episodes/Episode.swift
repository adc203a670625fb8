internal import Facet
internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

/// A question with all runs that answered it and their verdict.
struct Episode {
  /// One run and its cost in time and tokens.
  struct Run {
    var trace: ConversationTrace
    var steps: [StepRecord]
    var error: CellError?
    var wasNeeded: Bool

    init(_ outcome: CellOutcome) {
      wasNeeded = outcome.status != .unneeded
      steps = outcome.steps
      error = outcome.error
      trace = outcome.product as? ConversationTrace ?? ConversationTrace()
    }

    /// Reads a run of an episode, without its cost.
    init?(json: JSONValue) {
      guard let trace = ConversationTrace(json: json) else { return nil }
      self.trace = trace
      wasNeeded = true
      steps = []
    }

    private init(unneeded: Void) {
      trace = ConversationTrace()
      wasNeeded = false
      steps = []
    }

    /// A planned run that was not needed.
    static let unneeded = Run(unneeded: ())

    /// The duration of its requests and executions, in seconds.
    var seconds: Double {
      steps.reduce(trace.executionSeconds) { sum, step in
        sum + Double(step.answer?.latency.milliseconds ?? 0) / 1000
      }
    }
  }

  let sample: EpisodeSample
  let gold: Run
  /// The planned runs, including those that were not needed.
  let runs: [Run]
  let start: Timestamp
  let comparison: AnswerComparison
  let triangulation: Triangulation

  /// - Parameter outcomes: That of the run with the hint first, then those of the runs without it.
  init?(
    _ sample: EpisodeSample, outcomes: [CellOutcome], settings: EpisodeSettings, start: Timestamp
  ) {
    let runs = outcomes.dropFirst().prefix(settings.runs(for: sample.question)).map(Run.init)
    guard let gold = outcomes.first.map(Run.init) else { return nil }
    self.sample = sample
    self.gold = gold
    self.runs = Array(runs)
    self.start = start
    comparison = settings.comparison(for: sample.question)
    triangulation = Triangulation(
      gold: gold.trace.finalAnswer?.value,
      answers: self.runs.map { $0.trace.finalAnswer?.value },
      known: KnownAnswers(of: sample.question), comparison: comparison)
  }

  /// Reads ``json`` and judges it again; `nil` for anything else.
  init?(json: JSONValue, settings: EpisodeSettings) {
    guard let question = json["question"].flatMap({ try? QuestionRecord(json: $0) }),
      let gold = json["gold_trace"].flatMap(Run.init(json:)),
      let traces = json["consistency_traces"]?.array
    else { return nil }
    var runs = traces.compactMap(Run.init(json:))
    guard runs.count == traces.count else { return nil }
    let planned = json["triangulation"]?["n_consistency_runs"]?.int ?? runs.count
    guard planned < 100_000 else { return nil }
    while runs.count < planned { runs.append(.unneeded) }
    sample = EpisodeSample(
      question: question, source: CSVSource(path: json["csv_source"]?.string ?? ""))
    self.gold = gold
    self.runs = runs
    start = Timestamp(seconds: 0)
    comparison = settings.comparison(for: question)
    triangulation = Triangulation(
      gold: gold.trace.finalAnswer?.value, answers: runs.map { $0.trace.finalAnswer?.value },
      known: KnownAnswers(of: question), comparison: comparison)
  }

  /// An identifier made from the request and its outcome: an episode is written once, and again if
  /// further turns, a repeated request or another tolerance changed its outcome.
  var id: String {
    var parts = [
      sample.question.id, "\(comparison.tolerance.absolute)", "\(comparison.tolerance.relative)",
      "rules \(AnswerComparison.version)", triangulation.isVerified ? "verified" : "unverified",
    ]
    for run in [gold] + runs {
      parts += run.steps.map(\.fingerprint.description)
      parts.append(run.trace.ending?.rawValue ?? "none")
      parts.append(run.trace.finalAnswer?.hash ?? "none")
      parts.append(run.error?.kind ?? "none")
    }
    return Self.name(parts)
  }

  /// An identifier made from the episode's parts.
  static func name(_ parts: [String]) -> String {
    let digest = SHA256(of: Array(parts.joined(separator: " ").utf8))
    let digits = Array(digest.description.prefix(32))
    // A digest in the form of a UUID, version 8.
    var text = ""
    for (index, digit) in digits.enumerated() {
      if [8, 12, 16, 20].contains(index) { text.append("-") }
      text.append(index == 12 ? "8" : index == 16 ? "a" : digit)
    }
    return text
  }
}
