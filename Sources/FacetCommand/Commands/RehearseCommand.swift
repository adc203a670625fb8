internal import ArgumentParser
internal import Dispatch
internal import FacetModels
internal import FacetPlatform
internal import FacetRehearsal

/// `facet rehearse`: the loopback provider on its own.
struct RehearseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rehearse",
    abstract: "Serve every wire format on loopback, with faults on request.",
    discussion: """
      Point any client at the printed addresses; request counts are at /stats. The header \
      'x-facet-fault: 500' causes a fault for that request only.

      Example: facet rehearse --port 8077 --latency-ms 300 --faults 429=5%,reset-in-body=1%
      """)

  @Option(help: ArgumentHelp("The port; 0 for any free port.", valueName: "number"))
  var port = 8077

  @Option(help: ArgumentHelp("Seed for the texts.", valueName: "number"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("Duration of an answer.", valueName: "ms"))
  var latencyMs = 0

  @Option(help: ArgumentHelp("Maximum random addition to the duration.", valueName: "ms"))
  var jitterMs = 0

  @Option(
    help: ArgumentHelp("Faults and their rates, such as 500=5%,stall=0.1%.", valueName: "list"))
  var faults: String?

  @Flag(help: "Cause faults only on the first request with a given content.")
  var faultsOnFirstAttemptOnly = false

  @Option(help: ArgumentHelp("Answer 429 above this rate, per model.", valueName: "count"))
  var requestsPerMinute: Int?

  @Option(help: ArgumentHelp("Answer 429 above this rate, per model.", valueName: "count"))
  var tokensPerMinute: Int?

  @Option(
    help: ArgumentHelp(
      "Refuse requests above this many at once, as out of capacity.", valueName: "count"))
  var maxConcurrent: Int?

  @Option(help: ArgumentHelp("Wait that a 429 asks for.", valueName: "seconds"))
  var retryAfter: Double = 1

  func validate() throws {
    guard (0...65_535).contains(port) else {
      throw ValidationError("'--port' must be from 0 to 65535.")
    }
    try OptionRule.count(requestsPerMinute, "--requests-per-minute")
    try OptionRule.count(tokensPerMinute, "--tokens-per-minute")
    try OptionRule.count(maxConcurrent, "--max-concurrent")
    guard (0...86_400).contains(retryAfter) else {
      throw ValidationError("'--retry-after' must be from 0 to 86400.")
    }
    guard (0...86_400_000).contains(latencyMs), (0...86_400_000).contains(jitterMs) else {
      throw ValidationError("'--latency-ms' and '--jitter-ms' must be from 0 to 86400000.")
    }
  }

  func run() async throws {
    var options = RehearsalOptions(seed: seed)
    options.port = port
    options.latency = .milliseconds(latencyMs)
    options.jitter = .milliseconds(jitterMs)
    options.retryAfter = .seconds(retryAfter)
    options.faultsOnFirstAttemptOnly = faultsOnFirstAttemptOnly
    options.limits = RehearsalLimits(
      requestsPerMinute: requestsPerMinute, tokensPerMinute: tokensPerMinute,
      maxConcurrent: maxConcurrent)
    if let faults {
      do throws(RehearsalMistake) {
        options.faults = try RehearsalFaults(parsing: faults)
      } catch {
        throw ValidationError("'--faults': \(error.description)")
      }
    }
    try await RehearsalServer.withServer(options: options) { server in
      for format in WireFormat.allCases {
        Terminal.write(
          "\(format.rawValue): \(server.baseURL(for: format))\n", to: .standardOutput)
      }
      Terminal.write(
        "counts: \(server.baseURL)/stats\nstop with Ctrl-C\n", to: .standardError)
      await untilInterrupted()
      let statistics = server.statistics
      Terminal.write(
        "\(Quantity.count(statistics.requests, "request")), "
          + "\(Quantity.grouped(statistics.answered)) answered\n", to: .standardError)
    }
  }

  private func untilInterrupted() async {
    let (interrupts, feed) = AsyncStream.makeStream(of: Int.self)
    let signals = InterruptSignals { count in
      if count > 1 { InterruptSignals.leave(status: ExitStatus.interrupted) }
      feed.yield(count)
    }
    for await _ in interrupts { break }
    withExtendedLifetime(signals) {}
  }
}
