import ArgumentParser
import Testing

@testable import FacetCommand

@Suite("Which failures are retried")
struct RetryFailedTests {
  @Test(
    "Without a value the option means all",
    arguments: [
      ("episodes --retry-failed", RetryFailedChoice.all),
      ("episodes --retry-failed --offline", .all),
      ("episodes --retry-failed configs/a.json", .all),
      ("episodes --retry-failed none", .none),
      ("episodes --retry-failed transient --offline", .transient),
      ("episodes --retry-failed=none", .none),
      ("episodes", .transient),
    ])
  func completes(arguments: String, choice: RetryFailedChoice) throws {
    let words = RetryFailedChoice.completing(arguments.split(separator: " ").map(String.init))
    let command = try FacetCommand.parseAsRoot(words)
    let generate = try #require(command as? EpisodesCommand.Generate)
    #expect(generate.running.retryFailed == choice)
    #expect(generate.path == (arguments.contains("configs") ? "configs/a.json" : nil))
  }

  @Test("An invalid value is reported")
  func refuses() {
    let words = RetryFailedChoice.completing(["episodes", "--retry-failed", "some"])
    #expect(throws: (any Error).self) { try FacetCommand.parseAsRoot(words) }
  }
}
