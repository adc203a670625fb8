internal import FacetJSON
internal import FacetPlatform
internal import Testing

@testable internal import FacetTraining

/// A folder of its own for a test, removed afterwards.
func withScratchFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  let path = "/tmp/facet-training-\(UInt64.random(in: 0 ... .max))"
  try FileSystem.makeDirectories(path)
  defer { FileSystem.removeFolder(path) }
  return try await body(path)
}

/// Writes a file of text.
func write(_ text: String, to path: String) throws {
  let file = try AtomicFile(in: FileSystem.parent(of: path))
  try file.append(Array(text.utf8))
  try file.commit(to: path)
}

/// Writes values as JSON Lines.
func write(rows: [JSONValue], to path: String) throws {
  try write(rows.map { String(decoding: $0.line, as: UTF8.self) }.joined(), to: path)
}

/// The values of a file of JSON Lines.
func rows(at path: String) throws -> [JSONValue] {
  try FileSystem.contents(of: path).split(separator: 0x0A).map {
    try ResponseJSON.value(of: Array($0))
  }
}

/// A row of a run as Facet writes it.
func facetRow(
  _ sample: String, completion: Int = 0, condition: String = "Plain",
  response: String? = "an answer of some words", score: JSONValue? = nil, status: String = "ok",
  context: String? = nil
) -> JSONValue {
  let context = context ?? "What is there to say about sample \(sample)?"
  var row: JSONObject = [
    "sample_id": .string(sample), "sample_index": .number(JSONNumber(Int(sample.dropFirst()) ?? 0)),
    "fields": ["gold_sql": "select 1"], "condition": .string(condition),
    "completion": .number(JSONNumber(completion)), "model": "org/model", "status": .string(status),
    "context": .string(context), "reference": "42",
    "response": response.map { .string($0) } ?? .null, "reasoning": .null,
    "messages": [
      ["role": "user", "content": .string("Answer this: " + context)],
      ["role": "assistant", "content": .string(response ?? "")],
    ], "cost_usd": 0.0001, "error": .null,
  ]
  if let score { row["scores"] = ["sql": score] }
  return .object(row)
}

/// Exports files as one kind of data and returns the summary.
@discardableResult
func export(
  _ paths: [String], as kind: TrainingKind, to folder: String,
  _ change: (inout ExportRecipe) -> Void = { _ in }
) async throws -> TrainingExport.Summary {
  var recipe = ExportRecipe(name: "set")
  recipe.make = [MakeRules(kind)]
  recipe.sources = paths.enumerated().map { TrainingSource(name: "s\($0)", paths: [$1]) }
  change(&recipe)
  return try TrainingExport(recipe: recipe, version: "test").run(to: folder)
}

/// The reasons of a step.
func reasons(_ step: String, _ summary: TrainingExport.Summary, kind: Int = 0) -> [String: Int] {
  summary.kinds[kind].funnel.steps.first { $0.name == step }?.reasons ?? [:]
}
