/// Joins the neighbours with the lowest rank until no pair can be joined, in n log n steps: a
/// megabyte of one letter is one piece.
struct PairMerge {
  private struct Candidate {
    var rank: Int32
    var start: Int
    /// The end at the time of the find; a different end means that a part has been joined since.
    var end: Int

    /// Of equal ranks the left one goes first.
    func precedes(_ other: Candidate) -> Bool {
      rank < other.rank || rank == other.rank && start < other.start
    }
  }

  private let length: Int

  init(length: Int) {
    self.length = length
  }

  /// The number of remaining parts.
  ///
  /// - Parameter rank: The rank of a range of the piece, ``BytePairVocabulary/none`` for none.
  func count(_ rank: (Range<Int>) -> Int32) -> Int {
    guard length > 1 else { return length }
    // Parts as a linked list: the start of the next and of the previous one.
    var next = Array(1...length + 1)
    var previous = Array(-1..<length)
    var heap: [Candidate] = []
    func add(_ start: Int) {
      guard start >= 0, start < length else { return }
      let middle = next[start]
      guard middle < length else { return }
      let end = next[middle]
      let rank = rank(start..<end)
      if rank != BytePairVocabulary.none {
        Self.push(Candidate(rank: rank, start: start, end: end), to: &heap)
      }
    }
    for start in 0..<length - 1 { add(start) }
    var isPart = Array(repeating: true, count: length)
    var parts = length
    while let candidate = Self.pop(from: &heap) {
      let start = candidate.start
      guard isPart[start], next[start] < length, next[next[start]] == candidate.end else {
        continue
      }
      let middle = next[start]
      isPart[middle] = false
      next[start] = candidate.end
      if candidate.end < length { previous[candidate.end] = start }
      parts -= 1
      add(start)
      if previous[start] >= 0 { add(previous[start]) }
    }
    return parts
  }

  private static func push(_ candidate: Candidate, to heap: inout [Candidate]) {
    heap.append(candidate)
    var child = heap.count - 1
    while child > 0, heap[child].precedes(heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private static func pop(from heap: inout [Candidate]) -> Candidate? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && heap[child].precedes(heap[least]) { least = child }
      guard least != parent else { return first }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
