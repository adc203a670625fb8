/// The elements of Slurm's array jobs: no index reaches the cluster's limit.
enum ArrayIndexes {
  /// One array: its indexes as `sbatch` takes them, and the shard of index 0.
  struct Part: Sendable, Hashable {
    var offset: Int
    var text: String
    var shards: [Int]
  }

  /// Splits shards into arrays.
  ///
  /// - Parameters:
  ///   - shards: In ascending order.
  ///   - limit: The cluster's `MaxArraySize`: indexes are below it.
  static func parts(of shards: [Int], limit: Int) -> [Part] {
    let limit = max(1, limit)
    var parts: [Part] = []
    var rest = shards[...]
    while let first = rest.first {
      let offset = first / limit * limit
      let own = rest.prefix { $0 - offset < limit }
      rest = rest.dropFirst(own.count)
      parts.append(
        Part(offset: offset, text: ranges(own.map { $0 - offset }), shards: Array(own)))
    }
    return parts
  }

  /// Numbers in ascending order as `0-3,7,9-12`.
  static func ranges(_ numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = runs.last, last.upperBound + 1 == number {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    return runs.map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
    }.joined(separator: ",")
  }
}
