internal import FacetConfiguration
internal import FacetHTTP
internal import FacetLedger
internal import FacetModels

/// Reads what the steps of a cell came to in a ledger, without sending anything.
struct HeldReader: Sendable {
  private let plan: RunPlan
  private let ledger: Ledger
  private let generation: Int64
  let renderer: PromptRenderer
  /// Whether failures in the ledger prevent requests.
  private let heedsFailures: Bool

  init(plan: RunPlan, ledger: Ledger, generation: Int64) throws(LedgerError) {
    self.plan = plan
    self.ledger = ledger
    self.generation = generation
    heedsFailures = plan.options.retryFailed == .all ? false : try ledger.hasFailures()
    renderer = PromptRenderer(
      layout: plan.configuration.promptLayout, data: plan.configuration.data)
  }

  /// A request as the ledger knows it.
  struct Asked {
    var key: LedgerKey
    var fingerprint: Fingerprint
    var request: StepRequest
  }

  /// The stored state of a step that others depend on.
  enum Earlier {
    /// Its answer, and the fingerprint of the turn that gave it.
    case answered(StepText, Fingerprint)
    /// Its answer is one that no step can be built on, and nobody judges.
    case ended
    /// It failed for good, so the steps after it are not sent.
    case failed
    case open
  }

  /// The request of a step; `nil` if its prompt cannot be rendered for the sample.
  func asked(
    _ step: PlannedStep, _ sample: Sample, _ column: PlannedColumn, _ answers: [StepText],
    previous: Fingerprint?
  ) -> Asked? {
    guard let rendered = try? renderer.messages(of: step, sample: sample, answers: answers) else {
      return nil
    }
    return asked(StepRequest(step, of: column, sample: sample, rendered, previous: previous))
  }

  private func asked(_ request: StepRequest) -> Asked {
    let fingerprint = request.fingerprint(
      at: plan.lanes[request.lane], replicate: plan.options.replicate)
    return Asked(
      key: LedgerKey(fingerprint: fingerprint.digest, generation: generation),
      fingerprint: fingerprint, request: request)
  }

  /// - Parameter repairs: Gains the turns after the first that the step needed.
  func earlier(
    _ first: Asked, _ step: PlannedStep, _ repairs: inout [Asked]
  ) throws -> Earlier {
    let lane = plan.lanes[step.lane]
    var asked = first
    while true {
      guard let stored = try ledger.completion(for: asked.key) else {
        return try failedForGood([asked.key]).isEmpty ? .open : .failed
      }
      let response = HTTPResponse(status: 200, headers: [:], body: stored.body)
      let completion = try? lane.endpoint.wireFormat.completion(
        of: response, at: lane.endpoint, now: .zero)
      guard let completion else { return .open }
      let isUsable = plan.configuration.outcomes.unusableStatus(of: completion) == nil
      guard let schema = step.schema else {
        return isUsable
          ? .answered(StepText(completion.text(as: step)), asked.fingerprint) : .ended
      }
      let reply = StructuredReply(
        completion, to: asked.request, asked.fingerprint, of: step, schema)
      switch reply.consequence {
      case .answer(let text): return isUsable ? .answered(text, asked.fingerprint) : .ended
      case .again(let next):
        asked = self.asked(next)
        repairs.append(asked)
      case .failure: return .failed
      }
    }
  }

  /// The keys whose requests failed and would not be retried by the run.
  func failedForGood(_ keys: [LedgerKey]) throws(LedgerError) -> Set<LedgerKey> {
    guard heedsFailures else { return [] }
    let retriesTransient = plan.options.retryFailed == .transient
    return Set(
      try ledger.failures(for: keys).filter { !retriesTransient || !$0.value.isTransient }.keys)
  }
}

extension PlannedStep {
  /// Whether its answer may be sent back.
  var isRepaired: Bool { schema.map { $0.repairs > 0 } ?? false }
}
