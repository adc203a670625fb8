import Testing

@testable import FacetScore

private let number = #""kind": "number", "against": "{{reference}}""#
private let close = number + #", "relative": 0.001, "absolute": 1e-6"#
private let choice = #""kind": "choice", "against": "{{reference}}""#
private let react = #""kind": "react""#
private let thought =
  "Thought: I should first look around the kitchen to find where the clean mug is kept"
private func gold(_ text: String) -> String { #"{"reference": "\#(text)"}"# }

@Suite("Scores of numbers and choices")
struct NumberScorerTests {

  @Test(
    "The last number is compared with the expected one",
    arguments: [
      ScoredCase(number, "It is 42.", gold("42"), "1.0"),
      ScoredCase(number, "It is 42.", #"{"reference": 42}"#, "1.0"),
      ScoredCase(number, "41, no, 42", gold("42"), "1.0"),
      ScoredCase(number, "42 of 43", gold("42"), "0.0"),
      ScoredCase(number, "1,234.50", gold("1234.5"), "1.0"),
      ScoredCase(number, "$1,200", gold("1200"), "1.0"),
      ScoredCase(number, "2,3", gold("3"), "1.0"),
      ScoredCase(number, "-5", gold("-5"), "1.0"),
      ScoredCase(number, "−5", gold("-5"), "1.0"),
      ScoredCase(number, "x = -5", gold("-5"), "1.0"),
      ScoredCase(number, "-$5", gold("-5"), "1.0"),
      ScoredCase(number, "−$5", gold("-5"), "1.0"),
      ScoredCase(number, "pages 3-5", gold("5"), "1.0"),
      ScoredCase(number, "1e3", gold("1000"), "1.0"),
      ScoredCase(number, "2.5E-2", gold("0.025"), "1.0"),
      ScoredCase(number, ".5", gold("0.5"), "1.0"),
      ScoredCase(number, "50%", gold("50"), "1.0"),
      ScoredCase(number, "7 in Q3", gold("7"), "1.0"),
      ScoredCase(number, "see x2", gold("2"), "no_extract"),
      ScoredCase(number, "café5", gold("5"), "no_extract"),
      ScoredCase(number, "naïve 5", gold("5"), "1.0"),
      ScoredCase(number, "größe7", gold("7"), "no_extract"),
      ScoredCase(number, "Ж5", gold("5"), "no_extract"),
      ScoredCase(number, "答案是42。", gold("42"), "1.0"),
      ScoredCase(number, "答えは-42です", gold("-42"), "1.0"),
      ScoredCase(number, "답은 42입니다", gold("42"), "1.0"),
      ScoredCase(number, "£5", gold("5"), "1.0"),
      ScoredCase(number, "≈5", gold("5"), "1.0"),
      ScoredCase(number, "“5”", gold("5"), "1.0"),
      ScoredCase(number, "≤ 5", gold("5"), "1.0"),
      ScoredCase(number, "none", gold("2"), "no_extract"),
      ScoredCase(number, "", gold("2"), "no_extract"),
      ScoredCase(number, "2", "{}", "no_gold"),
      ScoredCase(number, "2", gold("two"), "no_gold"),
      ScoredCase(close, "2", gold("1e999"), "no_gold"),
      ScoredCase(number, "0.30000001", gold("0.3"), "0.0"),
      ScoredCase(close, "0.3000001", gold("0.3"), "1.0"),
      ScoredCase(close, "1001", gold("1000"), "1.0"),
      ScoredCase(close, "1001.1", gold("1000"), "0.0"),
      ScoredCase(close, "0.0000005", gold("0"), "1.0"),
      // The differences are at the bound, and above it in binary fractions.
      ScoredCase(number + #", "absolute": 0.1"#, "1.1", gold("1"), "1.0"),
      ScoredCase(number + #", "absolute": 0.1"#, "0.9", gold("1"), "1.0"),
      ScoredCase(number + #", "absolute": 0.3"#, "0.1", gold("0.4"), "1.0"),
      ScoredCase(number + #", "absolute": 0.01"#, "100.01", gold("100"), "1.0"),
      ScoredCase(number + #", "absolute": 0.01"#, "100.0101", gold("100"), "0.0"),
      ScoredCase(number + #", "relative": 0.1"#, "3.3", gold("3"), "1.0"),
      ScoredCase(number, "0.30000000000000004", gold("0.3"), "0.0"),
      ScoredCase(close, "1e999", gold("1000"), "no_extract"),
      ScoredCase(number + #", "extract": "boxed""#, #"\boxed{3/4}"#, gold("0.75"), "1.0"),
      ScoredCase(number + #", "extract": "boxed""#, #"\boxed{\frac{3}{4}}"#, gold("3/4"), "1.0"),
      ScoredCase(number + #", "extract": "boxed""#, #"\boxed{5\%}"#, gold("5"), "1.0"),
      ScoredCase(number + #", "extract": "boxed""#, #"\boxed{x}"#, gold("5"), "no_extract"),
      ScoredCase(number + #", "extract": "json:n""#, #"{"n": 5.0}"#, gold("5"), "1.0"),
      ScoredCase(number + #", "extract": "none""#, "about 5", gold("5"), "no_extract"),
      ScoredCase(#""kind": "number", "against": [1, 2]"#, "2", "1.0"),
      ScoredCase(number, "It costs 3.", gold("$3"), "1.0"),
    ])
  func numbers(_ scored: ScoredCase) throws {
    #expect(try scored.found() == scored.expected)
  }

  @Test(
    "The chosen letter is compared with the expected one",
    arguments: [
      ScoredCase(choice, "B", gold("B"), "1.0"),
      ScoredCase(choice, "b", gold("B"), "1.0"),
      ScoredCase(choice, "(B)", gold("B"), "1.0"),
      ScoredCase(choice, "**B.**", gold("(b)"), "1.0"),
      ScoredCase(choice, "The answer is B.", gold("B"), "1.0"),
      ScoredCase(choice, "The correct answer is (B) because A is wrong.", gold("B"), "1.0"),
      ScoredCase(choice, "Answer: **B**", gold("B"), "1.0"),
      ScoredCase(choice, "Answer: b", gold("B"), "1.0"),
      ScoredCase(choice, "The answer is A. Wait, the answer is B.", gold("B"), "1.0"),
      ScoredCase(choice, "So the final answer is option C", gold("C"), "1.0"),
      ScoredCase(choice, #"Thus $\boxed{\text{D}}$"#, gold("D"), "1.0"),
      ScoredCase(choice, "B) because it is larger", gold("B"), "1.0"),
      ScoredCase(choice, "I compared A and C.\nB", gold("B"), "1.0"),
      ScoredCase(choice, "The answer is A or B.", gold("A"), "no_extract"),
      ScoredCase(choice, "The answer is A/B", gold("B"), "no_extract"),
      ScoredCase(choice, "A) x\nB) y\nC) z", gold("A"), "no_extract"),
      ScoredCase(choice, "A car is faster.", gold("A"), "no_extract"),
      ScoredCase(choice, "My answer: I think so", gold("I"), "no_extract"),
      ScoredCase(choice, "The answer is a dog.", gold("A"), "no_extract"),
      ScoredCase(choice, "It must be (C), I believe.", gold("C"), "1.0"),
      ScoredCase(choice, "", gold("A"), "no_extract"),
      ScoredCase(choice, String(repeating: "option ", count: 2000), gold("A"), "no_extract"),
      ScoredCase(choice, "B", "{}", "no_gold"),
      ScoredCase(choice, "B", gold("maybe"), "no_gold"),
      ScoredCase(choice + #", "choices": ["yes", "no"]"#, "The answer is No.", gold("no"), "1.0"),
      ScoredCase(choice + #", "choices": ["yes", "no"]"#, "YES", gold("no"), "0.0"),
      ScoredCase(choice + #", "choices": ["1", "2"]"#, "Answer: 2", gold("2"), "1.0"),
    ])
  func choices(_ scored: ScoredCase) throws {
    #expect(try scored.found() == scored.expected)
  }

  @Test(
    "The form of a thought and an action has its parts",
    arguments: [
      ScoredCase(react, "\(thought)\nAction: go\nAction Input: kitchen", "1.0"),
      ScoredCase(react, "\(thought)\nAction: go_to\nAction Input: kitchen", "1.0"),
      // D-8: 60 times the same letter, no action and no input scored 1.0.
      ScoredCase(
        react, "Thought: \(String(repeating: "x", count: 60))\nAction: because\nAction Input:",
        "0.1"),
      // D-8: "compute" contains "put".
      ScoredCase(react, "\(thought)\nAction: compute\nAction Input: 1", "0.7"),
      ScoredCase(react, "\(thought)\nAction: PUT\nAction Input: mug", "1.0"),
      ScoredCase(react, "Thought: go there now\nAction: go\nAction Input: x", "0.8"),
      ScoredCase(react, "Thought: I will now go there\nAction: go\nAction Input: x", "0.8"),
      ScoredCase(react, "Thought: then I will now go there\nAction: go\nAction Input: x", "0.9"),
      ScoredCase(react, "Action: go\nThought: because I can\nAction Input: x", "0.5"),
      ScoredCase(react, "I say Thought: a b Action: go Action Input: x", "0.0"),
      ScoredCase(react, "Thought:\nAction: go\nAction Input: x", "0.4"),
      ScoredCase(react, "Thought: hm\nAction: go", "0.4"),
      ScoredCase(react, "Thought: a\nof two lines\nAction: take\nthe mug\nAction Input: {}", "0.8"),
      ScoredCase(react, "nothing of the kind", "0.0"),
      ScoredCase(
        react + #", "actions": ["execute_sql"]"#, "\(thought)\nAction: go\nAction Input: x", "0.7"),
      ScoredCase(
        react + #", "actions": ["Execute"]"#, "\(thought)\nAction: execute_sql\nAction Input: x",
        "1.0"),
    ])
  func hasForm(_ scored: ScoredCase) throws {
    #expect(try scored.found() == scored.expected)
  }
}
