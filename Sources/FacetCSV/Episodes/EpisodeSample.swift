internal import Facet
internal import FacetConversation
package import FacetJSON

/// A question as a row of a run's input: the fields available to prompts, and the record itself.
package struct EpisodeSample: Sendable, Equatable {
  package var question: QuestionRecord
  package var source: CSVSource

  package init(question: QuestionRecord, source: CSVSource) {
    self.question = question
    self.source = source
  }

  /// The row of the input.
  ///
  /// - Parameter overview: The description of the file for the model.
  package func row(overview: String) -> JSONObject {
    let text = question.prompt ?? ""
    return [
      // Distinguishes equal questions about different files.
      "input": .string("\(question.dataset): \(text)"),
      "id": .string("\(question.dataset)/\(question.id)"),
      "question": .string(text), "hint": .string(question.hint ?? "No hint is given."),
      "n_steps": .number(JSONNumber(question.stepCount ?? 3)),
      "difficulty": .string(question.difficulty?.rawValue ?? Difficulty.medium.rawValue),
      "output_schema": .string(question.outputSchema ?? "any form that fits the question"),
      "dataset": .string(question.dataset),
      "dataset_description": .string(question.datasetDescription ?? ""),
      "csv_overview": .string(overview),
      "code_instructions": .string(CodeMode.tool.instructions),
      "csv": ["path": .string(source.path), "reading": .object(source.reading)],
      "record": question.json,
    ]
  }

  /// Reads a row written by ``row(overview:)``.
  init(fields: JSONObject) throws(QuestionRecordError) {
    guard let record = fields["record"], let path = fields["csv"]?["path"]?.string else {
      throw QuestionRecordError("the input is not a list of chosen questions")
    }
    question = try QuestionRecord(json: record)
    source = CSVSource(path: path, reading: fields["csv"]?["reading"]?.object ?? [:])
  }
}
