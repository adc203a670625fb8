import FacetConfiguration
import FacetJSON
import FacetModels
import FacetPlatform
import FoundationEssentials
import Testing

@testable import Facet

/// The fingerprints of version 0.1, under which paid answers are stored.
@Suite("Pinned fingerprints")
struct PinnedFingerprintTests {
  /// Answers every step with a text that depends on its fingerprint, and notes the fingerprints.
  private final class Script: StepSource {
    let plan: RunPlan
    let asked = Lock<[String]>([])

    init(plan: RunPlan) { self.plan = plan }

    func result(of step: StepRequest) async throws(StepFailure) -> StepResult {
      let lane = plan.lanes[step.lane]
      let fingerprint = step.fingerprint(at: lane, replicate: plan.options.replicate)
      asked.withLock { $0.append("\(step.name) \(fingerprint)") }
      return StepResult(
        completion: Completion(
          content: [.text("text {{input}} \(fingerprint.description.prefix(9))")],
          finishReason: .stop),
        record: StepRecord(
          step: StepIdentity(fingerprint: fingerprint, name: step.name, lane: lane), attempts: 1,
          answer: nil))
    }

    func unaskedRecord(of step: PlannedStep) -> StepRecord {
      preconditionFailure("every prompt of the fixtures can be rendered")
    }
  }

  /// The name and fingerprint of each step of the first samples' cells, in order.
  private func steps(
    of configuration: TaskConfiguration, samples: Int, replicate: String? = nil
  ) async throws -> [String] {
    var options = RunOptions(environment: [:])
    options.requiresKeys = false
    options.limit = samples
    options.replicate = replicate
    let plan = try Planner(configuration: configuration, options: options).plan()
    let runner = PerspectiveRunner(
      renderer: PromptRenderer(
        layout: configuration.promptLayout, data: configuration.data),
      outcomes: configuration.outcomes, stepsAhead: 0)
    var reader = try SampleReader(
      path: plan.input.path, data: configuration.data, selection: plan.input.selection)
    let script = Script(plan: plan)
    while let sample = try reader.next() {
      for column in plan.columns {
        _ = await runner.outcome(
          of: Cell(sample: sample, column: column, order: 0), from: script)
      }
    }
    return script.asked.withLock { $0 }
  }

  @Test(
    "Shipped configurations keep their fingerprints",
    arguments: [
      ("translation", 48, "bd4315965ae78f81ea21b2f736dd93897eda28a121d6a2fff7cccb6e4664b5a4"),
      ("summarization", 45, "a8412efd0dd37113db4dce3d83b75edb8bad941e484a4d86cb9238d057122bda"),
      (
        "product_description", 36,
        "d1821d6be40c0bc30c59173e211680a5c9cb751361af95a95af7d1c4e85a11fe"
      ),
      ("peer_review", 72, "1b73e3d6ba78d47edcddcc90a53746c6ddda60705330fa6b9d254e59692f1baf"),
    ] as [(String, Int, String)])
  func shipped(name: String, count: Int, digest: String) async throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    let configuration = try TaskConfiguration(
      contentsOf: root + "/configs/\(name).json", overrides: [], workingDirectory: root)
    let steps = try await steps(of: configuration, samples: 3)
    #expect(steps.count == count)
    #expect(SHA256(of: Array(steps.joined(separator: "\n").utf8)).description == digest)
  }

  /// Perspectives with readings, templates, systems, models of their own, completions and repeats.
  private static let perspectives = """
    {"condition": "Plain", "strategy": "Say it again."},
    {"condition": "Plain", "strategy": "Say it again."},
    {"condition": "Read", "reading": "List the facts.", "strategy": "Write from these notes.",
     "completions": 2},
    {"condition": "Same reading", "reading": "List the facts.", "strategy": "Ask a question."},
    {"condition": "Template", "reading": "Look at {{input}}.", "system": "You are {{reference}}.",
     "strategy": "{{input}} and {{notes}}", "model_config": {"seed": 5, "temperature": 0.20}},
    {"condition": "Unseen notes", "reading": "Read.", "strategy": "Only {{reference}}."},
    {"condition": "Claude", "reading": {"text": "Read {{it}}.",
     "model_config": {"model_name": "claude-haiku-4-5", "max_tokens": 9}}, "strategy": "Write.",
     "model_config": {"extra_body": {"b": 1, "a": [true, null]}, "stop": ["x"]}}
    """

  @Test(
    "Readings, completions, repeats and seeds keep their fingerprints",
    arguments: [
      ("context_first", nil, "50aaeebc40e19b7d3f28e4f424e773578b0b46c034b65fbca465990acd2a6c83"),
      ("sandwich", nil, "ffe396adb62e5bdafd6f073d682a7ca3246f01b312e4256038851defcb43e129"),
      (
        "context_first", "second",
        "34a6d838484df9a34ce7c720f1fb2ec5e5226dabf186d61d9ee1d56f17e31c54"
      ),
    ] as [(String, String?, String)])
  func inline(layout: String, replicate: String?, digest: String) async throws {
    let task = try TaskFixture(
      samples: ["one", "two ```fence```", "one", "one"], perspectives: Self.perspectives)
    task.configuration.promptLayout = try #require(PromptLayout(rawValue: layout))
    let steps = try await steps(of: task.configuration, samples: 4, replicate: replicate)
    #expect(steps.count == 4 * 14)
    #expect(SHA256(of: Array(steps.joined(separator: "\n").utf8)).description == digest)
    if layout == "context_first", replicate == nil {
      #expect(
        steps.first == "strategy 394b5a3891f1d0f9999376596db8645c5222a1b07d58362df05907675ee34f5b")
      #expect(
        steps[3] == "strategy 3668237594a39f3b45ff8ad9a77c852eaa846d0f782e7e6a7d592186257e0bea")
    }
  }
}
