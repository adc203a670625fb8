import FacetConfiguration
import FacetJSON
import Testing

@Suite("Configurations of CSV analysis")
struct CSVAnalysisTests {
  @Test("A task without the key is not a CSV analysis")
  func isAbsent() throws {
    #expect(try configuration(Sample.task()).csvAnalysis == nil)
    #expect(try configuration(Sample.csv(#""csv_analysis": {}"#)).csvAnalysis == CSVAnalysis())
  }

  @Test("Published keys are read at the top level, and those in the section override them")
  func readsPublishedKeys() throws {
    let task = try configuration(
      Sample.csv(
        #"""
        "teacher_model": "openai/gpt-oss-120b", "question_gen_model": "q", "max_turns": 4,
        "n_consistency": 5, "float_tolerance": 0.1, "csv_analysis": {"max_turns": 6}
        """#))
    let settings = try #require(task.csvAnalysis)
    #expect(task.model.modelName == "openai/gpt-oss-120b")
    #expect(settings.questionModel == "q")
    #expect(settings.maxTurns == 6)
    #expect(settings.floatTolerance?.text == "0.1")
    #expect(task.perspectives.map(\.completions) == [1, 5])
  }

  @Test("If the difficulty decides, there are as many completions as any question needs")
  func countsDynamicRuns() throws {
    let task = try configuration(
      Sample.csv(
        #""csv_analysis": {"dynamic_triangulation": true, "triangulation_by_difficulty": {"HARD": 9}}"#
      ))
    #expect(task.perspectives[1].completions == 9)
  }

  @Test(
    "Invalid settings are rejected with a correction",
    arguments: [
      (#""csv_analysis": {}, "n_question_slots": 4"#, "today, use '-j'"),
      (#""teacher_model": "a", "model_config": {"model_name": "b"}"#, "keep only one"),
      (#""csv_analysis": {"dynamic": true}"#, "did you mean 'dynamic_triangulation'?"),
      (#""csv_analysis": {"max_turn": 3}"#, "did you mean 'max_turns'?"),
    ])
  func refuses(members: String, words: String) {
    let found = diagnostics(of: Sample.csv(members))
    #expect(found.contains { $0.contains("error: ") && $0.contains(words) }, "\(found)")
  }

  @Test("A CSV analysis has two perspectives, the first asked once, the second three times")
  func checksPerspectives() {
    let one = Sample.task(#""csv_analysis": {}"#)
    #expect(diagnostics(of: one).contains { $0.contains("has two perspectives") })
    let few = Sample.csv(#""csv_analysis": {}"#).replacing(
      #""completions": 3"#, with: #""completions": 2"#)
    #expect(diagnostics(of: few).contains { $0.contains("at least 3 completions") })
    let gold = Sample.csv(#""csv_analysis": {}"#)
      .replacing(#""strategy": "S""#, with: #""strategy": "S", "completions": 2"#)
    #expect(diagnostics(of: gold).contains { $0.contains("is asked once") })
  }

  private func configuration(_ text: String) throws -> TaskConfiguration {
    try TaskConfiguration(text: text, path: "a.json")
  }
}
