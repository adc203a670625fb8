import Testing

@testable import FacetScore

private let gold =
  #"{"reference": "Paris", "aliases": ["Lutetia", "Paris"], "empty": "", "none": null, "n": 42}"#
private let equals = #""kind": "equals", "against": "{{reference}}""#
private let folded =
  equals + #", "normalize": ["case", "space", "punctuation", "articles"]"#
private let boxed = #""kind": "equals", "against": "4", "extract": "boxed""#
private let tagged = #""kind": "equals", "against": "4", "extract": "tag:answer""#
private let fenced = #""kind": "equals", "against": "x = 1", "extract": "fence:python""#
private let json = #""kind": "equals", "against": "{\"a\": 1}", "extract": "json""#
private let found =
  #""kind": "equals", "against": "4", "extract": {"regex": "answer: (\\d+)"}"#
private let notes = #"{"notes": "the notes", "reference": "R"}"#

@Suite("Scores of texts")
struct TextScorerTests {

  @Test(
    "A text equals the expected one, or it does not",
    arguments: [
      ScoredCase(equals, "Paris", gold, "1.0"),
      ScoredCase(equals, " Paris\n", gold, "1.0"),
      ScoredCase(equals, "paris", gold, "0.0"),
      ScoredCase(equals, "Paris.", gold, "0.0"),
      ScoredCase(equals, "", gold, "0.0"),
      ScoredCase(folded, "paris.", gold, "1.0"),
      ScoredCase(folded, "The  PARIS!", gold, "1.0"),
      ScoredCase(folded, "Paris, France", gold, "0.0"),
      ScoredCase(equals, "Paris", "{}", "no_gold"),
      ScoredCase(#""kind": "equals", "against": "{{empty}}""#, "", gold, "no_gold"),
      ScoredCase(#""kind": "equals", "against": "{{none}}""#, "null", gold, "no_gold"),
      ScoredCase(#""kind": "equals", "against": "{{aliases}}""#, "Lutetia", gold, "1.0"),
      ScoredCase(#""kind": "equals", "against": "{{aliases}}""#, "Lyon", gold, "0.0"),
      ScoredCase(#""kind": "equals", "against": "x{{aliases}}""#, "Lutetia", gold, "0.0"),
      ScoredCase(#""kind": "equals", "against": ["Rome", "{{reference}}"]"#, "Rome", gold, "1.0"),
      ScoredCase(#""kind": "equals", "against": ["{{gone}}", "Rome"]"#, "Rome", gold, "1.0"),
      ScoredCase(#""kind": "equals", "against": "{{n}}""#, "42", gold, "1.0"),
      ScoredCase(#""kind": "equals", "against": 42"#, "42", gold, "1.0"),
      ScoredCase(#""kind": "equals", "against": "{{response}}""#, "anything", gold, "1.0"),
      ScoredCase(
        #""kind": "equals", "against": "don't", "normalize": ["punctuation"]"#, "dont", "{}", "1.0"),
      ScoredCase(
        #""kind": "equals", "against": "3.5", "normalize": ["punctuation"]"#, "35", "{}", "0.0"),
      ScoredCase(
        #""kind": "equals", "against": "-5", "normalize": ["punctuation"]"#, "5", "{}", "0.0"),
      ScoredCase(
        #""kind": "equals", "against": "5%", "normalize": ["punctuation"]"#, "(5%)", "{}", "1.0"),
      ScoredCase(
        #""kind": "equals", "against": "well-known", "normalize": ["punctuation"]"#, "well known",
        "{}", "1.0"),
      ScoredCase(
        #""kind": "equals", "against": "a cat", "normalize": ["articles"]"#, "cat", "{}", "1.0"),
      ScoredCase(
        #""kind": "equals", "against": "/", "normalize": ["punctuation"]"#, "*", "{}", "0.0"),
      ScoredCase(
        #""kind": "contains", "against": "A", "normalize": ["articles"]"#, "zebra", "{}", "0.0"),
      ScoredCase(
        #""kind": "equals", "against": "ÉTÉ", "normalize": ["case"]"#, "été", "{}", "1.0"),
      ScoredCase(
        #""kind": "equals", "against": "a b", "normalize": ["space"]"#, "a\n\t b", "{}", "1.0"),
    ])
  func isEqual(_ scored: ScoredCase) throws {
    #expect(try scored.found() == scored.expected)
  }

  @Test(
    "A part of the text is taken out before it is compared",
    arguments: [
      ScoredCase(boxed, #"so \boxed{4}"#, "1.0"),
      ScoredCase(boxed, #"first \boxed{3}, no: $\boxed{4}$."#, "1.0"),
      ScoredCase(boxed, #"\boxed{4} then \boxed{4"#, "1.0"),
      ScoredCase(boxed, #"\boxed{ 4 }"#, "1.0"),
      ScoredCase(boxed, #"\boxed{\text{4}}"#, "1.0"),
      ScoredCase(boxed, #"\boxed {4}"#, "1.0"),
      ScoredCase(boxed, "4", "no_extract"),
      ScoredCase(boxed, #"\boxed{}"#, "no_extract"),
      ScoredCase(boxed, #"\boxed{\frac{1}{2}}"#, "0.0"),
      ScoredCase(
        #""kind": "equals", "against": "\\frac{1}{2}", "extract": "boxed""#,
        #"\boxed{\frac{1}{2}}"#, "1.0"),
      ScoredCase(tagged, "<answer>4</answer>", "1.0"),
      ScoredCase(tagged, "<answer>3</answer> <Answer>\n4\n</ANSWER>", "1.0"),
      ScoredCase(tagged, "<answer>4", "no_extract"),
      ScoredCase(tagged, "4</answer>", "no_extract"),
      ScoredCase(tagged, "<answers>4</answers>", "no_extract"),
      ScoredCase(tagged, #"<answer id="1">4</answer>"#, "1.0"),
      ScoredCase(tagged, "<answer> </answer>", "no_extract"),
      ScoredCase(tagged, "<answer>a <answer>4</answer>", "1.0"),
      ScoredCase(fenced, "```python\nx = 1\n```", "1.0"),
      ScoredCase(fenced, "```py\nx = 1\n```\nand\n```text\ny\n```", "1.0"),
      ScoredCase(fenced, "```Python3\r\nx = 1\r\n```", "1.0"),
      ScoredCase(fenced, "~~~python\nx = 1\n~~~", "1.0"),
      ScoredCase(fenced, "````python\nx = 1\n````", "1.0"),
      ScoredCase(fenced, "```python\nx = 1", "1.0"),
      ScoredCase(fenced, "```python x = 1```", "1.0"),
      ScoredCase(fenced, "```\nx = 1\n```", "no_extract"),
      ScoredCase(fenced, "x = 1", "no_extract"),
      ScoredCase(
        #""kind": "equals", "against": "x = 1", "extract": "fence:""#, "```\nx = 1\n```", "1.0"),
      ScoredCase(json, #"{"a": 1}"#, "1.0"),
      ScoredCase(json, #"Here: {"a":1.0} as asked."#, "1.0"),
      ScoredCase(json, "```json\n{\"a\": 1}\n```\nDone {x}.", "1.0"),
      ScoredCase(json, #"{"b": 2} and {"a": 1}"#, "no_extract"),
      ScoredCase(json, #"see [1] and [2]: {"a": 1}"#, "1.0"),
      ScoredCase(json, #"{"a": 1, }"#, "no_extract"),
      ScoredCase(json, "{'a': 1}", "no_extract"),
      ScoredCase(json, "no braces", "no_extract"),
      ScoredCase(json, #"{"a": "}{"}"#, "0.0"),
      ScoredCase(
        #""kind": "equals", "against": "yes", "extract": "json:verdict.answer""#,
        #"{"verdict": {"answer": "yes"}}"#, "1.0"),
      ScoredCase(
        #""kind": "equals", "against": "2", "extract": "json:rows.1""#, #"{"rows": [1, 2]}"#,
        "1.0"),
      ScoredCase(
        #""kind": "equals", "against": "2", "extract": "json:rows.9""#, #"{"rows": [1, 2]}"#,
        "no_extract"),
      ScoredCase(found, "answer: 3, answer: 4", "1.0"),
      ScoredCase(found, "no", "no_extract"),
      ScoredCase(
        #""kind": "equals", "against": "is 4", "extract": "json:rows.9", "of": "{{notes}}""#, "x",
        "no_extract"),
    ])
  func extracts(_ scored: ScoredCase) throws {
    #expect(try scored.found() == scored.expected)
  }

  @Test(
    "A scorer judges the response, the preparation or a template",
    arguments: [
      ScoredCase(
        #""kind": "equals", "against": "the notes", "of": "preparation""#, "x", notes, "1.0"),
      ScoredCase(
        #""kind": "equals", "against": "x", "of": "preparation""#, "x", "{}", "no_extract"),
      ScoredCase(#""kind": "equals", "against": "x", "of": "answer""#, "x", "{}", "1.0"),
      ScoredCase(
        #""kind": "equals", "against": "R: x", "of": "{{reference}}: {{response}}""#, "x", notes,
        "1.0"),
      ScoredCase(
        #""kind": "equals", "against": "R", "of": "{{gone}}""#, "x", notes, "no_extract"),
    ])
  func subjects(_ scored: ScoredCase) throws {
    #expect(try scored.found() == scored.expected)
  }

  @Test(
    "A text contains what is expected",
    arguments: [
      ScoredCase(#""kind": "contains", "against": "{{reference}}""#, "It is Paris.", gold, "1.0"),
      ScoredCase(#""kind": "contains", "against": "{{reference}}""#, "It is paris.", gold, "0.0"),
      ScoredCase(
        #""kind": "contains", "against": "{{reference}}", "normalize": ["case"]"#, "PARIS", gold,
        "1.0"),
      ScoredCase(#""kind": "contains", "against": "{{aliases}}""#, "old Lutetia", gold, "1.0"),
      ScoredCase(
        #""kind": "contains", "against": "{{aliases}}", "require": "all""#, "old Lutetia", gold,
        "0.0"),
      ScoredCase(
        #""kind": "contains", "against": ["a", "b"], "require": "all""#, "b, a", gold, "1.0"),
      ScoredCase(#""kind": "contains", "against": "{{gone}}""#, "x", gold, "no_gold"),
      ScoredCase(#""kind": "contains", "against": "x", "extract": "boxed""#, "x", "no_extract"),
    ])
  func isContained(_ scored: ScoredCase) throws {
    #expect(try scored.found() == scored.expected)
  }

  @Test(
    "A pattern occurs, or its group is compared",
    arguments: [
      ScoredCase(#""kind": "regex", "pattern": "^\\d{4}$""#, "2024", "1.0"),
      ScoredCase(#""kind": "regex", "pattern": "^\\d{4}$""#, "a 2024", "0.0"),
      ScoredCase(#""kind": "regex", "pattern": "YES", "ignore_case": true"#, "yes", "1.0"),
      ScoredCase(#""kind": "regex", "pattern": "(?m)^b$""#, "a\nb\nc", "1.0"),
      ScoredCase(
        #""kind": "regex", "pattern": "is (\\w+)", "against": "{{reference}}""#,
        "it is Rome, it is Paris", gold, "1.0"),
      ScoredCase(
        #""kind": "regex", "pattern": "is (\\w+)", "against": "{{reference}}""#, "Paris", gold,
        "no_extract"),
      ScoredCase(
        #""kind": "regex", "pattern": "is (\\w+)", "against": "{{gone}}""#, "is Paris", gold,
        "no_gold"),
      // Backtracking would take longer than the universe has existed.
      ScoredCase(
        #""kind": "regex", "pattern": "(a+)+$""#, String(repeating: "a", count: 8_000) + "b", "0.0"
      ),
      ScoredCase(
        #""kind": "regex", "pattern": "(x+x+)+y""#, String(repeating: "x", count: 8_000), "0.0"),
      ScoredCase(
        #""kind": "regex", "pattern": "(.{0,900}b){4}y""#, String(repeating: "ab", count: 20_000),
        "too_long"),
    ])
  func matches(_ scored: ScoredCase) throws {
    #expect(try scored.found() == scored.expected)
  }

  @Test(
    "A length lies within its bounds",
    arguments: [
      ScoredCase(#""kind": "length", "max": 3"#, "abc", "1.0"),
      ScoredCase(#""kind": "length", "max": 3"#, "abcd", "0.0"),
      ScoredCase(#""kind": "length", "max": 3"#, " abc\n", "1.0"),
      ScoredCase(#""kind": "length", "min": 1"#, "", "0.0"),
      ScoredCase(#""kind": "length", "max": 1"#, "👩‍👩‍👧", "1.0"),
      ScoredCase(#""kind": "length", "unit": "words", "min": 2, "max": 3"#, "a b  c", "1.0"),
      ScoredCase(#""kind": "length", "unit": "words", "min": 2, "max": 3"#, "a", "0.0"),
      ScoredCase(#""kind": "length", "unit": "lines", "max": 2"#, "a\n\nb", "0.0"),
      ScoredCase(#""kind": "length", "unit": "lines", "max": 3"#, "a\n\nb\n", "1.0"),
    ])
  func lengths(_ scored: ScoredCase) throws {
    #expect(try scored.found() == scored.expected)
  }
}
