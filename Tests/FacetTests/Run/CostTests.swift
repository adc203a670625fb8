import FacetJSON
import FacetModels
import FacetPlatform
import FacetRehearsal
import TestSupport
import Testing

@testable import Facet

@Suite("Costs in a dataset")
struct CostTests {
  private func amount(_ value: JSONValue?) -> USDollars? {
    value?.number.flatMap { USDollars($0) }
  }

  @Test("Each cell's is its usage at the price, and the totals are the sums over the cells")
  func sums() async throws {
    let task = try TaskFixture(
      perspectives: #"{"condition": "A", "reading": "R", "strategy": "S", "completions": 2}"#,
      model: #""max_tokens": 60, "price": {"input": 0.3, "output": 7.1}"#)
    let run = try await task.run()
    var sum = USDollars.zero
    for cell in run.cells {
      var expected = USDollars.zero
      for step in ["reading", "strategy"] {
        guard let usage = cell["steps"]?[step]?["usage"],
          let prompt = usage["prompt_tokens"]?.number?.int,
          let output = usage["completion_tokens"]?.number?.int
        else { continue }
        // 0.3 and 7.1 dollars for a million are so many 10^-7 dollars for a token.
        expected += USDollars(attodollars: 100_000_000_000 * Int128(prompt * 3 + output * 71))
      }
      #expect(amount(cell["cost_usd"]) == expected)
      sum += expected
    }
    let cost = run.metadata["cost_usd"]
    #expect(amount(cost?["total"]) == sum && amount(cost?["known"]) == sum)
    #expect(amount(cost?["by_model"]?["rehearsal-small"]) == sum)
    #expect(cost?["unpriced_models"] == [] && cost?["reported"] == .null)
    #expect(run.outcome.cost.totalUSD == sum.description)
  }

  @Test("Is unknown, never zero, if a model has no price, and the rest is known")
  func unpriced() async throws {
    let task = try TaskFixture(
      perspectives: #"""
        {"condition": "A", "strategy": "S"},
        {"condition": "B", "strategy": "S", "model_config": {"model_name": "gpt-4o-mini"}}
        """#)
    let run = try await task.run()
    let cost = run.metadata["cost_usd"]
    #expect(cost?["total"] == .null)
    #expect(cost?["unpriced_models"] == ["rehearsal-small"])
    #expect(cost?["by_model"]?["rehearsal-small"] == .null)
    let known = amount(cost?["by_model"]?["gpt-4o-mini"])
    #expect(known ?? .zero > .zero && amount(cost?["known"]) == known)
    for task in run.tasks {
      let cells = task["response_metadata"]?.array ?? []
      #expect(cells.first?["cost_usd"] == .null)
      #expect(amount(cells.last?["cost_usd"]) ?? .zero > .zero)
    }
    #expect(run.outcome.cost.totalUSD == nil)
    #expect(run.outcome.paid.unpricedAnswers == 3)
  }

  @Test("Follows the price in force when a complete run is written again")
  func repriced() async throws {
    let task = try TaskFixture(model: #""price": {"input": 1, "output": 1}"#)
    let first = try await task.run()
    task.configuration = try TaskFixture.configuration(
      model: #""price": {"input": 2, "output": 2}"#, in: task.folder.path)
    let second = try await task.run()
    #expect(second.statistics.requests == 0)
    #expect(second.outcome.cost.known == first.outcome.cost.known * 2)
    // What was paid stays what it was.
    #expect(second.outcome.paidInAll.cost == first.outcome.paid.cost)
  }

  @Test("Two prices for one model are a mistake")
  func contradiction() throws {
    let task = try TaskFixture(
      perspectives: #"""
        {"condition": "A", "strategy": "S"},
        {"condition": "B", "strategy": "S", "model_config": {"price": {"input": 2, "output": 2}}}
        """#, model: #""price": {"input": 1, "output": 1}"#)
    task.options.rehearsal = RehearsalTarget(baseURLs: [:], identity: "none")
    let error = #expect(throws: PlanError.self) {
      try DataGenerationPipeline(configuration: task.configuration, options: task.options)
    }
    #expect(error?.description.contains("'rehearsal-small' has two prices") == true)
  }

  @Test("A provider's reported cost replaces the price, and is recorded separately")
  func reported() async throws {
    let body = """
      {"id": "1", "choices": [{"index": 0, "finish_reason": "stop",
      "message": {"role": "assistant", "content": "text"}}],
      "usage": {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13, "cost": 1.25e-05}}
      """
    let reply: RecordingServer.Script = { _ in RecordingServer.Reply(body) }
    try await RecordingServer.withServer(reply) { server in
      let task = try TaskFixture(
        samples: ["one"],
        model: #""base_url": "\#(server.baseURL)", "price": {"input": 1, "output": 1}"#)
      let pipeline = try DataGenerationPipeline(
        configuration: task.configuration, options: task.options)
      let outcome = try await pipeline.generateDataset()
      let dataset = try ResponseJSON.value(of: FileSystem.contents(of: outcome.datasetPath))
      let cell = dataset["tasks"]?[0]?["response_metadata"]?[0]
      #expect(amount(cell?["cost_usd"]) == USDollars("0.0000125"))
      #expect(amount(cell?["steps"]?["strategy"]?["reported_cost_usd"]) == USDollars("0.0000125"))
      #expect(amount(dataset["metadata"]?["cost_usd"]?["reported"]) == USDollars("0.0000125"))
      #expect(outcome.paid.costUSD == "0.0000125")
    }
  }
}

@Suite("An amount in a dataset")
struct AmountJSONTests {
  @Test(
    "Is written in plain digits, all of them and no more",
    arguments: [
      "0", "1", "0.5", "12.000001", "0.000000000001", "0.000000000000000001",
      "9000000.123456789012", "99999999.5", "-0.25",
    ])
  func digits(text: String) throws {
    let amount = try #require(USDollars(text))
    var writer = JSONWriter()
    writer.beginArray()
    CellJSON.write(amount, to: &writer)
    CellJSON.write(nil as USDollars?, to: &writer)
    writer.endArray()
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "[\(text),null]")
    #expect(amount.description == text)
  }
}
