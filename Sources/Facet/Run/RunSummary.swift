internal import FacetConfiguration
internal import FacetModels
internal import FacetPlatform

/// A summary of a run before its first request.
public struct RunSummary: Sendable {
  /// The task's name.
  public var taskType: String
  /// The number of samples in the run.
  public var samples: Int
  /// Whether the file holds more samples than the run takes.
  public var leavesSamplesOut: Bool
  /// Whether options restrict the samples: `--test`, a limit or a range.
  public var isPartOnPurpose: Bool
  /// The number of perspectives in the run, including the reference.
  public var perspectives: Int
  /// The number of models of which each perspective is asked.
  public var models: Int
  /// The number of cells, excluding the reference's.
  public var cells: Int
  /// Requests of a run without failures.
  public var calls: Int
  /// The models of the run.
  public var endpoints: [EndpointSummary]
  /// Tokens of all prompts, as estimated.
  public var estimatedPromptTokens: Int
  /// Tokens of all answers, as estimated.
  public var estimatedCompletionTokens: Int
  /// The expected usage of the run, excluding reused answers; known once it begins.
  public var estimate: RunEstimate?
  /// Whether an answer takes several requests, each of which depends on the one before.
  public var asksInConversations: Bool
  /// Where the dataset will be.
  public var datasetPath: String
  /// The ledger's path; `nil` for no ledger.
  public var ledgerPath: String?
  /// The run's budget and its use by earlier sessions; `nil` if it has none.
  public var budget: RunOutcome.BudgetUse?
  /// Whether the run is resumed.
  public var isResumed = false
  /// Whether the run is already complete, so that nothing is sent.
  public var wasComplete = false
  /// The processes of this host that are working on the same run.
  public var otherProcesses: [Int32] = []
  /// Whether this is a test of the configuration.
  public var isTest: Bool
  /// Whether a loopback provider answers.
  public var isRehearsal: Bool
  /// Whether some instructions are sent twice, before and after the sample.
  public var repeatsInstructions: Bool
  /// Warnings about valid but surprising settings: models that are shut down or that reason, a
  /// layout that forgoes the cache.
  public var cautions: [String]
  /// The warnings about a model's shutdown.
  public var shutdowns: [String]
  /// The input rows that are left out, and any guess about the input's format.
  public var inputNotices: [String]
  /// The configuration's warnings, in its order.
  public var warnings: [String]

  /// A model, its endpoint and its key's variable.
  public struct EndpointSummary: Sendable, Hashable {
    /// The model's name as configured.
    public var model: String
    /// The provider's name for people.
    public var provider: String
    /// Where its requests go.
    public var baseURL: String
    /// The variable whose key is sent there; `nil` if no key is sent.
    public var keyVariable: String?
    /// The variable whose key would be sent there; `nil` if none is needed.
    public var wantedKeyVariable: String?
    /// Why the model resolved to this endpoint.
    public var explanation: String
    /// The maximum number of requests in flight.
    public var maxConcurrency: Int
    /// The provider's tier of speed and price; `nil` for the provider's default.
    public var serviceTier: String?
  }

  /// The results at which the run ends: their number and their name; `nil` for all cells.
  package var goal: (count: Int, noun: String)?

  /// The part of a sharded run, for its status; `nil` for a whole run.
  package var shard: ShardPlan?

  /// The identity and places of a shard.
  package struct ShardPlan: Sendable, Hashable {
    package var shard: Shard
    /// The shard's folder.
    package var folder: String
    /// Where the user wants the dataset of all shards; `nil` for a generated name.
    package var mergedPath: String?
    /// The hash of everything asked, the same for all shards.
    package var configurationFingerprint: String
    /// The SHA-256 of the input file.
    package var inputSHA256: String
    /// The shard's own run in its ledger.
    package var runIdentity: String
    /// The run's start in seconds since 1970.
    package var start: Int
  }

  init(_ plan: RunPlan) {
    let forecast = plan.forecast
    asksInConversations =
      plan.configuration.csvAnalysis != nil || plan.configuration.asksAgents
    taskType = plan.configuration.taskType
    if let shard = plan.options.shard, let folder = plan.shardFolder {
      self.shard = ShardPlan(
        shard: shard, folder: folder, mergedPath: plan.mergedPath,
        configurationFingerprint: plan.fingerprint.description,
        inputSHA256: plan.input.sha256.description,
        runIdentity: plan.runIdentity.description, start: plan.start.seconds)
    }
    samples = plan.input.sampleCount
    leavesSamplesOut = plan.input.leavesSamplesOut
    isPartOnPurpose =
      plan.options.isTest || plan.options.limit != nil || plan.options.samples != nil
    models = max(1, plan.configuration.models.count)
    // Each is planned once for every model that it is asked of.
    perspectives = Set(plan.perspectives.map { $0.declaration?.location }).count
    cells = plan.cellCount
    calls = forecast.calls
    // Harbor makes its own requests, of its own model.
    let asksHarbor = plan.configuration.asksHarbor
    endpoints = (asksHarbor ? [] : plan.lanes).map { lane in
      EndpointSummary(
        model: lane.model, provider: lane.endpoint.provider.displayName,
        baseURL: lane.replicas.map(\.baseURL).joined(separator: " and "),
        keyVariable: lane.endpoint.key == nil ? nil : lane.endpoint.keyVariable,
        wantedKeyVariable: lane.needsKey ? lane.endpoint.keyVariable : nil,
        explanation: lane.explanation, maxConcurrency: lane.maxConcurrency,
        serviceTier: lane.serviceTier)
    }
    estimatedPromptTokens = forecast.promptTokens
    estimatedCompletionTokens = forecast.completionTokens
    datasetPath = plan.output.path
    ledgerPath = plan.ledgerPath
    budget = RunOutcome.BudgetUse(plan.configuration.budget, after: plan.earlier)
    goal = plan.options.goal.map { ($0.count, $0.noun) }
    isTest = plan.options.isTest
    isRehearsal = plan.options.rehearsal != nil
    repeatsInstructions =
      !asksHarbor && plan.configuration.promptLayout == .sandwich
      && plan.perspectives.flatMap(\.steps).contains { !$0.prompt.isTemplate }
    inputNotices = plan.input.omissions.sentences(path: plan.input.path)
    let judge = PlanCautions(plan: plan, today: String(Timestamp.now.iso8601.prefix(10)))
    cautions = asksHarbor ? [] : judge.sentences
    shutdowns = asksHarbor ? [] : judge.shutdowns
    warnings = plan.configuration.warnings.map(\.description)
  }
}
