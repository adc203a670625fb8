import Testing

@testable import Facet

@Suite("Means of scores")
struct ClusteredMeanTests {
  private func mean(_ samples: [[Double]]) -> ClusteredMean {
    var mean = ClusteredMean()
    for sample in samples {
      for value in sample { mean.add(value) }
      mean.endCluster()
    }
    return mean
  }

  @Test("An interval does not leave the possible values")
  func bounded() throws {
    let few = mean([[1], [0.9], [0.2]])
    let free = try #require(few.interval())
    #expect(free.upperBound > 1 && free.lowerBound < 0)
    #expect(few.interval(within: 0...1) == 0...1)
    let half = try #require(few.interval(within: -5...1))
    #expect(half.lowerBound == free.lowerBound && half.upperBound == 1)
  }

  @Test("A mean that rounding puts outside of its range stays in its interval")
  func rounding() throws {
    let whole = mean([[0.1], [0.1], [0.1], [0.5]])
    let interval = try #require(whole.interval(within: 0.3...0.4))
    #expect(interval.contains(try #require(whole.mean)))
  }

  @Test("Values that are 0 or 1 have Wilson's interval, one sample alone has no other")
  func kinds() throws {
    #expect(mean([[1], [1], [1]]).interval()?.upperBound == 1)
    #expect(mean([[0.5]]).interval() == nil)
    #expect(mean([]).interval() == nil)
  }
}
