internal import Facet
package import FacetConfiguration
internal import FacetJSON

/// How the questions of a run are answered and verified.
package struct EpisodeSettings: Sendable {
  package var analysis: CSVAnalysis
  /// The configured number of runs without the hint.
  package var consistencyRuns: Int
  /// The number of verified questions at which to stop; `nil` to ask all.
  package var wantedVerified: Int?
  /// The position of the run's first question in its input.
  package var firstPosition = 0

  package init(analysis: CSVAnalysis, consistencyRuns: Int) {
    self.analysis = analysis
    self.consistencyRuns = consistencyRuns
  }

  /// - Parameter configuration: One for CSV analysis, whose second perspective has no hint.
  package init?(_ configuration: TaskConfiguration) {
    guard let analysis = configuration.csvAnalysis, configuration.perspectives.count == 2 else {
      return nil
    }
    self.init(
      analysis: analysis, consistencyRuns: configuration.perspectives[1].completions)
  }

  /// The number of runs without the hint for a question.
  func runs(for question: QuestionRecord) -> Int {
    guard analysis.isDynamic else { return consistencyRuns }
    let runs = question.difficulty.flatMap { analysis.runsByDifficulty[$0.rawValue] }
    return max(Triangulation.minimumRuns, runs ?? consistencyRuns)
  }

  /// Whether a column's run of a question will take place, as far as is known beforehand.
  func need(of column: PlannedColumn, for sample: Sample) -> ConversationOutlook.Need {
    guard column.perspective.completions > 1,
      let question = try? EpisodeSample(fields: sample.fields).question
    else { return .always }
    let runs = runs(for: question)
    guard column.completion < runs else { return .never }
    // This many runs cannot decide yet.
    return analysis.stopsWhenDecided && column.completion > runs / 2 ? .perhaps : .always
  }

  /// The comparison of answers to a question.
  package func comparison(for question: QuestionRecord) -> AnswerComparison {
    var tolerance = AnswerTolerance()
    if let relative = analysis.relativeTolerance {
      tolerance = AnswerTolerance(relative: relative.double)
    }
    if let absolute = analysis.floatTolerance { tolerance.absolute = absolute.double }
    return AnswerComparison(
      tolerance: tolerance, question: question.questionText ?? question.prompt ?? "",
      schema: question.outputSchema, codes: question.codeColumns)
  }

  var rules: ConversationRules {
    ConversationRules(
      maxTurns: analysis.maxTurns, maxInvalidReplies: analysis.maxInvalidReplies,
      maxContextTokens: analysis.maxContextTokens, maxActiveTurns: analysis.maxActiveTurns)
  }
}
