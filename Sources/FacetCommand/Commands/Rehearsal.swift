internal import Facet
internal import FacetModels
internal import FacetRehearsal

/// A loopback provider for one command.
enum Rehearsal {
  /// Runs `body` with a server of our own standing in for every provider.
  static func withTarget(
    options: RehearsalOptions = RehearsalOptions(),
    _ body: (RehearsalTarget) async throws -> Void
  ) async throws {
    var options = options
    options.latency = .milliseconds(20)
    options.jitter = .milliseconds(20)
    try await RehearsalServer.withServer(options: options) { server in
      let baseURLs = WireFormat.allCases.map { ($0, server.baseURL(for: $0)) }
      try await body(
        RehearsalTarget(
          baseURLs: Dictionary(uniqueKeysWithValues: baseURLs), identity: options.identity))
    }
  }
}
