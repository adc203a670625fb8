import FacetJSON
import Testing

@testable import FacetTraining

@Suite("Traces as a source")
struct TraceSourceTests {
  /// A row of a trial that looks, and solves the task or does not.
  static func trace(
    _ task: String, _ trial: String, reward: Double?, replies: Int = 2, invalid: [Int] = [],
    condition: String = "bash"
  ) -> JSONValue {
    var messages: [JSONValue] = [
      ["role": "user", "content": .string("Solve the task \(task), please.")]
    ]
    for reply in 0..<replies {
      messages.append([
        "role": "assistant", "content": .string("Reply \(reply) of \(trial) at the task."),
      ])
      messages.append(["role": "user", "content": .string("Output \(reply) of \(trial).")])
    }
    return [
      "conversations": [], "agent": "facet-bash", "model": "m", "task": .string(task),
      "trial_name": .string(trial), "instruction": .string("Solve the task \(task), please."),
      "messages": .array(messages), "tools": [],
      "reward": reward.map { .number(JSONNumber($0)) } ?? .null,
      "condition": .string(condition), "completion": .number(JSONNumber(0)),
      "invalid_turns": .array(invalid.map { .number(JSONNumber($0)) }), "cost_usd": 0.5,
      "task_digest": .string("sha256:\(task)"),
    ]
  }

  @Test("A solved and an unsolved trial of one task are a pair, wherever their rows stand")
  func pairs() async throws {
    try await withScratchFolder { folder in
      try write(
        rows: [
          Self.trace("a", "a1", reward: 0), Self.trace("b", "b1", reward: 1),
          Self.trace("a", "a2", reward: 1), Self.trace("b", "b2", reward: 1),
          Self.trace("c", "c1", reward: nil), Self.trace("c", "c2", reward: 1),
          Self.trace("d", "d1", reward: 0), Self.trace("d", "d2", reward: 1, invalid: [0]),
        ], to: folder + "/traces.jsonl")
      let summary = try await export([folder + "/traces.jsonl"], as: .dpo, to: folder + "/out") {
        $0.make[0].score = "reward"
      }
      let pairs = try rows(at: folder + "/out/dpo/train.jsonl")
      #expect(pairs.count == 1)
      #expect(pairs.first?["chosen"]?.text.contains("a2") == true)
      #expect(pairs.first?["rejected"]?.text.contains("a1") == true)
      #expect(pairs.first?["chosen_score"]?.double == 1)
      #expect(
        reasons("selection", summary)
          == ["all_equal": 1, "one_candidate": 1, "no_differing_turn": 1])
    }
  }

  @Test("Conversations end with a reply, and replies that broke the format are not learnt")
  func conversations() async throws {
    try await withScratchFolder { folder in
      try write(
        rows: [Self.trace("a", "a1", reward: 1, replies: 3, invalid: [1])],
        to: folder + "/traces.jsonl")
      try await export([folder + "/traces.jsonl"], as: .sft, to: folder + "/out")
      let row = try #require(try rows(at: folder + "/out/sft/train.jsonl").first)
      let messages = try #require(row["messages"]?.array)
      #expect(messages.count == 6)
      #expect(messages.last?["content"]?.string == "Reply 2 of a1 at the task.")
      #expect(messages.map { $0["weight"]?.int } == [nil, nil, nil, 0, nil, nil])
    }
  }

  @Test("Traces that say so are rehearsed under any name", arguments: [true, false])
  func rehearsals(isRehearsal: Bool) async throws {
    try await withScratchFolder { folder in
      var row = try #require(Self.trace("a", "a1", reward: 1).object)
      if isRehearsal { row["rehearsal"] = true }
      try write(rows: [.object(row)], to: folder + "/traces.jsonl")
      let summary = try await export([folder + "/traces.jsonl"], as: .sft, to: folder + "/out")
      #expect(summary.isRehearsal == isRehearsal)
    }
  }

  @Test("Of the rows up to each reply, a trial's last one counts")
  func episodes() async throws {
    try await withScratchFolder { folder in
      try write(
        rows: (1...3).map { Self.trace("a", "a1", reward: 1, replies: $0) },
        to: folder + "/traces.jsonl")
      try await export([folder + "/traces.jsonl"], as: .sft, to: folder + "/out")
      let found = try rows(at: folder + "/out/sft/train.jsonl")
      #expect(found.map { $0["messages"]?.array?.count } == [6])
    }
  }

  @Test("Each task gives one prompt with the rate of its solved trials")
  func prompts() async throws {
    try await withScratchFolder { folder in
      try write(
        rows: (1...4).flatMap {
          [
            Self.trace("a", "a\($0)", reward: $0 == 1 ? 1 : 0),
            Self.trace("b", "b\($0)", reward: $0 == 1 ? 0 : 1),
          ]
        }, to: folder + "/traces.jsonl")
      try await export([folder + "/traces.jsonl"], as: .rl, to: folder + "/out") {
        $0.make[0].score = "reward"
      }
      let found = try rows(at: folder + "/out/rl/train.jsonl")
      #expect(found.allSatisfy { $0["env"]?.string == "task" })
      let rates = found.map { "\($0["task"]?.string ?? "") \($0["pass_rate"]?.double ?? -1)" }
      #expect(rates.sorted() == ["a 0.25", "b 0.75"])
    }
  }
}
