import FacetJSON
import Testing

@testable import FacetCSV

@Suite("Text of a template")
struct TemplateTextTests {
  private let values: JSONObject = [
    "column": "it's \"x\"\n", "limit": 2.5, "all": ["a", "b", "c"], "none": [], "one": ["a"],
    "flag": true, "nothing": nil,
  ]

  @Test(
    "Values in prose are written as a person writes them",
    arguments: [
      ("Mean of '{{column}}'", "Mean of 'it's \"x\"\n'"), ("above {{limit}}%", "above 2.5%"),
      ("all but {{all}}", "all but 'a', 'b' and 'c'"), ("all[[ but {{one}}]]!", "all but 'a'!"),
      ("all[[ but {{none}}]]!", "all!"), ("{ {{limit}} }", "{ 2.5 }"),
    ])
  func words(text: String, expected: String) throws {
    #expect(try TemplateText(text, hasParts: true).words(values) == expected)
  }

  @Test(
    "Values in code become literals, whatever their content",
    arguments: [
      ("df[{{column}}]", #"df["it's \"x\"\n"]"#), ("x > {{limit}}", "x > 2.5"),
      ("df[[{{column}}]]", #"df[["it's \"x\"\n"]]"#), ("df[{{all}}]", #"df[["a", "b", "c"]]"#),
      ("{{flag}} {{nothing}}", "True None"),
    ])
  func python(text: String, expected: String) throws {
    #expect(try TemplateText(text, hasParts: false).python(values) == expected)
  }

  @Test(
    "A mistake in the braces is told",
    arguments: [
      ("{{open", "'{{' is not closed by '}}'"), ("{{a b}}", "'{{a b}}' is not a name"),
      ("[[x", "'[[' is not closed by ']]'"), ("[[a[[b]]]]", "'[[' is nested in another '[['"),
    ])
  func mistakes(text: String, message: String) {
    let error = #expect(throws: QuestionRecordError.self) {
      try TemplateText(text, hasParts: true)
    }
    #expect(error?.description == message)
  }

  @Test func `each hook names the line that made its value`() throws {
    let code = "x = 1\nif x:\n    x = \"a\"\n    hook(x, description=\"d\")\nhook(x)"
    let expected =
      "x = 1\nif x:\n    x = \"a\"\n"
      + #"    hook(x, code_line="x = \"a\"", name="x", description="d")"# + "\n"
      + #"hook(x, code_line="x = \"a\"", name="x")"#
    #expect(try HookLines.filled(code) == expected)
  }

  @Test(
    "A hook without its line is a mistake",
    arguments: [
      ("hook(1 + 1)", "'hook(1 + 1)' must record a variable: hook(NAME, …)"),
      ("hook(y)\ny = 1", "'hook(y)' comes before any line that begins 'y = '"),
    ])
  func withoutLine(code: String, message: String) {
    let error = #expect(throws: QuestionRecordError.self) { try HookLines.filled(code) }
    #expect(error?.description == message)
  }
}
