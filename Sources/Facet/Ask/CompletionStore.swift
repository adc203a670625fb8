internal import FacetModels

/// Where responses are kept that were paid for: asked before anything is sent, told before a cell
/// counts as done.
protocol CompletionStore: Sendable {
  /// What is stored under a fingerprint, or `nil`.
  func response(for fingerprint: Fingerprint) async throws -> StoredResponse?

  /// Why a request was given up earlier, where it shall not be asked again; else `nil`.
  func failure(for fingerprint: Fingerprint) async throws -> StoredFailure?

  /// Claims a request before it is first sent, so that processes which share the store do not send
  /// it too.
  func claim(_ fingerprint: Fingerprint) async throws -> RequestClaim

  /// Returns when another process has ended a request that it claimed, or `isOver`.
  ///
  /// - Returns: Why the other process gave it up, if it did.
  func settled(
    _ fingerprint: Fingerprint, unless isOver: () -> Bool
  ) async throws -> StoredFailure?

  /// Keeps a response; when this returns, it is kept as durably as the store promises.
  ///
  /// - Parameter unreadable: The body of a response whose place it takes.
  /// - Returns: What another process had stored first, and stays.
  func record(
    _ response: StoredResponse, read completion: Completion, charge: Charge,
    as step: StepIdentity, replacing unreadable: [UInt8]?
  ) async throws -> StoredResponse?

  /// Keeps a request that brought no completion, and what it was paid for.
  func record(_ attempt: SpentAttempt, as step: StepIdentity)

  /// Keeps why a request was given up.
  func record(_ failure: StoredFailure, as step: StepIdentity) async throws

  /// What the code of a turn came to, as JSON, or `nil`.
  func execution(of turn: Fingerprint) async throws -> String?

  /// Keeps what the code of a turn came to.
  ///
  /// - Returns: What stays: this, or what another process had stored first.
  func record(execution: String, of turn: Fingerprint) async throws -> String
}

extension CompletionStore {
  func claim(_ fingerprint: Fingerprint) async throws -> RequestClaim { .free }

  func settled(
    _ fingerprint: Fingerprint, unless isOver: () -> Bool
  ) async throws -> StoredFailure? { nil }
}

/// What a store keeps of a step beside its response.
final class StepIdentity: Sendable {
  let fingerprint: Fingerprint
  /// The step's name: `reading` or `strategy`.
  let name: String
  let turn: Int
  let lane: PlannedLane
  /// Estimated tokens of its prompt.
  let estimatedPromptTokens: Int

  init(
    fingerprint: Fingerprint, name: String, turn: Int = 0, lane: PlannedLane,
    estimatedPromptTokens: Int = 0
  ) {
    self.fingerprint = fingerprint
    self.name = name
    self.turn = turn
    self.lane = lane
    self.estimatedPromptTokens = estimatedPromptTokens
  }
}

/// A response as it came, with what its request took.
struct StoredResponse: Sendable {
  var body: [UInt8]
  /// Requests sent for it; those that failed included.
  var attempts: Int
  /// How long the answering request took, to the millisecond.
  var latency: Duration
  /// Whether it is what was stored; a damaged one is asked for again.
  var isIntact = true
}

/// A request that brought no completion.
struct SpentAttempt: Sendable {
  /// Why; `nil` for an answer that was not wanted, in whose place another was asked for.
  var error: ModelError?
  /// The body of an answer that cannot be read, or was not wanted.
  var body: [UInt8]?
  /// What it used, where there was an answer.
  var charge: Charge?
  /// How long it took, where there was a response.
  var latency: Duration?
}

/// Why a step has no answer.
struct StoredFailure: Sendable {
  var error: ModelError
  var attempts: Int
}

/// No store: every run asks for everything.
struct NoLedger: CompletionStore {
  func response(for fingerprint: Fingerprint) -> StoredResponse? { nil }

  func failure(for fingerprint: Fingerprint) -> StoredFailure? { nil }

  func record(
    _ response: StoredResponse, read completion: Completion, charge: Charge,
    as step: StepIdentity, replacing unreadable: [UInt8]?
  ) -> StoredResponse? { nil }

  func record(_ attempt: SpentAttempt, as step: StepIdentity) {}

  func record(_ failure: StoredFailure, as step: StepIdentity) {}

  func execution(of turn: Fingerprint) -> String? { nil }

  func record(execution: String, of turn: Fingerprint) -> String { execution }
}
