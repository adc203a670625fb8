import FacetModels
import Testing

@testable import Facet

@Suite("Against a simulated server")
struct SimulationTests {
  @Test("A limit on concurrency is found and kept", arguments: [1, 2, 3] as [UInt64])
  func concurrency(seed: UInt64) {
    let result = Simulation.run(
      Simulation.Server(maxConcurrent: 10), duration: .seconds(600), seed: seed)
    let mean = Double(result.limits.reduce(0, +)) / Double(result.limits.count)
    #expect((6...13).contains(mean), "the limit was \(mean) on average")
    #expect(
      result.lateRefusedShare < 0.1,
      "\(result.lateRefused) refused of \(result.lateAnswered + result.lateRefused)")
    // 10 at a time, 0.52 seconds each.
    let possible = 300 * 10 / 0.52
    #expect(
      Double(result.lateAnswered) > 0.8 * possible, "\(result.lateAnswered) of \(possible)")
  }

  @Test("A limit on concurrency that names no wait is found too", arguments: [1, 2] as [UInt64])
  func concurrencyWithoutRetryAfter(seed: UInt64) {
    let result = Simulation.run(
      Simulation.Server(maxConcurrent: 20, retryAfter: nil), duration: .seconds(600), seed: seed)
    #expect(result.lateRefusedShare < 0.1)
    #expect(Double(result.lateAnswered) > 0.8 * 300 * 20 / 0.52)
  }

  @Test(
    "A limit on concurrency is used to at least 90 percent by quick requests, with at most 5 percent refused at once",
    arguments: [1, 2, 3] as [UInt64], [4, 16, 48])
  func quickRefusals(seed: UInt64, limit: Int) {
    let result = Simulation.run(
      Simulation.Server(
        maxConcurrent: limit, service: .milliseconds(50), roundTrip: .milliseconds(1)),
      duration: .seconds(120), seed: seed)
    let possible = 60 * Double(limit) / 0.051
    #expect(
      Double(result.lateAnswered) > 0.9 * possible, "\(result.lateAnswered) of \(possible)")
    #expect(
      result.lateRefusedShare < 0.05,
      "\(result.lateRefused) refused of \(result.lateAnswered + result.lateRefused)")
  }

  @Test("A server without limits is used to the full", arguments: [1, 2] as [UInt64])
  func unlimited(seed: UInt64) {
    let result = Simulation.run(Simulation.Server(), duration: .seconds(60), seed: seed)
    #expect(result.refused == 0)
    #expect(Double(result.answered) > 0.97 * 60 * 64 / 0.52)
  }

  @Test(
    "A rate in headers is used to at least 95 percent, with at most 5 percent refused",
    arguments: [1, 2, 3] as [UInt64], [Duration.seconds(60), .seconds(1)])
  func toldRate(seed: UInt64, burst: Duration) {
    let result = Simulation.run(
      Simulation.Server(
        requestsPerMinute: 600, burst: burst, service: .seconds(1), sendsHeaders: true),
      duration: .seconds(600), seed: seed)
    #expect(Double(result.answered) >= 0.95 * 600 * 10, "\(result.answered) of 6000")
    #expect(Double(result.lateAnswered) >= 0.95 * 600 * 5, "\(result.lateAnswered) of 3000")
    #expect(
      result.lateRefusedShare <= 0.05,
      "\(result.lateRefused) refused of \(result.lateAnswered + result.lateRefused)")
  }

  @Test(
    "A rate visible only through refusals is used to at least 95 percent",
    arguments: [1, 2] as [UInt64])
  func untoldRate(seed: UInt64) {
    let result = Simulation.run(
      Simulation.Server(requestsPerMinute: 600, service: .seconds(1)), duration: .seconds(600),
      seed: seed)
    #expect(Double(result.answered) >= 0.95 * 600 * 10, "\(result.answered) of 6000")
  }

  @Test(
    "A limit on tokens is used to at least 95 percent, with at most 5 percent refused, however the server counts",
    arguments: [true, false], [true, false])
  func tokens(countsReserved: Bool, sendsHeaders: Bool) {
    for (seed, burst) in [(1, 1), (2, 1), (3, 60)] as [(UInt64, Int)] {
      for outputLimit in [150, 500, 2000.0] {
        let tokens = Simulation.Tokens(
          perMinute: 600_000, burst: .seconds(burst), countsReserved: countsReserved,
          outputLimit: outputLimit)
        let result = Simulation.run(
          Simulation.Server(service: .seconds(1), sendsHeaders: sendsHeaders, tokens: tokens),
          duration: .seconds(600), seed: seed)
        let of = "burst \(burst), output limit \(outputLimit)"
        #expect(
          result.lateTokens >= 0.95 * 600_000 * 5, "\(result.lateTokens) of 3000000, \(of)")
        #expect(
          result.lateRefusedShare <= 0.05,
          "\(result.lateRefused) refused of \(result.lateAnswered + result.lateRefused), \(of)")
      }
    }
  }

  @Test("Refusals without a token limit cost no tokens", arguments: [1, 2] as [UInt64])
  func strayRefusals(seed: UInt64) {
    let tokens = Simulation.Tokens(
      perMinute: 600_000, burst: .seconds(60), countsReserved: false, outputLimit: 2000)
    let result = Simulation.run(
      Simulation.Server(service: .seconds(1), tokens: tokens, strayRefusals: 0.05),
      duration: .seconds(600), seed: seed)
    #expect(result.lateTokens >= 0.95 * 600_000 * 5, "\(result.lateTokens) of 3000000")
    #expect(result.lateRefusedShare < 0.06)
  }
}

@Suite("The allowance that a refusal is about")
struct TokenRefusalTests {
  private func lacks(_ error: ModelError, remaining: Int? = nil) -> Bool {
    let status = remaining.map { RateLimitStatus(tokens: .init(limit: 1000, remaining: $0)) }
    return FinishedAttempt.lacksTokens(error, status, reservedTokens: 500)
  }

  @Test("The headers identify it; without them, the message does")
  func evidence() {
    let plain = ModelError(.rateLimited, "slow down")
    let spoken = ModelError(.rateLimited, "Rate limit reached on tokens per min (TPM)")
    #expect(lacks(plain, remaining: 499))
    #expect(!lacks(plain, remaining: 500))
    #expect(!lacks(plain))
    #expect(lacks(spoken))
    #expect(!lacks(spoken, remaining: 900))
    #expect(!lacks(ModelError(.overloaded, "no tokens left"), remaining: 0))
  }
}
