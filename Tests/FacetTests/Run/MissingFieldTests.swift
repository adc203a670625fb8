import FacetConfiguration
import FacetJSON
import FacetPlatform
import FacetRehearsal
import TestSupport
import Testing

@testable import Facet

@Suite("A sample that lacks a field a prompt needs")
struct MissingFieldTests {
  private static let rows = """
    {"input": "one", "country": "Peru"}
    {"input": "two", "country": null}
    {"input": "three"}
    {"input": "four", "country": "Chad"}
    """
  private static let perspectives = """
    {"condition": "Plain", "strategy": "Say it again."}, \
    {"condition": "Placed", "strategy": "{{input}} in {{country}}"}
    """

  private func fixture(_ rows: String = rows) throws -> TaskFixture {
    let fixture = try TaskFixture(perspectives: Self.perspectives)
    try fixture.folder.write(rows, to: "data/d.jsonl")
    return fixture
  }

  @Test("Its cells fail with the line, the field and the perspective, and nothing is sent for them")
  func fails() async throws {
    let fixture = try fixture()
    let run = try await fixture.run()
    #expect(run.statuses == ["ok", "ok", "ok", "failed", "ok", "failed", "ok", "ok"])
    let messages = run.cells.compactMap { $0["error"]?["message"]?.string }
    #expect(
      messages == [
        "perspective 'Placed': the sample on line 2 has null in the field 'country'",
        "perspective 'Placed': the sample on line 3 has no field 'country'",
      ])
    #expect(run.errorClasses.compactMap { $0 } == ["missing_field", "missing_field"])
    #expect(run.outcome.calls.sent == 6)
    #expect(run.outcome.calls.failed == 0)
    #expect(run.statistics.requests == 6)
    #expect(run.outcome.ending == .completeWithFailures)
    #expect(run.outcome.failures.map(\.kind) == ["missing_field"])
    #expect(run.outcome.failures.map(\.count) == [2])
    #expect(run.outcome.failures.map(\.lane) == [nil])
  }

  @Test("Its cells are in no estimate, before the run and after it")
  func estimate() async throws {
    let fixture = try fixture()
    fixture.configuration.perspectives[0].completions = 2
    fixture.options.requiresKeys = false
    fixture.options.ledgerPath = fixture.folder.path(of: "l.sqlite")
    let pipeline = try DataGenerationPipeline(
      configuration: fixture.configuration, options: fixture.options)
    #expect(pipeline.summary.calls == 10)
    #expect(try await pipeline.estimate().total.calls == 10)
    _ = try await fixture.run()
    fixture.options.rehearsal = RehearsalTarget(
      baseURLs: [:], identity: fixture.identity ?? fixture.rehearsal.identity)
    let again = try DataGenerationPipeline(
      configuration: fixture.configuration, options: fixture.options)
    #expect(try await again.estimate().total.calls == 0)
  }

  @Test("It is warned of before the run, however far down the file it is")
  func warns() throws {
    func cautions(_ rows: String) throws -> [String] {
      let fixture = try fixture(rows)
      fixture.options.requiresKeys = false
      return try DataGenerationPipeline(
        configuration: fixture.configuration, options: fixture.options
      ).summary.cautions
    }
    #expect(
      try cautions(Self.rows) == [
        "2 of 4 samples lack the field 'country' or have null in it, the first on line 2; "
          + "'Placed' needs it, and those cells will fail"
      ])
    let full = Array(repeating: #"{"input": "x", "country": "Mali"}"#, count: 300)
    #expect(try cautions(full.joined(separator: "\n")) == [])
    #expect(
      try cautions((full + [#"{"input": "x"}"#]).joined(separator: "\n")) == [
        "the sample on line 301 has no field 'country'; 'Placed' needs it, and that cell will fail"
      ])
    #expect(
      try cautions((full + [#"{"input": null, "country": "x"}"#]).joined(separator: "\n")) == [
        "the sample on line 301 has null in the field 'input'; "
          + "'Plain' and 1 other perspective need it, and those cells will fail"
      ])
  }

  @Test(
    "A field that no sample has is a mistake, with the nearest name",
    arguments: [
      (#"{"input": "one", "countri": "x"}"#, "task.json:3:"),
      (
        #"{"input": "one", "countri": "x"}"#,
        "the samples have no field 'country'; did you mean 'countri'?"
      ),
      (#"{"input": "one", "country": null}"#, "the field 'country' is null in every sample"),
      (
        #"{"text": "one", "country": "x"}"#,
        "the samples have no field 'input'; set 'input_field' to one that they have: 'text', 'country'"
      ),
      (#"{"input": null, "country": "x"}"#, "the field 'input' is null in every sample"),
    ])
  func refuses(row: String, message: String) throws {
    let fixture = try fixture(row)
    fixture.options.requiresKeys = false
    let error = #expect(throws: PlanError.self) {
      try Planner(configuration: fixture.configuration, options: fixture.options).plan()
    }
    #expect(error?.description.contains(message) == true)
  }
}
