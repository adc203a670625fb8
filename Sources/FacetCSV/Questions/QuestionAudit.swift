internal import FacetJSON
internal import FacetTables

/// Finds questions of a file that are ill-posed or trivial, without running their code.
package struct QuestionAudit: Sendable {
  /// A question and what is wrong with it.
  package struct Verdict: Sendable, Equatable {
    /// Its place in the file, from 0.
    package var index: Int
    package var id: String
    package var template: String
    /// Empty for a question that passes.
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
      if question.prompt == nil { flaws.append("it asks nothing") }
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
  /// The columns that a template's question takes for quantities, by the names of its places.
  fileprivate var measuredColumns: [String] {
    guard let template = templateName, template != "missing_by_group" else { return [] }
    var places = ["target", "weight", "filter", "splitter"]
    if template.contains("correlation") { places += ["first", "second"] }
    return places.compactMap { templateParameters[$0]?.string }
  }

  /// All answers that are known to be right.
  fileprivate var acceptedAnswers: [JSONValue] {
    groundTruths.isEmpty ? [groundTruth].compactMap { $0 } : groundTruths
  }
}
