import FacetConfiguration
import FacetJSON
import FacetModels
import FacetPlatform
import FacetRehearsal
import TestSupport
import Testing

@testable import Facet

@Suite("Shards")
struct ShardTests {
  @Test(
    "A shard has a number below the count, and a share of at most the count",
    arguments: [
      (0, 1, nil, true), (7, 8, 8, true), (7, 8, 1, true), (8, 8, nil, false), (-1, 8, nil, false),
      (0, 0, nil, false), (0, -1, nil, false), (0, 8, 0, false), (0, 8, 9, false),
      (0, .max, nil, false), (.max, .max, nil, false), (999_999, 1_000_000, nil, true),
    ] as [(Int, Int, Int?, Bool)])
  func numbers(index: Int, count: Int, share: Int?, isOne: Bool) {
    #expect((Shard(index: index, count: count, share: share) != nil) == isOne)
  }

  private func shards(_ count: Int, share: Int? = nil) -> [Shard] {
    (0..<count).compactMap { Shard(index: $0, count: count, share: share) }
  }

  /// What a reader takes: the positions in the file, and the draws.
  private func taken(_ selection: SampleSelection, of fixture: TaskFixture) throws -> [[Int]] {
    var reader = try SampleReader(
      path: fixture.folder.path(of: "data/d.jsonl"), data: fixture.configuration.data,
      selection: selection)
    var samples: [[Int]] = []
    while let sample = try reader.next() { samples.append([sample.index, sample.draw]) }
    return samples
  }

  @Test(
    "The shards take every selected sample once, by position, with the draws of the whole run",
    arguments: [1, 2, 3, 7, 30, 40])
  func partition(count: Int) throws {
    // Each text occurs several times.
    let fixture = try TaskFixture(samples: (0..<30).map { "text \($0 % 7)" })
    let selections = [
      SampleSelection(), SampleSelection(limit: 11), SampleSelection(range: 4..<23),
      SampleSelection(range: 4..<23, limit: 5),
      SampleSelection(shuffle: .init(seed: 3, count: 17, total: 30)),
      SampleSelection(shuffle: .init(seed: 3, count: 17, total: 30), range: 2..<9),
    ]
    for selection in selections {
      let whole = try taken(selection, of: fixture)
      var joined: [[Int]?] = Array(repeating: nil, count: whole.count)
      for shard in shards(count) {
        var selection = selection
        selection.shard = shard
        for (row, sample) in try taken(selection, of: fixture).enumerated() {
          let position = shard.index + row * count
          #expect(joined.indices.contains(position) && joined[position] == nil)
          if joined.indices.contains(position) { joined[position] = sample }
        }
      }
      #expect(joined == whole)
    }
  }

