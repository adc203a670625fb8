import Testing

@testable import Facet

@Suite("A rate of late")
struct RecentRateTests {
  @Test("Follows a change of pace, and does not forget at once")
  func follows() throws {
    var rate = RecentRate(memory: .seconds(20))
    #expect(rate.perSecond == nil)
    for _ in 0..<600 { rate.add(100, over: .milliseconds(100)) }
    #expect(abs(try #require(rate.perSecond) - 1000) < 1)
    for _ in 0..<50 { rate.add(0, over: .milliseconds(100)) }
    #expect((700..<850).contains(try #require(rate.perSecond)))
    for _ in 0..<600 { rate.add(10, over: .milliseconds(100)) }
    #expect((100..<150).contains(try #require(rate.perSecond)))
  }

  @Test("Is the same however often it is looked at")
  func steps() throws {
    var often = RecentRate()
    var rarely = RecentRate()
    for _ in 0..<1000 { often.add(1, over: .milliseconds(10)) }
    for _ in 0..<10 { rarely.add(100, over: .seconds(1)) }
    #expect(abs(try #require(often.perSecond) - 100) < 1e-6)
    #expect(abs(try #require(rarely.perSecond) - 100) < 1e-6)
  }
}
