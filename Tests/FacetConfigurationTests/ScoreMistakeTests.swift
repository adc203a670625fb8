import FacetConfiguration
import TestSupport
import Testing

@Suite("Mistakes in scores")
struct ScoreMistakeTests {
  @Test(
    "A mistake in a score is reported at its place",
    arguments: [
      (
        #""scores": ▲{"name": "s"}"#, "'scores' must be an array of scores, not an object"
      ),
      (
        #""scores": [▲{"kind": "length", "max": 1}]"#,
        "missing key 'name'; it names the score in the dataset"
      ),
      (
        #""scores": [▲{"name": "s"}]"#, "missing key 'kind'; it says how the score is made"
      ),
      (
        #""scores": [{"name": ▲"my score", "kind": "length", "max": 1}]"#,
        "the name 'my score' must begin with a letter and hold only letters, digits and '_'"
      ),
      (
        #""scores": [{"name": "s", "kind": ▲"equal", "against": "x"}]"#,
        "'kind' cannot be 'equal'; did you mean 'equals'?"
      ),
      (
        #""scores": [{"name": "s", "kind": "equals", "against": "x", ▲"max": 3}]"#,
        "'max' has no meaning in a score of kind 'equals'; it belongs to 'length'"
      ),
      (
        #""scores": [{"name": "s", "kind": "equals", "against": "x", ▲"normalise": []}]"#,
        "unknown key 'normalise'; did you mean 'normalize'?"
      ),
      (
        #""scores": [{"name": "s", "kind": "equals", ▲"expected": "x", "against": "x"}]"#,
        "unknown key 'expected'; did you mean 'against'?"
      ),
      (
        #""scores": [{"name": "s", "kind": "equals", "against": "x", "of": ▲"respons"}]"#,
        "'of' cannot be 'respons'; did you mean 'response'?"
      ),
      (
        #""scores": [{"name": "s", "kind": "equals", "against": "x", "extract": ▲"boxd"}]"#,
        "'extract' cannot be 'boxd'; did you mean 'boxed'?"
      ),
      (
        #""scores": [{"name": "s", "kind": "equals", "against": "a {{▲#b}} {{c}}"}]"#
          .replacing("▲#", with: "#").replacing("{{#", with: "▲{{#"),
        "a template takes only names, not sections; for literal braces, write { \"text\": … }"
      ),
      (
        #""scores": [{"name": "s", "kind": "regex", "pattern": "ab▲(c"}]"#,
        "invalid pattern: '(' has no ')'"
      ),
      (
        #""scores": [{"name": "s", "kind": "regex", "pattern": "\t▲(?=c)"}]"#,
        "invalid pattern: lookahead is not supported"
      ),
      (
        #""scores": [{"name": "s", "kind": "length", "max": 1, "perspectives": ["A", ▲"B*"]}]"#,
        "no perspective is named 'B*'; the perspectives are 'A'"
      ),
      (
        #""scores": [{"name": "s", "kind": "length", "min": 3, "max": ▲2}]"#,
        "'max' must not be below 'min'"
      ),
      (
        #""scores": [{"name": "s", "kind": "json_schema", "schema": {"type": ▲"objct"}}]"#,
        "the schema cannot be used at '/type': unknown type 'objct'; did you mean 'object'?"
      ),
      (
        #""scores": [{"name": "s", "kind": "judge", "prompt": ▲"Is it good?", "choices": {"yes": 1, "no": 0}}]"#,
        "the prompt of a judge must show '{{response}}'"
      ),
      (
        #""scores": [{"name": "s", "kind": "pairwise", "among": "sample", "prompt": ▲"{{first}}?"}]"#,
        "the prompt of a comparison must show '{{first}}' and '{{second}}'"
      ),
      (
        #""scores": [{"name": "s", "kind": "pairwise", "among": "sample", "prompt": ▲"{{first}} {{second}} {{response}}"}]"#,
        "the prompt of a comparison shows '{{first}}' and '{{second}}', not '{{response}}'"
      ),
      (
        #""scores": [{"name": "s", "kind": "judge", "prompt": "{{response}}", "choices": ▲{"yes": 1}}]"#,
        "'choices' must be an object of at least two words and their numbers, not an object with fewer"
      ),
      (
        #""scores": [▲{"name": "s", "kind": "pairwise", "among": "sample"}]"#,
        "missing key 'prompt'; it is the judge's prompt and shows '{{first}}' and '{{second}}'"
      ),
      (
        #""scores": [{"name": "s", "kind": "pairwise", "among": ▲"samples", "prompt": "{{first}}{{second}}"}]"#,
        "'among' cannot be 'samples'; did you mean 'sample'?"
      ),
      (
        #""scores": [{"name": "s", "kind": "pairwise", "among": "sample", "both_orders": ▲"yes", "prompt": "{{first}}{{second}}"}]"#,
        "'both_orders' must be true or false, not a string"
      ),
      (
        #""scores": [{"name": "s", "kind": "pairwise", "among": "sample", "prompt": "{{first}}{{second}}", ▲"choices": {"a": 1, "b": 0}}]"#,
        "'choices' has no meaning in a score of kind 'pairwise'; it belongs to 'choice', 'judge'"
      ),
      (
        #""scores": [{"name": "a", "kind": "length", "max": 1}, {"name": "t", "kind": "sum", "of": {▲"b": 1}}]"#,
        "there is no score 'b'; the others are 'a'"
      ),
      (
        #""scores": [▲{"name": "t", "kind": "sum", "of": {"t": 1}}]"#,
        "the sum 't' contains itself"
      ),
      (
        #""scores": [▲{"name": "a", "kind": "sum", "of": {"b": 1}}, {"name": "b", "kind": "sum", "of": {"a": 1}}]"#,
        "the sums 'a', 'b' contain one another"
      ),
      (
        #""scores": [{"name": "a", "kind": "length", "max": 1}, {"name": ▲"a", "kind": "length", "max": 2}]"#,
        "the name 'a' is already used on line 2 by another score"
      ),
      (
        #""scores": [{"name": "s", "kind": "length", "max": 1, "scale": ▲[1, 1]}]"#,
        "'scale' must be an array of two different numbers, not [1,1]"
      ),
    ])
  func mistakes(members: String, message: String) {
    let text = MarkedText(Sample.task(members))
    #expect(diagnostics(of: text.text) == ["a.json:\(text.mark): error: \(message)"])
  }

