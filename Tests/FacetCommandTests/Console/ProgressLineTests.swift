import FacetModels
import Testing

@testable import Facet
@testable import FacetCommand

@Suite("Progress lines")
struct ProgressLineTests {
  private static let progress = RunProgress(
    total: 500_000, done: 123_456, failed: 17, reused: 41_002, inFlight: 256, waiting: 46,
    requests: 90_000, failedRequests: 60, promptTokens: 1, completionTokens: 1,
    elapsed: .seconds(600), remaining: .seconds(3725),
    lanes: [
      RunProgress.Lane(
        model: "a", provider: "Together", inFlight: 200, maxConcurrency: 256,
        requestsPerMinute: 11_840, requestsPerMinuteLimit: 15_000, tokensPerMinute: 1_234_567,
        tokensPerMinuteLimit: 2_000_000, held: .seconds(12),
        waits: [
          RunProgress.Wait(cause: "429", count: 38, next: .seconds(12)),
          RunProgress.Wait(cause: "timeout", count: 1, next: .milliseconds(40)),
        ]),
      RunProgress.Lane(
        model: "b", provider: "OpenAI", inFlight: 56, maxConcurrency: 64,
        requestsPerMinute: 100, requestsPerMinuteLimit: nil, tokensPerMinute: 10,
        tokensPerMinuteLimit: 100_000, held: nil,
        waits: [RunProgress.Wait(cause: "503", count: 7, next: .seconds(3))]),
    ])

  @Test("Never fill a line of the terminal", arguments: [1, 2, 10, 20, 40, 60, 61, 80, 120, 200])
  func widths(columns: Int) {
    let block = ProgressLine(Self.progress).block(columns: columns, height: 8)
    #expect(!block.isEmpty)
    for line in block {
      #expect(line.count < columns || columns < 3, "\(line)")
      #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }
  }

  @Test("Never exceed the available lines", arguments: 1...8)
  func heights(height: Int) {
    #expect(ProgressLine(Self.progress).block(columns: 30, height: height).count == height)
  }

  @Test("Show progress, pace and waiting requests")
  func content() {
    let block = ProgressLine(Self.progress).block(columns: 60, height: 8)
    #expect(block[0].hasSuffix("123,456/500,000 24% · 1 h 0 min left"))
    #expect(
      block.dropFirst() == [
        "256 in flight · 12k requests/min",
        "1.2M of 2.1M tokens/min · 41k reused · 17 failed",
        "429 from Together, 38 waiting, next in 12 s",
        "503 from OpenAI, 7 waiting, next in 3 s · 1 more waiting",
        "Together asked for a pause, 12 s left",
      ])
    let line = ProgressLine(Self.progress).line
    #expect(line.hasPrefix("123,456/500,000 24% · 1 h 0 min left · 256 in flight"))
    #expect(!line.contains("\n"))
  }

  @Test("Show the paid cost, the projected cost and the budget")
  func cost() throws {
    var progress = Self.progress
    progress.cost = RunProgress.Cost(
      paid: try #require(USDollars("1.2411")), projected: USDollars("5.1"), unpricedAnswers: 0)
    #expect(ProgressLine(progress).line.contains(" · $1.24 so far, $5.10 projected · 429 from"))
    progress.budget = RunProgress.Budget(
      cost: try #require(USDollars("3")), costLimit: USDollars("10"), tokens: 12_345,
      tokensLimit: 2_000_000, requests: 7, requestsLimit: nil)
    #expect(
      ProgressLine(progress).line.contains(
        " · $3.00 of the $10.00 budget, $6.86 projected · 12.3k of 2M tokens · 429"))
    progress.cost = nil
    progress.budget = nil
    #expect(!ProgressLine(progress).line.contains("$"))
  }

  @Test("Show why a provider refuses everything, and when the next request is due")
  func refusal() {
    var progress = Self.progress
    progress.lanes[0].refusal = RunProgress.Refusal(
      cause: "429", message: "no free requests are left", next: .seconds(32))
    let line = ProgressLine(progress).line
    #expect(
      line.contains(
        " · Together returns only 429 (no free requests are left), next request in 32 s"))
    #expect(!line.contains("asked for a pause"))
  }

  @Test("Show no pace before it is known")
  func beginning() {
    let progress = RunProgress(
      total: 10, done: 0, failed: 0, reused: 0, inFlight: 0, waiting: 0, requests: 0,
      failedRequests: 0, promptTokens: 0, completionTokens: 0, elapsed: .zero, remaining: nil,
      lanes: [])
    #expect(ProgressLine(progress).line == "0/10 0% · 0 in flight")
  }

  @Test(
    "A pace has two significant digits",
    arguments: [
      (0, "0"), (7.4, "7"), (99, "99"), (480.2, "480"), (1234, "1,200"), (11_840, "12k"),
      (999_900, "1M"), (1_234_567, "1.2M"),
    ])
  func rough(number: Double, text: String) {
    #expect(Quantity.rough(number) == text)
  }

  @Test(
    "An estimated duration is rounded",
    arguments: [
      (9, "9 s"), (203, "3 min 20 s"), (872, "14 min"), (3725, "1 h 0 min"), (80_000, "22 h"),
    ])
  func estimate(seconds: Int, text: String) {
    #expect(Quantity.estimate(.seconds(seconds)) == text)
  }
}
