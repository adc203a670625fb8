internal import Facet

/// The estimate of the largest shard of a run.
struct EstimateOfShard {
  /// The number of shards.
  var count: Int
  var estimate: RunEstimate
  /// The shard's own summary.
  var summary: RunSummary
}