  @Test("What follows the selection is not read")
  func readsNoFurther() throws {
    let fixture = try TaskFixture(samples: ["a", "b", "c"])
    let path = try fixture.folder.write(
      #"{"input": "a"}"# + "\n" + #"{"input": "b"}"# + "\nnot JSON\n", to: "data/bad.jsonl")
    for shard in shards(2) {
      var reader = try SampleReader(
        path: path, data: fixture.configuration.data,
        selection: SampleSelection(limit: 2, shard: shard))
      #expect(try reader.next()?.index == shard.index)
      #expect(try reader.next() == nil)
    }
  }

  private static let divided = #"""
    "limits": {"max_concurrency": 67, "requests_per_minute": 103, "tokens_per_minute": 1000001,
      "together": {"requests_per_minute": 59, "max_concurrency": 19}},
    "budget": {"usd": 10.000000000000000001, "tokens": 1000003, "requests": 17, "duration_s": 10.001}
    """#

  @Test(
    "Limits are divided among the shards that run at once, budgets among all, and the sums are exact",
    arguments: [
      (8, 8), (8, 3), (8, 1), (16, 5), (1, 1), (13, 13), (7, 5), (11, 7), (19, 17), (19, 19),
      (59, 13),
    ])
  func sums(count: Int, share: Int) throws {
    let whole = try TaskFixture(members: Self.divided).configuration
    let parts = try shards(count, share: share).map { try $0.part(of: whole) }
    // Any consecutive shards of the share have the limits together.
    for first in 0...(count - share) {
      let together = parts[first..<first + share]
      func sum(_ limit: (Limits) -> Int?) -> Int {
        together.reduce(0) { $0 + (limit($1.limits) ?? 0) }
      }
      #expect(sum(\.maxConcurrency) == 67)
      #expect(sum(\.rates.requestsPerMinute) == 103)
      #expect(sum(\.rates.tokensPerMinute) == 1_000_001)
      #expect(sum { $0.specific["together"]?.rates.requestsPerMinute } == 59)
      #expect(sum { $0.specific["together"]?.maxConcurrency } == 19)
      #expect(sum { $0.specific["together"]?.rates.tokensPerMinute } == 0)
    }
    let budgets = parts.map(\.budget)
    let dollars = budgets.compactMap { $0.usd.flatMap { USDollars($0) } }
    #expect(dollars.reduce(.zero, +) == USDollars("10.000000000000000001"))
    #expect(budgets.reduce(0) { $0 + ($1.tokens ?? 0) } == 1_000_003)
    #expect(budgets.reduce(0) { $0 + ($1.requests ?? 0) } == 17)
    #expect(
      budgets.reduce(Duration.zero) { $0 + ($1.duration ?? .zero) } == whole.budget.duration)
    // No part differs from another by more than one.
    let tokens = budgets.compactMap(\.tokens)
    #expect((tokens.max() ?? 0) - (tokens.min() ?? 0) <= 1)
  }

  @Test("A limit that would leave nothing for a shard is a mistake; an absent one is not")
  func tooSmall() throws {
    let small = try TaskFixture(
      members: #""limits": {"requests_per_minute": 3, "together": {"tokens_per_minute": 2}}"#)
    let shard = try #require(Shard(index: 0, count: 8, share: 4))
    let error = #expect(throws: PlanError.self) { try shard.part(of: small.configuration) }
    let text = error?.description ?? ""
    #expect(text.contains("'limits.requests_per_minute' is 3, which cannot be divided among 4"))
    #expect(text.contains("'limits.together.tokens_per_minute' is 2"))
    #expect(text.contains("let fewer run at a time with '--share 3'"))
    var launched = shard
    launched.shareOption = "--at-once"
    let other = #expect(throws: PlanError.self) { try launched.part(of: small.configuration) }
    #expect(other?.description.contains("with '--at-once 3'") == true)
    let share = try #require(Shard(index: 0, count: 8, share: 2))
    #expect(try share.part(of: small.configuration).limits.rates.tokensPerMinute == nil)
    #expect(
      try shard.part(of: TaskFixture(members: #""budget": {"requests": 0}"#).configuration)
        .budget.requests == 0)
  }

  private func plan(_ fixture: TaskFixture, _ shard: Shard?) throws -> RunPlan {
    var options = fixture.options
    options.requiresKeys = false
    options.shard = shard
    return try Planner(configuration: fixture.configuration, options: options).plan()
  }

  @Test("A shard has its own ledger, part and identity, and asks what the whole run asks")
  func places() throws {
    let fixture = try TaskFixture(samples: (0..<5).map { "text \($0)" })
    fixture.options.output = nil
    let whole = try plan(fixture, nil)
    let plans = try shards(2).map { try plan(fixture, $0) }
    #expect(plans.map(\.input.sampleCount) == [3, 2])
    #expect(plans.allSatisfy { $0.fingerprint == whole.fingerprint })
    #expect(Set((plans + [whole]).map(\.runIdentity)).count == 3)
    #expect(Set(plans.compactMap(\.ledgerPath)).count == 2)
    for (plan, name) in zip(plans, ["0000", "0001"]) {
      let folder = try #require(plan.shardFolder)
      #expect(folder.hasSuffix("2shards/\(name)"))
      #expect(plan.output.path == folder + "/part.json")
      #expect(plan.ledgerPath == folder + "/ledger.sqlite")
    }
    fixture.options.output = "rows.jsonl"
    fixture.options.environment["FACET_LEDGER"] = "/l.sqlite"
    let named = try plan(fixture, Shard(index: 1, count: 2))
    #expect(named.mergedPath == "rows.jsonl")
    #expect(named.output.path.hasSuffix("/0001/part.jsonl"))
    #expect(named.ledgerPath == "/l.sqlite")
  }

  @Test("A prompt's name may occur in another shard's samples only")
  func names() throws {
    let fixture = try TaskFixture(
      perspectives: #"{"condition": "A", "strategy": "Say {{input}} {{tone}}"}"#)
    try fixture.folder.write(
      #"{"input": "a", "tone": "low"}"# + "\n" + #"{"input": "b"}"#, to: "data/d.jsonl")
    #expect(try plan(fixture, Shard(index: 1, count: 2)).input.sampleCount == 1)
  }

  @Test("More shards than samples is a mistake that says how many there can be")
  func empty() throws {
    let fixture = try TaskFixture(samples: ["a", "b"])
    let error = #expect(throws: PlanError.self) {
      try plan(fixture, Shard(index: 2, count: 4))
    }
    #expect(
      error?.description.hasSuffix(
        "shard 2/4 has nothing to answer: the selection holds 2 samples; use at most 2 shards")
        == true)
  }
}
