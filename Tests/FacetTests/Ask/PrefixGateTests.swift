import Testing

@testable import Facet

@Suite struct PrefixGateTests {
  private let key = PrefixKey(sample: 0, group: 0)

  @Test("The first goes ahead, the others follow when it is answered")
  func leads() async {
    let gate = PrefixGate(lead: .seconds(600))
    #expect(await gate.enter(key))
    #expect(await gate.enter(PrefixKey(sample: 1, group: 0)))
    async let second = gate.enter(key)
    async let third = gate.enter(key)
    gate.leave(key, isWarm: true)
    #expect(await [second, third] == [false, false])
    #expect(await gate.enter(key) == false)
  }

  @Test("If the first fails, the next goes ahead")
  func fails() async {
    let gate = PrefixGate(lead: .seconds(600))
    #expect(await gate.enter(key))
    gate.leave(key, isWarm: false)
    #expect(await gate.enter(key))
    gate.leave(key, isWarm: true)
    #expect(await gate.enter(key) == false)
  }

  @Test("Nobody waits longer than the lead")
  func waits() async {
    let gate = PrefixGate(lead: .milliseconds(20))
    #expect(await gate.enter(key))
    #expect(await gate.enter(key) == false)
  }

  @Test("A few pass at the beginning without waiting, and no more than those")
  func passes() async {
    let gate = PrefixGate(lead: .seconds(600), passes: 2)
    let keys = (0..<3).map { PrefixKey(sample: $0, group: 0) }
    for key in keys { #expect(await gate.enter(key)) }
    #expect(await gate.enter(keys[0]) == false)
    #expect(await gate.enter(keys[1]) == false)
    // It waits: when the first fails, it is the one that goes ahead.
    async let third = gate.enter(keys[2])
    gate.leave(keys[2], isWarm: false)
    #expect(await third)
  }

  @Test("A run that stops lets everybody pass, and one without a lead has no gate")
  func opens() async {
    let gate = PrefixGate(lead: .seconds(600))
    #expect(await gate.enter(key))
    async let second = gate.enter(key)
    gate.open()
    #expect(await second == false)
    let none = PrefixGate(lead: .zero)
    #expect(await none.enter(key) == false)
  }
}
