internal import Facet
internal import FacetRehearsal

extension Rehearsal {
  /// Calls a function with a rehearsal server that answers as fast as a quick provider.
  static func withPacedTarget<Result: Sendable>(
    options: RehearsalOptions = RehearsalOptions(),
    _ body: (RehearsalTarget) async throws -> Result
  ) async throws -> Result {
    var options = options
    options.latency = .milliseconds(20)
    options.jitter = .milliseconds(20)
    return try await withTarget(options: options, body)
  }
}
