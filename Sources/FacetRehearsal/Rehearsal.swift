public import Facet
internal import FacetModels

/// Runs without a provider: a server in this process answers every request.
///
/// ```swift
/// let outcome = try await Rehearsal.withOptions(options) { options in
///   try await DataGenerationPipeline(configuration: configuration, options: options)
///     .generateDataset()
/// }
/// ```
public enum Rehearsal {
  /// Calls a function with options whose runs are rehearsals: they need no key and no network, cost
  /// nothing, and their datasets and answers are kept apart from those of paid runs.
  ///
  /// - Parameters:
  ///   - options: The options of the runs.
  ///   - seed: Decides the text of the answers.
  ///   - body: Runs pipelines with the options that it gets; the server ends when it returns.
  public static func withOptions<Result: Sendable>(
    _ options: RunOptions = RunOptions(), seed: UInt64 = 0,
    _ body: (RunOptions) async throws -> Result
  ) async throws -> Result {
    try await withTarget(options: RehearsalOptions(seed: seed)) { target in
      var options = options
      options.rehearsal = target
      return try await body(options)
    }
  }

  /// Calls a function with a rehearsal server that takes the place of every provider.
  package static func withTarget<Result: Sendable>(
    options: RehearsalOptions = RehearsalOptions(),
    _ body: (RehearsalTarget) async throws -> Result
  ) async throws -> Result {
    try await RehearsalServer.withServer(options: options) { server in
      let baseURLs = WireFormat.allCases.map { ($0, server.baseURL(for: $0)) }
      return try await body(
        RehearsalTarget(
          baseURLs: Dictionary(uniqueKeysWithValues: baseURLs), identity: options.identity))
    }
  }
}
