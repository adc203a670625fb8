import Facet
import FacetConfiguration

/// The example of the README, compiled; a test compares the two.
enum LibraryExample {
  static func run(path: String, environment: [String: String]) async throws -> RunOutcome {
    // The example begins.
    let configuration = try TaskConfiguration(contentsOf: path)
    var options = RunOptions(environment: environment)
    options.isTest = true

    let pipeline = try DataGenerationPipeline(configuration: configuration, options: options)
    print(pipeline.summary.samples, "samples,", pipeline.summary.calls, "calls")

    let outcome = try await pipeline.generateDataset()
    print(outcome.datasetPath, outcome.counts.answered, "answers")
    // The example ends.
    return outcome
  }
}
