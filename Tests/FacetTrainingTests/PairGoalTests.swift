import Facet
import FacetConfiguration
import FacetJSON
import FacetPlatform
import FacetRehearsal
import Testing

@testable import FacetTraining

@Suite("A run that ends at a number of pairs")
struct PairGoalTests {
  private static let several = #"{"condition": "A", "strategy": "Say it.", "completions": 5}"#
  private static let sides = """
    {"condition": "Good", "strategy": "Say it well.", "completions": 2},
    {"condition": "Other", "strategy": "Say it."},
    {"condition": "Poor", "strategy": "Say it badly.", "completions": 2}
    """
  private static let score =
    #"{"name": "s", "kind": "regex", "pattern": "\\b[aeiou]\\w+ [b-d]"}"#

  private func task(
    _ perspectives: String, scores: [String] = [score], in folder: String, samples: Int = 30,
    model: String = #""model_config": {"model_name": "rehearsal-small", "seed": 5}"#
  ) throws -> TaskConfiguration {
    let texts = (0..<samples).map { JSONValue.object(["input": .string("text number \($0)")]) }
    try FileSystem.makeDirectories(folder + "/data")
    try write(rows: texts, to: folder + "/data/d.jsonl")
    return try TaskConfiguration(
      text: """
        {"task_type": "echo", "task_description": "Say it again",
        \(model),
        "agent_perspectives": [\(perspectives)], "prompt_layout": "context_first",
        "data_config": {"input_data_path": "data/d.jsonl", "sample_size": null},
        "scores": [\(scores.joined(separator: ", "))]}
        """, path: folder + "/task.json", overrides: [], workingDirectory: folder)
  }

  private func recipe(_ rules: String, in folder: String) throws -> ExportRecipe {
    try write(
      """
      {"dataset_name": "pairs", "sources": [{"name": "run", "rows": "none.jsonl"}],
      "make": {"dpo": {\(rules)}}}
      """, to: folder + "/r.json")
    return try RecipeReader.recipe(at: folder + "/r.json", needsFiles: false)
  }

