import Testing

@testable import Facet

@Suite("A sketch of latencies")
struct LatencySketchTests {
  /// Numbers that are as irregular as latencies, the same in every run.
  private static func milliseconds(_ count: Int) -> [Int] {
    var state: UInt64 = 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (1 << Int(state >> 60)) * 17 + Int(state >> 32) % 900
    }
  }

  @Test("Is within a sixtieth of the exact percentile", arguments: [1, 2, 7, 100, 10_000])
  func accuracy(count: Int) throws {
    let milliseconds = Self.milliseconds(count)
    var sketch = LatencySketch()
    for value in milliseconds { sketch.add(.milliseconds(value)) }
    let sorted = milliseconds.sorted()
    for percent in [1, 50, 95, 99, 100] {
      let exact = Double(sorted[max(1, (count * percent + 99) / 100) - 1])
      let found = try #require(sketch.percentile(percent)) / .milliseconds(1)
      #expect(abs(found - exact) <= exact / 60 + 0.5, "\(percent): \(found), not \(exact)")
    }
  }

  @Test("Is exact for a single one, and for small ones")
  func exact() {
    var sketch = LatencySketch()
    #expect(sketch.percentile(50) == nil)
    sketch.add(.milliseconds(812))
    #expect(sketch.percentile(50) == .milliseconds(812))
    #expect(sketch.percentile(99) == .milliseconds(812))
    var small = LatencySketch()
    for value in 0..<64 { small.add(.milliseconds(value)) }
    #expect(small.percentile(50) == .milliseconds(31))
  }

  @Test("Does not depend on order, nor on how it is put together")
  func order() {
    let milliseconds = Self.milliseconds(1000)
    var forward = LatencySketch()
    var backward = LatencySketch()
    var odd = LatencySketch()
    for (index, value) in milliseconds.enumerated() {
      forward.add(.milliseconds(value))
      if index % 3 == 0 { odd.add(.milliseconds(value)) }
    }
    for (index, value) in milliseconds.enumerated().reversed() where index % 3 != 0 {
      backward.add(.milliseconds(value))
    }
    backward += odd
    #expect(forward == backward)
  }
}
