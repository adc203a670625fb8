import FacetConfiguration
import FacetJSON
import FacetScore
import Testing

@testable import FacetCSV

@Suite("Scores of answers")
struct AnswerScorerTests {
  /// A response, the sample's reference as JSON, the question, and the score.
  struct Case: Sendable, CustomTestStringConvertible {
    var response: String
    var reference: String
    var question: String?
    var members = ""
    var expected: String

    init(
      _ response: String, _ reference: String, _ expected: String, _ members: String = "",
      question: String? = nil
    ) {
      self.response = response
      self.reference = reference
      self.expected = expected
      self.question = question
      self.members = members
    }

    var testDescription: String { "\(response) for \(reference) is \(expected)" }
  }

  @Test(
    "An answer is right by the rules of CSV analysis, whatever its form",
    arguments: [
      Case("42", "42", "1.0"), Case("42", #""42""#, "1.0"), Case(" 42\n", "42", "1.0"),
      Case("42.0", "42", "1.0"), Case("43", "42", "0.0"), Case("-42", "42", "0.0"),
      // Estimates agree within a tolerance, counts do not.
      Case("0.33333", "0.333333333", "1.0", question: "What is the mean of x?"),
      Case("0.34", "0.333333333", "0.0", question: "What is the mean of x?"),
      Case("101", "100", "0.0", question: "How many rows are there?"),
      Case("100000001", "100000000", "0.0", question: "How many rows are there?"),
      // Names, whatever their case and the white space around them.
      Case("north", #""North""#, "1.0"), Case(" North ", #""North""#, "1.0"),
      Case("South", #""North""#, "0.0"), Case("Northern", #""North""#, "0.0"),
      Case(#""north""#, #""North""#, "1.0"),
      // Objects, whatever the order of their members; a wrapper counts as its content.
      Case(#"{"a": 1, "b": 2}"#, #"{"b": 2, "a": 1}"#, "1.0"),
      Case(#"{"a": 1, "b": 3}"#, #"{"b": 2, "a": 1}"#, "0.0"),
      Case(#"{"a": 1}"#, #"{"b": 2, "a": 1}"#, "0.0"),
      Case(#"{"answer": 42}"#, "42", "1.0"), Case("42", #"{"answer": 42}"#, "1.0"),
      Case(#"{"answer": {"mean": 1.5}}"#, "1.5", "1.0"),
      Case("[1, 2, 3]", "[1, 2, 3]", "1.0"), Case("[1, 2]", "[1, 2, 3]", "0.0"),
      Case("[1, 2, 4]", "[1, 2, 3]", "0.0"), Case("[]", "[1]", "0.0"),
      // Truth.
      Case("true", "true", "1.0"), Case("false", "true", "0.0"),
      // What is no answer.
      Case("null", "42", "0.0"), Case("I do not know.", "42", "0.0"), Case("", "42", "0.0"),
      // A part of the response.
      Case(
        "It is <answer>42</answer>, not 43.", "42", "1.0", #", "extract": "tag:answer""#),
      Case("It is 42.", "42", "no_extract", #", "extract": "tag:answer""#),
      Case(
        "```json\n{\"n\": 42, \"why\": \"counted\"}\n```", "42", "1.0", #", "extract": "json:n""#),
      Case("The mean is 42", "42", "1.0", #", "extract": "last_number""#),
      // What is missing in the sample.
      Case("42", "null", "no_gold"), Case("42", #"" ""#, "no_gold"),
    ])
  func answers(_ tried: Case) async throws {
    let question = tried.question == nil ? "" : #", "question": "{{question}}""#
    let text = """
      {"task_type": "t", "agent_perspectives": [{"condition": "A", "strategy": "S"}],
      "data_config": {"input_data_path": "d"}, "scores": [{"name": "s", "kind": "answer",
      "against": "{{reference}}"\(question)\(tried.members)}]}
      """
    let scorer = try TaskConfiguration(text: text, path: "a.json").scores[0]
    let reference = try ConfigurationJSON.value(of: tried.reference).plain
    let completion = ScoredCompletion(response: tried.response) { name in
      name == "reference" ? reference : tried.question.map { .string($0) }
    }
    let score = await Scorecard([scorer], agree: AnswerComparison.agree)
      .scores(of: [completion], by: scorer)[0]
    #expect((score.value?.description ?? score.reason?.rawValue) == tried.expected)
  }
}