  @Test(
    "The export of such a run has exactly that many pairs",
    arguments: [
      (several, "", 8), (several, #""min_difference": 0.5, "pairs": "all""#, 8),
      (sides, #""chosen": "Good", "rejected": "Poor""#, 12),
      (sides, #""chosen": "Good", "rejected": "Poor", "score": "s", "max_pairs_per_prompt": 2"#, 2),
    ])
  func exports(perspectives: String, rules: String, count: Int) async throws {
    try await withScratchFolder { folder in
      let task = try task(perspectives, in: folder)
      var recipe = try recipe(rules, in: folder)
      var options = RunOptions(environment: [:])
      options.output = folder + "/out.jsonl"
      options.goal = try PairGoal(count: count, recipe: recipe, score: nil, of: task)
      let planned = options
      let outcome = try await Rehearsal.withTarget { target in
        var options = planned
        options.rehearsal = target
        return try await DataGenerationPipeline(configuration: task, options: options)
          .generateDataset()
      }
      #expect(outcome.ending == .complete)
      let found = try #require(outcome.goal?.found)
      // A third answer can differ from two equal ones, and give two pairs with them.
      #expect(rules.contains("all") ? found >= count : found == count)
      recipe.sources = [TrainingSource(name: "run", paths: [folder + "/out.jsonl"])]
      let summary = try TrainingExport(recipe: recipe, version: "test").run(to: folder + "/x")
      #expect(summary.kinds[0].splits.reduce(0) { $0 + $1.rows } == found)
      let asked = try rows(at: folder + "/out.jsonl")
      #expect(!asked.contains { $0["condition"] == "Other" })
    }
  }

  @Test(
    "Prompts that give several pairs are the same ones in whatever order answers arrive",
    arguments: ["all", "adjacent"])
  func isShortest(pairs: String) async throws {
    var asked: [Set<String>] = []
    for slots in [1, 64] {
      let cells = try await withScratchFolder { folder -> Set<String> in
        var task = try task(Self.several, in: folder)
        task.limits.maxConcurrency = slots
        let rules = try recipe(#""min_difference": 0.5, "pairs": "\#(pairs)""#, in: folder)
        var options = RunOptions(environment: [:])
        options.output = folder + "/out.jsonl"
        options.goal = try PairGoal(count: 12, recipe: rules, score: nil, of: task)
        let (planned, configured) = (options, task)
        let outcome = try await Rehearsal.withTarget { target in
          var options = planned
          options.rehearsal = target
          return try await DataGenerationPipeline(configuration: configured, options: options)
            .generateDataset()
        }
        #expect(outcome.goal?.isReached == true)
        return Set(
          try rows(at: folder + "/out.jsonl").map { row in
            "\(row["sample_index"]?.int ?? -1) \(row["completion"]?.int ?? -1)"
          })
      }
      asked.append(cells)
    }
    #expect(asked[0] == asked[1])
  }

  @Test("Of samples with equal prompts only the first is asked")
  func asksEqualPromptsOnce() async throws {
    try await withScratchFolder { folder in
      let task = try task(Self.several, in: folder)
      let texts = (0..<12).map { number -> JSONValue in
        ["input": .string("text number \(number / 3)"), "other": .number(JSONNumber(number))]
      }
      try write(rows: texts, to: folder + "/data/d.jsonl")
      var options = RunOptions(environment: [:])
      options.output = folder + "/out.jsonl"
      options.goal = try PairGoal(count: 12, recipe: nil, score: nil, of: task)
      let planned = options
      let outcome = try await Rehearsal.withTarget { target in
        var options = planned
        options.rehearsal = target
        return try await DataGenerationPipeline(configuration: task, options: options)
          .generateDataset()
      }
      #expect(outcome.goal?.groups == 4)
      let asked = try rows(at: folder + "/out.jsonl").compactMap { $0["sample_index"]?.int }
      #expect(Set(asked).isSubset(of: [0, 3, 6, 9]))
    }
  }

  @Test("Further models are asked only for prompts without a pair")
  func asksFurtherModels() async throws {
    try await withScratchFolder { folder in
      let task = try task(
        Self.several, in: folder,
        model: #""model_config": {"seed": 5}, "models": ["rehearsal-small", "rehearsal-b"]"#)
      var options = RunOptions(environment: [:])
      options.output = folder + "/out.jsonl"
      options.goal = try PairGoal(count: 8, recipe: nil, score: nil, of: task)
      let planned = options
      let outcome = try await Rehearsal.withTarget { target in
        var options = planned
        options.rehearsal = target
        return try await DataGenerationPipeline(configuration: task, options: options)
          .generateDataset()
      }
      #expect(outcome.goal?.found == 8)
      let summary = try await export([folder + "/out.jsonl"], as: .dpo, to: folder + "/x")
      #expect(summary.kinds[0].splits.reduce(0) { $0 + $1.rows } == 8)
      #expect(reasons("duplicates", summary) == [:])
    }
  }

  @Test("Equal prompts count once, as in the export")
  func countsDistinctPrompts() async throws {
    try await withScratchFolder { folder in
      let task = try task(Self.several, in: folder)
      try write(
        rows: (0..<40).map { .object(["input": .string("text number \($0 % 2)")]) },
        to: folder + "/data/d.jsonl")
      var options = RunOptions(environment: [:])
      options.output = folder + "/out.jsonl"
      options.goal = try PairGoal(count: 3, recipe: nil, score: nil, of: task)
      let planned = options
      let outcome = try await Rehearsal.withTarget { target in
        var options = planned
        options.rehearsal = target
        return try await DataGenerationPipeline(configuration: task, options: options)
          .generateDataset()
      }
      #expect(outcome.goal?.found ?? 9 <= 2)
    }
  }

  @Test(
    "A task that cannot give pairs is refused",
    arguments: [
      (several, [score, score.replacing(#""s""#, with: #""t""#)], "", "choose one with '--score'"),
      (several, [], "", "pairs need 'scores'"),
      (several, [score], #""score": "sql""#, "the task has no score 'sql'; its scores are 's'"),
      (#"{"condition": "A", "strategy": "Say it."}"#, [score], "", "\"completions\": 8"),
      (sides, [], #""chosen": "Good", "rejected": "Bad*""#, "no perspective is named 'Bad*'"),
      (
        sides,
        [
          #"{"name": "s", "kind": "pairwise", "among": "sample", "prompt": "{{first}}, {{second}}?"}"#
        ], "", "the score 's' compares the responses of all perspectives"
      ),
    ])
  func refuses(
    perspectives: String, scores: [String], rules: String, message: String
  ) async throws {
    try await withScratchFolder { folder in
      let task = try task(perspectives, scores: scores, in: folder)
      let recipe = try recipe(rules, in: folder)
      let error = #expect(throws: TrainingError.self) {
        try PairGoal(count: 3, recipe: recipe, score: nil, of: task)
      }
      #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }
  }
}
