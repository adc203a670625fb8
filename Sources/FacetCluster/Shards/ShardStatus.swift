package import Facet
internal import FacetJSON
package import FacetPlatform

/// What one shard of a run has done: the file `status.json` in its folder.
package struct ShardStatus: Sendable, Hashable {
  /// The state of a shard.
  package enum State: String, Sendable, CaseIterable {
    case running
    /// Every cell has an outcome; some may have failed for good.
    case complete
    /// By a budget or a provider.
    case stopped
    case interrupted
    case failed
  }

  package var shard: Shard
  package var state = State.running
  /// Why it is neither running nor complete.
  package var reason: String?
  /// The arguments of `facet` that run it, without those that make it a shard.
  package var command: [String] = []
  package var workingDirectory = ""
  package var taskType = ""
  /// The hash of everything asked, the same for all shards of a run.
  package var configurationFingerprint = ""
  package var inputSHA256 = ""
  /// The hash under which the shard's ledger knows the run.
  package var runIdentity = ""
  /// Where the user wants the dataset of all shards; `nil` for a generated name.
  package var mergedPath: String?
  /// The ledger's path.
  package var ledgerPath: String?

  package var samples = 0
  package var cells = 0
  package var cellsDone = 0
  package var cellsFailed = 0
  package var requests = 0
  package var promptTokens = 0
  package var completionTokens = 0
  /// In US dollars; `nil` while no cost is known.
  package var costUSD: String?
  package var unpricedAnswers = 0
  /// The working time of all sessions, in milliseconds.
  package var elapsedMilliseconds = 0

  /// The start of the run's first session.
  package var startedAt = Timestamp.now
  package var updatedAt = Timestamp.now
  package var host = ""
  package var processID = 0
  /// The completions in the ledger and their combined digest, once the shard has ended.
  package var completions: Int?
  package var ledgerDigest: String?

  package init(shard: Shard) {
    self.shard = shard
  }

  /// Whether the shard has ever begun its run: a server beside it may have failed before.
  package var hasBegun: Bool { !runIdentity.isEmpty }

  static let fileName = "status.json"
  /// The version of the file's format.
  static let version = 1

  /// The path of the status in a shard's folder.
  package static func path(in folder: String) -> String { folder + "/" + fileName }

  /// Writes the status into a shard's folder: whole, or not at all.
  package func write(in folder: String) throws(SystemError) {
    let file = try AtomicFile(in: folder)
    try file.append(JSONValue.object(json).bytes(style: .indented) + [0x0A])
    try file.commit(to: Self.path(in: folder))
  }
}
