import Testing

@testable import Facet

@Suite("Replicas")
struct ReplicaSetTests {
  private let start = ContinuousClock.now

  /// Fails the replica that is asked next until it is set aside.
  private func setAside(_ set: inout ReplicaSet, at now: ContinuousClock.Instant) -> Int {
    let index = set.take(at: now)
    set.finish(index, .failure, at: now)
    for _ in 1..<ReplicaSet.tolerance {
      let next = set.take(at: now)
      #expect(next == index)
      set.finish(next, .failure, at: now)
    }
    return index
  }

  @Test("Share requests evenly, and a slow one gets fewer")
  func leastLoaded() {
    var set = ReplicaSet(count: 3)
    #expect((0..<6).map { _ in set.take(at: start) }.sorted() == [0, 0, 1, 1, 2, 2])
    set.finish(1, .success, at: start)
    set.finish(1, .success, at: start)
    #expect([set.take(at: start), set.take(at: start)] == [1, 1])
  }

  @Test("That fail repeatedly are suspended, then probed by one request")
  func setAside() {
    var set = ReplicaSet(count: 2)
    let failing = setAside(&set, at: start)
    let other = 1 - failing
    #expect((0..<5).allSatisfy { _ in set.take(at: start) == other })
    let later = start + ReplicaSet.firstPause
    #expect(set.take(at: later) == failing)
    #expect(set.take(at: later) == other)
    set.finish(failing, .success, at: later)
    #expect(set.take(at: later) == failing)
  }

  @Test("That fail again are suspended for twice as long")
  func longerPause() {
    var set = ReplicaSet(count: 2)
    let failing = setAside(&set, at: start)
    let second = start + ReplicaSet.firstPause
    #expect(set.take(at: second) == failing)
    set.finish(failing, .failure, at: second)
    #expect(set.take(at: second + ReplicaSet.firstPause) == 1 - failing)
    #expect(set.take(at: second + ReplicaSet.firstPause * 2) == failing)
  }

  @Test("Are still used when all are suspended")
  func allAside() {
    var set = ReplicaSet(count: 2)
    let first = setAside(&set, at: start)
    #expect(set.hasOther(than: first))
    let second = setAside(&set, at: start + .milliseconds(1))
    #expect(second != first)
    #expect(!set.hasOther(than: second))
    #expect(set.take(at: start + .milliseconds(2)) == first)
  }

  @Test("A mistake in the request says nothing about the replica")
  func neutral() {
    var set = ReplicaSet(count: 2)
    for _ in 0..<10 { set.finish(set.take(at: start), .neutral, at: start) }
    #expect(set.hasOther(than: 0) && set.hasOther(than: 1))
  }
}
