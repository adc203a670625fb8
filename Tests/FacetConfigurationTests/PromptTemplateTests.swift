import FacetConfiguration
import FacetJSON
import TestSupport
import Testing

@Suite("Templates")
struct PromptTemplateTests {
  private func render(_ text: String, _ fields: [String: String]) throws -> String {
    try PromptTemplate(text).render { fields[$0] }
  }

  @Test(
    "A text in which a name occurs is a template",
    arguments: [
      ("Translate {{input}}.", true),
      ("{{ input }}", true),
      ("{{Größe (cm)}} and {{petal width}}", true),
      ("{{input}}}", true),
      ("{{{input}}}", true),
      ("{{#input}}x{{/input}}", true),
      ("{{> header}}", true),
      ("Plain text with { braces } and {{ more }", false),
      (#"\frac{{x}"#, false),
      (#"\textbf{{\em x}}"#, false),
      ("{{}} {{ }} {{.}} {{!note}}", false),
      ("{{a\nb}}", false),
      ("}} {{", false),
      ("", false),
    ])
  func recognises(text: String, isTemplate: Bool) {
    #expect(PromptTemplate.isTemplate(text) == isTemplate)
  }

  @Test(
    "Rendering fills in names and leaves every other byte alone",
    arguments: [
      ("{{a}}", "1"),
      ("x{{a}}y{{b}}z", "x1y<&>z"),
      ("{{ a }}{{\ta}}", "11"),
      ("\n  {{a}}\n  \n\t", "\n  1\n  \n\t"),
      ("  {{a}}  ", "  1  "),
      ("{{a}}\r\n{{b}}\r\n", "1\r\n<&>\r\n"),
      (#"{"k": {{a}}}"#, #"{"k": 1}"#),
      ("<p>&amp;{{b}}</p>", "<p>&amp;<&></p>"),
      ("{{petal width}} {{Größe}} {{a.b}}", "2 3 4"),
      ("{{c}}", "{{a}} {{#x}}"),
      ("é{{a}}👩‍🚀{{a}}", "é1👩‍🚀1"),
      ("\u{F0000}{{a}}\u{F0000}\u{F0000}", "\u{F0000}1\u{F0000}\u{F0000}"),
    ])
  func renders(text: String, expected: String) throws {
    let fields = [
      "a": "1", "b": "<&>", "c": "{{a}} {{#x}}", "petal width": "2", "Größe": "3", "a.b": "4",
    ]
    #expect(Array(try render(text, fields).utf8) == Array(expected.utf8))
  }

  @Test("The names are in the order of their first use")
  func names() throws {
    let template = try PromptTemplate("é{{b}} {{a}} {{b}}")
    #expect(template.names == ["b", "a"])
    #expect(template.offsets == ["b": 2, "a": 8])
  }

  @Test("A name that a sample lacks is an error, an empty field is not")
  func missing() throws {
    let template = try PromptTemplate("{{a}}{{b}}")
    let missing = #expect(throws: PromptTemplate.MissingName.self) {
      try template.render { ["a": ""][$0] }
    }
    #expect(missing?.name == "b")
  }

  @Test(
    "A tag that is not a name is rejected at its place",
    arguments: [
      (#""{{a}} ▲{{#s}}x{{/s}}""#, "a template takes only names, not sections"),
      (#""▲{{^s}}x{{/s}} {{a}}""#, "a template takes only names, not inverted sections"),
      (#""▲{{> part}}""#, "a template takes only names, not partials"),
      (#""{{a}} ▲{{! note }}""#, "a template takes only names, not comments"),
      (#""{{a}} ▲{{=<% %>=}}""#, "a template takes only names, not changed delimiters"),
      (#""{{a}} ▲{{% CONTENT_TYPE:HTML}}""#, "a template takes only names, not pragmas"),
      (#""▲{{&a}}""#, "a template takes only names, not '&'"),
      (#""▲{{{a}}}""#, "a template takes only names, not triple braces"),
      (#""{{a}} \\frac▲{{x}""#, "'{{' does not begin a name in this template"),
      (
        #""\u00e9\u20ac\t\"é\ud83d\ude00ab▲{{x} {{a}}""#,
        "'{{' does not begin a name in this template"
      ),
      (#""{{a}} ▲{{}}""#, "'{{' does not begin a name in this template"),
    ])
  func refuses(prompt: String, message: String) {
    let text = MarkedText(Sample.perspectives(#"{"condition": "A", "strategy": \#(prompt)}"#))
    #expect(
      diagnostics(of: text.text) == [
        "a.json:\(text.mark): error: \(message); "
          + #"for literal braces, write { "text": … }"#
      ])
  }

  @Test("A template records the places of its names")
  func places() throws {
    let text = MarkedText(
      Sample.perspectives(#"{"condition": "A", "strategy": "a\n▲{{input}} {{input}}"}"#))
    let task = try TaskConfiguration(text: text.text, path: "a.json")
    let place = try #require(task.perspectives.first?.strategy.prompt.namePlaces["input"])
    #expect(place.path == "a.json")
    #expect(place.location?.description == text.mark)
  }

  @Test(
    "A name that no sample has is reported at its place, with the available fields",
    arguments: [
      ("{{inptu}}", "the samples have no field 'inptu'; did you mean 'input'?"),
      (
        "{{x}}",
        "the samples have no field 'x', only 'input', 'reference'; "
          + #"for literal braces, write { "text": … }"#
      ),
    ])
  func unknownFields(prompt: String, message: String) throws {
    let text = Sample.perspectives(#"{"condition": "A", "strategy": "\#(prompt)"}"#)
    let found = try TaskConfiguration(text: text, path: "a.json").perspectives[0].strategy.prompt
    #expect(
      found.names.map {
        found.diagnostic(missing: $0, fields: ["input", "reference"]).description
      } == ["a.json:2:56: error: \(message)"])
  }

  @Test("A 'text' is never a template")
  func plain() throws {
    let text = Sample.perspectives(#"{"condition": "A", "strategy": {"text": "{{a}} {{#b}}"}}"#)
    let prompt = try TaskConfiguration(text: text, path: "a.json").perspectives[0].strategy.prompt
    guard case .instruction("{{a}} {{#b}}") = prompt.content else {
      Issue.record("expected an instruction, not \(prompt.content)")
      return
    }
  }

  @Test(
    "A field is shown as written in the file",
    arguments: [
      ("text", "text"), (.number(JSONNumber(validated: "1.50e3")), "1.50e3"), (true, "true"),
      (nil, ""), (["a", ["b": nil]], #"["a",{"b":null}]"#),
    ] as [(JSONValue, String)])
  func fields(value: JSONValue, text: String) {
    #expect(PromptTemplate.fieldText(value) == text)
  }
}