  @Test("A form as the only score is a warning")
  func onlyForm() {
    let text = MarkedText(Sample.task(#""scores": [▲{"name": "form", "kind": "react"}]"#))
    #expect(
      diagnostics(of: text.text) == [
        "a.json:\(text.mark): warning: 'form' is the only score and rewards form alone: an answer "
          + "of the right form scores 1 whatever it says; add a score of its content"
      ])
  }

  @Test("Comparisons of the completions of perspectives that have one each are a warning")
  func noOpponents() {
    let text = MarkedText(
      Sample.task(
        #""scores": [▲{"name": "duel", "kind": "pairwise", "prompt": "{{first}}{{second}}"}]"#))
    #expect(
      diagnostics(of: text.text) == [
        "a.json:\(text.mark): warning: 'duel' compares the completions of a perspective, but no "
          + "perspective has several; set 'completions' above 1, or compare all responses to a "
          + "sample with \"among\": \"sample\""
      ])
  }

  @Test("A comparison of all responses where there is one is a warning")
  func singleResponse() {
    let score =
      #""scores": [▲{"name": "duel", "kind": "pairwise", "prompt": "{{first}}{{second}}", "among": "sample"}]"#
    let text = MarkedText(Sample.task(score))
    #expect(
      diagnostics(of: text.text) == [
        "a.json:\(text.mark): warning: 'duel' compares all responses to a sample, but 'A' gives the "
          + "only one; set its 'completions' above 1, or let the score apply to another perspective"
      ])
  }

  @Test("Scores of a perspective belong at the top level")
  func misplaced() {
    let text = MarkedText(Sample.perspective(#"▲"scores": []"#))
    #expect(
      diagnostics(of: text.text) == [
        "a.json:\(text.mark): error: unknown key 'scores' here; it belongs at the top level"
      ])
  }
}
