internal import Facet
internal import FacetConversation
internal import FacetJSON

/// A CSV file as a row of an exploration's input: the prompt's fields, and how to read the file.
struct ExplorationSample: Sendable, Equatable {
  var dataset: String
  var description: String
  var source: CSVSource
  var digest: String

  init(profile: CSVProfile, digest: String) {
    dataset = profile.datasetName
    description = DatasetDescription.text(for: profile)
    source = CSVSource(
      path: profile.path,
      reading: profile.readingArguments)
    self.digest = digest
  }

  /// The row of the input.
  func row(overview: String, rules: ExplorationRules) -> JSONObject {
    [
      "input": .string(dataset), "id": .string(dataset), "dataset": .string(dataset),
      "dataset_description": .string(description), "csv_overview": .string(overview),
      "question_count": .number(JSONNumber(rules.questionCount)),
      "difficulty_counts": .string(rules.difficultyCounts),
      "min_turns": .number(JSONNumber(rules.minTurns)),
      "max_turns": .number(JSONNumber(rules.maxTurns)),
      "code_instructions": .string(CodeMode.tool.instructions),
      "csv": ["path": .string(source.path), "reading": .object(source.reading)],
      "csv_sha256": .string(digest),
    ]
  }

  /// Reads a row written by ``row(overview:rules:)``.
  init?(fields: JSONObject) {
    guard let dataset = fields["dataset"]?.string, let path = fields["csv"]?["path"]?.string else {
      return nil
    }
    self.dataset = dataset
    description = fields["dataset_description"]?.string ?? ""
    source = CSVSource(path: path, reading: fields["csv"]?["reading"]?.object ?? [:])
    digest = fields["csv_sha256"]?.string ?? ""
  }
}
