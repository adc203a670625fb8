internal import Facet
internal import FacetCluster
internal import FacetPlatform

/// A command that is run again to write its output from the united ledger of its shards.
final class MergeSession: Sendable {
  /// The merge around the current command; `nil` for every other command.
  @TaskLocal static var current: MergeSession?

  private let collection: RunOptions.Collection
  private let ledger: String
  /// The status that the shards agree on.
  private let status: ShardStatus
  private let result = Lock<RunOutcome?>(nil)

  init(collection: RunOptions.Collection, ledger: String, status: ShardStatus) {
    self.collection = collection
    self.ledger = ledger
    self.status = status
  }

  /// The outcome, once the command has written its output.
  var outcome: RunOutcome? { result.withLock { $0 } }

  func apply(to options: inout RunOptions) {
    options.collection = collection
    options.ledgerPath = ledger
    options.usesLedger = true
    options.isFresh = false
    options.scratch = nil
    options.joins = false
    options.retryFailed = .none
    options.requiresKeys = false
  }

  /// - Throws: ``ClusterError`` if the command does not ask what the shards were asked.
  func check(_ pipeline: DataGenerationPipeline) throws(ClusterError) {
    let (asked, input) = pipeline.identity
    guard asked == status.configurationFingerprint else {
      throw ClusterError(
        "the configuration or a prompt has changed since the shards ran; restore it, or run the "
          + "shards again")
    }
    guard input == status.inputSHA256 else {
      throw ClusterError(
        "the input data has changed since the shards ran; restore it, or run the shards again")
    }
  }

  func ended(_ outcome: RunOutcome) {
    result.withLock { $0 = outcome }
  }
}
