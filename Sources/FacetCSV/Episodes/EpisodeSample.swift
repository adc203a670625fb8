internal import Facet
package import FacetJSON

/// A question as a run's input holds it: what prompts may name, and the record itself.
package struct EpisodeSample: Sendable, Equatable {
  package var question: QuestionRecord
  package var source: CSVSource

  package init(question: QuestionRecord, source: CSVSource) {
    self.question = question
    self.source = source
  }

  /// The row of the input.
  ///
  /// - Parameter overview: What the model is told of the file.
  package func row(overview: String) -> JSONObject {
    let text = question.prompt ?? ""
    return [
      // Tells equal questions about different files apart.
      "input": .string("\(question.dataset): \(text)"),
      "id": .string("\(question.dataset)/\(question.id)"),
      "question": .string(text), "hint": .string(question.hint ?? "No hint is given."),
      "n_steps": .number(JSONNumber(question.stepCount ?? 3)),
      "difficulty": .string(question.difficulty?.rawValue ?? Difficulty.medium.rawValue),
      "output_schema": .string(question.outputSchema ?? "whatever form fits the question"),
      "dataset": .string(question.dataset),
      "dataset_description": .string(question.datasetDescription ?? ""),
      "csv_overview": .string(overview),
      "code_instructions": .string(CodeMode.tool.instructions),
      "csv": ["path": .string(source.path), "reading": .object(source.reading)],
      "record": question.json,
    ]
  }

  /// Reads what ``row(overview:)`` wrote.
  init(fields: JSONObject) throws(QuestionRecordError) {
    guard let record = fields["record"], let path = fields["csv"]?["path"]?.string else {
      throw QuestionRecordError("the input is no selection of questions")
    }
    question = try QuestionRecord(json: record)
    source = CSVSource(path: path, reading: fields["csv"]?["reading"]?.object ?? [:])
  }
}
