import Testing

@testable import FacetScore

private let number = #""kind": "number", "against": "{{reference}}""#
private let boxed = #""kind": "number", "against": "{{reference}}", "extract": "boxed""#
private let choice = #""kind": "choice", "against": "{{reference}}""#
private let equals = #""kind": "equals", "against": "{{reference}}""#
private let shape =
  #""kind": "json_schema", "schema": {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"], "additionalProperties": false}"#
private let react = #""kind": "react""#
private func gold(_ text: String) -> String { #"{"reference": "\#(text)"}"# }

@Suite("Scores of answers as models write them")
struct WrittenAnswerTests {

  @Test(
    "Numbers in sentences, in mathematics and with units",
    arguments: [
      ScoredCase(number, "#### 72", gold("72"), "1.0"),
      ScoredCase(number, "2^10 = 1024", gold("1024"), "1.0"),
      ScoredCase(number, "5 apples and 7 pears make 12", gold("12"), "1.0"),
      ScoredCase(number, "The answer is 72, see step 3.", gold("72"), "0.0"),
      ScoredCase(number, "1,000,000 people", gold("1000000"), "1.0"),
      ScoredCase(number, "It weighs **5kg**.", gold("5"), "1.0"),
      ScoredCase(number, "-0", gold("0"), "1.0"),
      ScoredCase(number, "+7", gold("7"), "1.0"),
      ScoredCase(number, "[42]", gold("42"), "1.0"),
      ScoredCase(number, "about 6.02 × 10^23", gold("6.02e23"), "1.0"),
      ScoredCase(number, "about 1.5 x 10^{-3} m", gold("0.0015"), "1.0"),
      ScoredCase(number, "a 3 x 10 grid", gold("10"), "1.0"),
      ScoredCase(number, "half: ½", gold("0.5"), "no_extract"),
      ScoredCase(number, "total: $3.50 each", gold("3.5"), "1.0"),
      ScoredCase(boxed, #"\boxed{1{,}234}"#, gold("1234"), "1.0"),
      ScoredCase(boxed, #"\boxed{x = 5}"#, gold("5"), "1.0"),
      ScoredCase(boxed, #"\boxed{f(2) = -5}"#, gold("-5"), "1.0"),
      ScoredCase(boxed, #"\boxed{1 + 1 = 2}"#, gold("2"), "no_extract"),
      ScoredCase(boxed, #"\boxed{5\text{ cm}}"#, gold("5"), "1.0"),
      ScoredCase(boxed, #"\boxed{90^\circ}"#, gold("90"), "1.0"),
      ScoredCase(boxed, #"\boxed{\frac12}"#, gold("0.5"), "1.0"),
      ScoredCase(boxed, #"\boxed{-\dfrac{3}{4}}"#, gold("-0.75"), "1.0"),
      ScoredCase(boxed, #"\boxed{3\frac{1}{2}}"#, gold("3.5"), "1.0"),
      ScoredCase(boxed, #"\boxed{3 1/2}"#, gold("3.5"), "1.0"),
      ScoredCase(boxed, #"\boxed{1.5 \times 10^{3}}"#, gold("1500"), "1.0"),
      ScoredCase(boxed, #"\boxed{\$1{,}200.50}"#, gold("1200.5"), "1.0"),
      ScoredCase(boxed, #"\boxed{5, 6}"#, gold("5"), "no_extract"),
      ScoredCase(boxed, #"\boxed{\frac{1}{0}}"#, gold("1"), "no_extract"),
      ScoredCase(boxed, #"\boxed{1.5*10^3}"#, gold("1500"), "1.0"),
      ScoredCase(boxed, #"\boxed{2*3}"#, gold("23"), "no_extract"),
      ScoredCase(boxed, #"\boxed{2**10}"#, gold("210"), "no_extract"),
      ScoredCase(boxed, #"\boxed{x = **5**}"#, gold("5"), "1.0"),
      ScoredCase(boxed, #"\boxed{x != 5}"#, gold("5"), "no_extract"),
    ])
  func numbers(_ scored: ScoredCase) throws {
    #expect(try scored.found() == scored.expected)
  }

  @Test(
    "Choices in sentences, in other languages and in boxes",
    arguments: [
      ScoredCase(choice, "I'd go with option D.", gold("D"), "1.0"),
      ScoredCase(choice, "A. Paris", gold("A"), "1.0"),
      ScoredCase(choice, "**Answer:** B", gold("B"), "1.0"),
      ScoredCase(choice, "D is correct.", gold("D"), "1.0"),
      ScoredCase(choice, "B is the right answer, A is not.", gold("B"), "1.0"),
      ScoredCase(choice, "The correct option is **(c)**.", gold("C"), "1.0"),
      ScoredCase(choice, "Both A and C are correct", gold("A"), "no_extract"),
      ScoredCase(choice, "A, B", gold("A"), "no_extract"),
      ScoredCase(choice, "答案是 B", gold("B"), "1.0"),
      ScoredCase(choice, "所以答案：C。", gold("C"), "1.0"),
      ScoredCase(choice, "应该选D", gold("D"), "1.0"),
      ScoredCase(choice, "选项A正确，选项B错误。", gold("A"), "1.0"),
      ScoredCase(choice, "选项A和选项B都有可能", gold("B"), "no_extract"),
      ScoredCase(choice, "选项A是错误的，正确的是C", gold("C"), "1.0"),
      ScoredCase(choice, "我不选A", gold("A"), "no_extract"),
      ScoredCase(choice, "应选A或B", gold("A"), "no_extract"),
      ScoredCase(
        choice, #"The final answer is $\boxed{A}$. I hope it is correct."#, gold("A"), "1.0"),
      ScoredCase(choice, "C\n\nExplanation: A and B are false.", gold("C"), "no_extract"),
    ])
  func choices(_ scored: ScoredCase) throws {
    #expect(try scored.found() == scored.expected)
  }

  @Test(
    "Texts that differ in characters alone",
    arguments: [
      ScoredCase(equals, "Cafe\u{301}", gold("Caf\u{E9}"), "1.0"),
      ScoredCase(equals, " Paris\r\n", gold("Paris"), "1.0"),
      ScoredCase(equals + #", "normalize": ["space"]"#, "a\u{A0}b", gold("a b"), "1.0"),
      ScoredCase(equals + #", "normalize": ["punctuation"]"#, "don’t", gold("don't"), "1.0"),
      ScoredCase(equals + #", "normalize": ["case"]"#, "ÄPFEL", gold("äpfel"), "1.0"),
      ScoredCase(#""kind": "length", "unit": "lines", "max": 2"#, "a\r\nb", "1.0"),
      ScoredCase(#""kind": "length", "unit": "words", "max": 2"#, "a\u{A0}b c", "0.0"),
    ])
  func characters(_ scored: ScoredCase) throws {
    #expect(try scored.found() == scored.expected)
  }

  @Test(
    "JSON of an answer matches a schema, or it does not",
    arguments: [
      ScoredCase(shape, #"{"a": 1}"#, "1.0"), ScoredCase(shape, #"{"a": 1.0}"#, "1.0"),
      ScoredCase(shape, "```json\n{\"a\": 1}\n```", "1.0"),
      ScoredCase(shape, #"Sure: {"a": 1}"#, "1.0"), ScoredCase(shape, #"{"a": "1"}"#, "0.0"),
      ScoredCase(shape, #"{"a": 1, "b": 2}"#, "0.0"), ScoredCase(shape, "[]", "0.0"),
      ScoredCase(shape, "null", "0.0"), ScoredCase(shape, "", "0.0"),
      ScoredCase(shape, #"{"a": 1} {"a": 2}"#, "0.0"), ScoredCase(shape, #"{"a": NaN}"#, "0.0"),
      ScoredCase(shape, #"{"a": 1"#, "0.0"),
    ])
  func shapes(_ scored: ScoredCase) throws {
    #expect(try scored.found() == scored.expected)
  }

  @Test(
    "A thought and an action with other line ends and around them",
    arguments: [
      ScoredCase(
        react, "Thought: I will now go there\r\nAction: go\r\nAction Input: x", "0.8"),
      ScoredCase(react, "Thought: hm\nAction: go\nAction Input: x\nObservation: y", "0.7"),
      ScoredCase(react, "Action Input: x\nAction: go\nThought: hm", "0.4"),
      ScoredCase(react, "", "0.0"),
    ])
  func forms(_ scored: ScoredCase) throws {
    #expect(try scored.found() == scored.expected)
  }

  @Test(
    "SQL as models write it",
    arguments: [
      ("```SQL\nselect 1;\n```", "select 1;"), ("SELECT * FROM t;", "SELECT * FROM t;"),
      ("```postgresql\nSELECT 1\n```", "SELECT 1"),
      ("-- all rows\nSELECT a FROM t", "-- all rows\nSELECT a FROM t"),
      ("Here is the query:\nSELECT 1", nil), ("`SELECT 1`", nil),
      ("```sql\nSELECT 1\n", "SELECT 1"), ("Selecting rows is easy.", nil),
      ("```\nExplain it first.\n```", nil),
    ] as [(String, String?)])
  func queries(answer: String, expected: String?) {
    #expect(SQLText.query(in: answer) == expected)
  }
}
