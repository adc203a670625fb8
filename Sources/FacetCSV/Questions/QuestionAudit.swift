internal import FacetJSON
internal import FacetTables

/// Finds ill-posed or trivial questions in a file without running their code.
package struct QuestionAudit: Sendable {
  /// A question with its flaws.
  package struct Verdict: Sendable, Equatable {
    /// Its 0-based position in the file.
    package var index: Int
    package var id: String
    package var template: String
    /// The flaws; empty for a question that passes.
    package var flaws: [String]
  }

  /// The verdict on each question, in order.
  ///
  /// - Throws: ``CSVProfileError`` for a CSV file that cannot be read.
  package static func verdicts(
    on questions: [QuestionRecord]
  ) throws(CSVProfileError) -> [Verdict] {
    var checks: [String: QuestionCheck] = [:]
    var earlier: [[JSONValue]] = []
    var verdicts: [Verdict] = []
    for (index, question) in questions.enumerated() {
      let answers = question.acceptedAnswers
      var flaws: [String] = []
      if let source = question.csvSource, !answers.isEmpty {
        let check: QuestionCheck
        if let known = checks[source] {
          check = known
        } else {
          let choices = CSVDialect.Choices(reading: question.csvReading)
          check = QuestionCheck(profile: try CSVProfiler.profile(of: source, choices: choices))
          checks[source] = check
        }
        flaws += check.flaws(
          answers: answers,
          columns: question.templateParameters.members.compactMap(\.value.string),
          measured: question.measuredColumns)
      }
      if let sibling = QuestionCheck.sibling(of: answers, among: earlier) {
        flaws.append("question \(sibling) has the same answer")
      }
      if question.prompt == nil { flaws.append("it has no text") }
      if answers.isEmpty { flaws.append("no answer is known") }
      earlier.append(answers)
      verdicts.append(
        Verdict(
          index: index, id: question.id,
          template: question.templateName ?? question.source.rawValue, flaws: flaws))
    }
    return verdicts
  }
}

extension QuestionRecord {
  /// The columns that a template's question treats as quantities, found by their placeholders.
  fileprivate var measuredColumns: [String] {
    guard let template = templateName, template != "missing_by_group" else { return [] }
    var places = ["target", "weight", "filter", "splitter"]
    if template.contains("correlation") { places += ["first", "second"] }
    return places.compactMap { templateParameters[$0]?.string }
  }

  /// All known correct answers.
  fileprivate var acceptedAnswers: [JSONValue] {
    groundTruths.isEmpty ? [groundTruth].compactMap { $0 } : groundTruths
  }
}
