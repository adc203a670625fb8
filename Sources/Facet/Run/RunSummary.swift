internal import FacetConfiguration
internal import FacetModels
internal import FacetPlatform

/// What a run is about to do, told before its first request.
public struct RunSummary: Sendable {
  /// The task's name.
  public var taskType: String
  /// Samples that the run takes.
  public var samples: Int
  /// Whether the file holds more samples than the run takes.
  public var leavesSamplesOut: Bool
  /// Whether options take a part of the samples: `--test`, a limit or a range.
  public var isPartOnPurpose: Bool
  /// Perspectives that the run takes, the reference included.
  public var perspectives: Int
  /// Cells that are answered, the reference's left out.
  public var cells: Int
  /// Requests of a run without failures.
  public var calls: Int
  /// Who is asked.
  public var endpoints: [EndpointSummary]
  /// Tokens of all prompts, as estimated.
  public var estimatedPromptTokens: Int
  /// Tokens of all answers, as estimated.
  public var estimatedCompletionTokens: Int
  /// What the run will use, with what is held taken off; known once it begins.
  public var estimate: RunEstimate?
  /// Whether an answer comes of several requests, each of which depends on the one before.
  public var asksInConversations: Bool
  /// Where the dataset will be.
  public var datasetPath: String
  /// Where responses are kept; `nil` for nowhere.
  public var ledgerPath: String?
  /// The run's budget, and what earlier sessions have used of it; `nil` where it has none.
  public var budget: RunOutcome.BudgetUse?
  /// Whether the run had begun before and goes on.
  public var isResumed = false
  /// Whether the run was complete before, so that nothing is sent.
  public var wasComplete = false
  /// Processes of this host that work on the same run now.
  public var otherProcesses: [Int32] = []
  /// Whether this is a test of the configuration.
  public var isTest: Bool
  /// Whether a loopback provider answers.
  public var isRehearsal: Bool
  /// Whether some instructions are sent twice, before and after the sample.
  public var repeatsInstructions: Bool
  /// What will surprise though it is no mistake: models that are shut down or think, a layout that
  /// forgoes the cache.
  public var cautions: [String]
  /// Those of them that say when a provider shuts a model down.
  public var shutdowns: [String]
  /// Rows of the input that are left out, and how it is read where that is a guess.
  public var inputNotices: [String]
  /// What is worth a word but no mistake, in the order of the configuration.
  public var warnings: [String]

  /// A model, where it is asked, and with which key.
  public struct EndpointSummary: Sendable, Hashable {
    /// The model's name as configured.
    public var model: String
    /// The provider's name for people.
    public var provider: String
    /// Where its requests go.
    public var baseURL: String
    /// The variable whose key goes there; `nil` where no key is sent.
    public var keyVariable: String?
    /// The variable whose key would go there; `nil` where none is needed.
    public var wantedKeyVariable: String?
    /// Why the model goes there.
    public var explanation: String
    /// Requests in flight at most.
    public var maxConcurrency: Int
  }

  init(_ plan: RunPlan) {
    let forecast = plan.forecast
    asksInConversations = plan.configuration.csvAnalysis != nil
    taskType = plan.configuration.taskType
    samples = plan.input.sampleCount
    leavesSamplesOut = plan.input.leavesSamplesOut
    isPartOnPurpose =
      plan.options.isTest || plan.options.limit != nil || plan.options.samples != nil
    perspectives = plan.perspectives.count
    cells = plan.cellCount
    calls = forecast.calls
    endpoints = plan.lanes.map { lane in
      EndpointSummary(
        model: lane.model, provider: lane.endpoint.provider.displayName,
        baseURL: lane.replicas.map(\.baseURL).joined(separator: " and "),
        keyVariable: lane.endpoint.key == nil ? nil : lane.endpoint.keyVariable,
        wantedKeyVariable: lane.needsKey ? lane.endpoint.keyVariable : nil,
        explanation: lane.explanation, maxConcurrency: lane.maxConcurrency)
    }
    estimatedPromptTokens = forecast.promptTokens
    estimatedCompletionTokens = forecast.completionTokens
    datasetPath = plan.output.path
    ledgerPath = plan.ledgerPath
    budget = RunOutcome.BudgetUse(plan.configuration.budget, after: plan.earlier)
    isTest = plan.options.isTest
    isRehearsal = plan.options.rehearsal != nil
    repeatsInstructions =
      plan.configuration.promptLayout == .sandwich
      && plan.perspectives.flatMap(\.steps).contains { !$0.prompt.isTemplate }
    inputNotices = plan.input.omissions.sentences(path: plan.input.path)
    let judge = PlanCautions(plan: plan, today: String(Timestamp.now.iso8601.prefix(10)))
    cautions = judge.sentences
    shutdowns = judge.shutdowns
    warnings = plan.configuration.warnings.map(\.description)
  }
}
