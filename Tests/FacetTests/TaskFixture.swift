import FacetConfiguration
import FacetJSON
import FacetModels
import FacetPlatform
import FacetRehearsal
import TestSupport

@testable import Facet

/// A task in a folder of its own: a configuration that is right but for what a test puts in.
final class TaskFixture {
  let folder: ScratchFolder
  var configuration: TaskConfiguration
  var options = RunOptions(environment: [:])
  var rehearsal = RehearsalOptions(seed: 7)
  /// What the completions of the rehearsal are known by; `nil` for what it says itself.
  var identity: String?

  static let onePerspective = #"{"condition": "A", "strategy": "Say it again."}"#

  /// - Parameters:
  ///   - samples: The texts to answer.
  ///   - perspectives: The elements of `agent_perspectives`.
  ///   - model: Further members of `model_config`.
  ///   - data: Further members of `data_config`; all samples are taken where it names no size.
  ///   - members: Further members at the top level.
  init(
    samples: [String] = ["one", "two", "three"], perspectives: String = onePerspective,
    model: String = "", data: String = "", members: String = ""
  ) throws {
    folder = try ScratchFolder()
    let rows = samples.enumerated().map { index, text in
      JSONValue.object(["input": .string(text), "reference": .string("reference \(index)")]).text
    }
    try folder.write(rows.joined(separator: "\n"), to: "data/d.jsonl")
    configuration = try Self.configuration(
      perspectives: perspectives, model: model, data: data, members: members, in: folder.path)
    configuration.retry.timeout = .seconds(20)
    options.output = folder.path(of: "out.json")
    options.gracePeriod = .seconds(5)
  }

  static func configuration(
    perspectives: String = onePerspective, model: String = "", data: String = "",
    members: String = "", in folder: String = "/nowhere"
  ) throws -> TaskConfiguration {
    func further(_ text: String) -> String { text.isEmpty ? "" : ", " + text }
    let data =
      data.contains("sample_size")
      ? data
      : [#""sample_size": null"#, data].filter {
        !$0.isEmpty
      }.joined(separator: ", ")
    return try TaskConfiguration(
      text: """
        {"task_type": "echo", "task_description": "Say it again",
        "model_config": {"model_name": "rehearsal-small"\(further(model))},
        "agent_perspectives": [\(perspectives)],
        "data_config": {"input_data_path": "data/d.jsonl"\(further(data))},
        "prompt_layout": "context_first"\(further(members))}
        """, path: folder + "/task.json", overrides: [], workingDirectory: folder)
  }

  /// What a run against the rehearsal came to.
  struct Run {
    var outcome: RunOutcome
    var dataset: JSONValue
    var bytes: [UInt8]
    var statistics: RehearsalStatistics

    var tasks: [JSONValue] { dataset["tasks"]?.array ?? [] }
    var metadata: JSONValue { dataset["metadata"] ?? .null }

    /// What is known of each cell, sample by sample.
    var cells: [JSONValue] { tasks.flatMap { $0["response_metadata"]?.array ?? [] } }
    var statuses: [String] { cells.map { $0["status"]?.string ?? "" } }
    var responses: [JSONValue] { tasks.flatMap { $0["responses"]?.array ?? [] } }
    /// The dataset's lines without those that time and chance decide.
    var maskedLines: [String] {
      let volatile = [
        "\"latency_ms\":", "\"attempts\":", "\"total_calls\":", "\"failed\":", "\"retried\":",
        "\"generation_time\":",
      ]
      return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        .filter { line in !volatile.contains { line.drop { $0 == " " }.hasPrefix($0) } }
    }

    /// The classes of the cells' errors.
    var errorClasses: [String?] { cells.map { $0["error"]?["class"]?.string } }
  }

  /// Runs the whole pipeline against a rehearsal.
  func run(
    during body: (DataGenerationPipeline, RehearsalServer) async throws -> Void = { _, _ in }
  ) async throws -> Run {
    try await RehearsalServer.withServer(options: rehearsal) { server in
      var options = options
      options.rehearsal = RehearsalTarget(
        baseURLs: Dictionary(
          uniqueKeysWithValues: WireFormat.allCases.map { ($0, server.baseURL(for: $0)) }),
        identity: identity ?? rehearsal.identity)
      let pipeline = try DataGenerationPipeline(configuration: configuration, options: options)
      async let outcome = pipeline.generateDataset()
      try await body(pipeline, server)
      let ended = try await outcome
      let bytes = try FileSystem.contents(of: ended.datasetPath)
      let isRows = ended.datasetPath.hasSuffix(".jsonl")
      return Run(
        outcome: ended,
        dataset: isRows ? .null : try ConfigurationJSON.value(of: bytes).plain, bytes: bytes,
        statistics: server.statistics)
    }
  }
}
