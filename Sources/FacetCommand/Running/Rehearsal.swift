internal import Facet
internal import FacetModels
internal import FacetRehearsal

/// A loopback provider for one command.
enum Rehearsal {
  /// Runs `body` with a rehearsal server in place of every provider.
  static func withTarget<Result: Sendable>(
    options: RehearsalOptions = RehearsalOptions(),
    _ body: (RehearsalTarget) async throws -> Result
  ) async throws -> Result {
    var options = options
    options.latency = .milliseconds(20)
    options.jitter = .milliseconds(20)
    return try await RehearsalServer.withServer(options: options) { server in
      let baseURLs = WireFormat.allCases.map { ($0, server.baseURL(for: $0)) }
      return try await body(
        RehearsalTarget(
          baseURLs: Dictionary(uniqueKeysWithValues: baseURLs), identity: options.identity))
    }
  }
}
