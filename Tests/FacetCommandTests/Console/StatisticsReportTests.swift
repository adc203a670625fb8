import Testing

@testable import Facet
@testable import FacetCommand

@Suite("A run's statistics in words")
struct StatisticsReportTests {
  @Test("Show truncated answers, retries and the use of tokens")
  func words() {
    var statistics = RunStatistics()
    statistics.latency = RunStatistics.Latency(
      p50: .milliseconds(812), p95: .milliseconds(1240), p99: .seconds(75))
    statistics.truncations = [
      RunStatistics.Truncation(
        condition: "Detailed", step: "strategy", answers: 300, truncated: 41, maxTokens: 150),
      RunStatistics.Truncation(
        condition: "Careful", step: "reading", answers: 300, truncated: 300, maxTokens: nil),
    ]
    statistics.byStep = ["reading", "strategy"].map { RunStatistics.Group(name: $0, answers: 300) }
    statistics.byStep[1].usage.promptTokens = 12_345
    let report = StatisticsReport(
      statistics: statistics,
      retries: [
        RunOutcome.RetryGroup(cause: "429", count: 1038),
        RunOutcome.RetryGroup(cause: "timeout", count: 1),
      ])
    #expect(
      report.details == [
        "  latency: 812 ms (p50), 1.2 s (p95), 1 min 15 s (p99)",
        "  retries: 1,038 × 429, 1 × timeout",
        "  by step   calls  prompt  output  p50",
        "  strategy    300  12,345       0     ",
        "  reading     300       0       0     ",
      ])
    #expect(
      report.truncations == [
        "  300 of 300 answers to the reading of 'Careful' were cut at the provider's output limit",
        "  41 of 300 answers of 'Detailed' were cut at max_tokens 150",
      ])
  }
}
