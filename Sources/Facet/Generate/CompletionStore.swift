internal import FacetModels

/// Where completions are kept that were paid for: asked before anything is sent, told before a
/// cell counts as done.
protocol CompletionStore: Sendable {
  /// What is stored under a fingerprint, or `nil`.
  func completion(for fingerprint: Fingerprint) async throws -> StoredCompletion?

  /// Keeps a completion; when this returns, it is kept as durably as the store promises.
  func record(_ completion: StoredCompletion, for fingerprint: Fingerprint) async throws
}

/// A completion with what its request took.
struct StoredCompletion: Sendable {
  var completion: Completion
  /// The body as it came.
  var body: [UInt8]
  /// Requests sent for it; those that failed included.
  var attempts: Int
  /// How long the answering request took.
  var latency: Duration
}

/// No store: every run asks for everything.
struct NoLedger: CompletionStore {
  func completion(for fingerprint: Fingerprint) -> StoredCompletion? { nil }

  func record(_ completion: StoredCompletion, for fingerprint: Fingerprint) {}
}
