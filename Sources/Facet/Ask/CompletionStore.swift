internal import FacetModels
internal import FacetPlatform
internal import FacetScore

/// Stores paid responses. A run looks here before it sends a request, and stores the response here
/// before it counts the cell as done.
protocol CompletionStore: Sendable {
  /// The response stored under a fingerprint, or `nil`.
  func response(for fingerprint: Fingerprint) async throws -> StoredResponse?

  /// Why a request failed for good earlier, if it must not be retried; else `nil`.
  func failure(for fingerprint: Fingerprint) async throws -> StoredFailure?

  /// Claims a request before it is first sent, so that other processes on the same store do not
  /// send it too.
  func claim(_ fingerprint: Fingerprint) async throws -> RequestClaim

  /// Releases a claim that brings no response.
  func release(_ fingerprint: Fingerprint) async throws

  /// Returns when another process has finished a request that it claimed, or when `isOver` is true.
  ///
  /// - Returns: Why the other process gave up, if it did.
  func settled(
    _ fingerprint: Fingerprint, unless isOver: () -> Bool
  ) async throws -> StoredFailure?

  /// Stores a response; on return it is as durable as the store promises.
  ///
  /// - Parameter unreadable: The body of the unreadable response that it replaces.
  /// - Returns: The response that another process stored first, which is kept instead.
  func record(
    _ response: StoredResponse, read completion: Completion, charge: Charge,
    as step: StepIdentity, replacing unreadable: [UInt8]?
  ) async throws -> StoredResponse?

  /// Stores a request without a completion, and its cost.
  func record(_ attempt: SpentAttempt, as step: StepIdentity)

  /// Stores why a request was given up.
  func record(_ failure: StoredFailure, as step: StepIdentity) async throws

  /// The result of a turn's code as JSON, or `nil`.
  func execution(of turn: Fingerprint) async throws -> String?

  /// Stores the result of a turn's code.
  ///
  /// - Returns: The stored result: this one, or the one that another process stored first.
  func record(execution: String, of turn: Fingerprint) async throws -> String

  /// The stored scores of some completions, by what they depend on.
  func scores(of completions: [Fingerprint]) async throws -> [Fingerprint: [SHA256: Score]]

  /// Stores scores, together with the next responses.
  func record(_ scores: [StoredScore])
}

/// A store that keeps nothing.
extension CompletionStore {
  func response(for fingerprint: Fingerprint) async throws -> StoredResponse? { nil }

  func failure(for fingerprint: Fingerprint) async throws -> StoredFailure? { nil }

  func record(
    _ response: StoredResponse, read completion: Completion, charge: Charge,
    as step: StepIdentity, replacing unreadable: [UInt8]?
  ) async throws -> StoredResponse? { nil }

  func record(_ attempt: SpentAttempt, as step: StepIdentity) {}

  func record(_ failure: StoredFailure, as step: StepIdentity) async throws {}

  func execution(of turn: Fingerprint) async throws -> String? { nil }

  func record(execution: String, of turn: Fingerprint) async throws -> String { execution }

  func scores(of completions: [Fingerprint]) async throws -> [Fingerprint: [SHA256: Score]] { [:] }

  func record(_ scores: [StoredScore]) {}

  func claim(_ fingerprint: Fingerprint) async throws -> RequestClaim { .free }

  func release(_ fingerprint: Fingerprint) async throws {}

  func settled(
    _ fingerprint: Fingerprint, unless isOver: () -> Bool
  ) async throws -> StoredFailure? { nil }
}

/// The details of a step that a store keeps beside its response.
final class StepIdentity: Sendable {
  let fingerprint: Fingerprint
  /// The step's name.
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

/// A response as received, with the attempts and time of its request.
struct StoredResponse: Sendable {
  var body: [UInt8]
  /// Requests sent for it, including failed ones.
  var attempts: Int
  /// Duration of the answering request, to the millisecond.
  var latency: Duration
  /// Whether it is intact; a damaged response is requested again.
  var isIntact = true
  /// The options that were not sent as configured.
  var adjustments = RequestAdjustments()
}

/// A request without a completion.
struct SpentAttempt: Sendable {
  /// The error; `nil` for an unwanted answer that was requested again.
  var error: ModelError?
  /// The body of an unreadable or unwanted answer.
  var body: [UInt8]?
  /// Its usage, if there was an answer.
  var charge: Charge?
  /// Its duration, if there was a response.
  var latency: Duration?
}

/// A score of a completion.
struct StoredScore: Sendable {
  var fingerprint: Fingerprint
  /// The digest of all that the score depends on.
  var key: SHA256
  var score: Score
}

/// Why a step has no answer.
struct StoredFailure: Sendable {
  var error: ModelError
  var attempts: Int
}

/// No store: every run sends every request.
struct NoLedger: CompletionStore {}
