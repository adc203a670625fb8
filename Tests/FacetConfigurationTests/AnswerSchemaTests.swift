import FacetJSON
import FacetModels
import TestSupport
import Testing

@testable import FacetConfiguration

@Suite("Schemas of answers in a configuration")
struct AnswerSchemaTests {
  private static let review =
    #"{"type": "object", "properties": {"stars": {"type": "integer"}}, "required": ["stars"], "additionalProperties": false}"#

  private func steps(_ perspective: String) throws -> [PerspectiveStep] {
    let task = try TaskConfiguration(text: Sample.perspectives(perspective), path: "a.json")
    return try #require(task.perspectives.first).steps
  }

  @Test(
    "A schema stands beside its prompt",
    arguments: [
      #"{"condition": "A", "strategy": {"text": "S", "schema": ▲, "repair": 2}}"#,
      #"{"condition": "A", "strategy": "S", "schema": ▲, "repair": 2}"#,
      #"{"condition": "A", "steps": [{"name": "a", "prompt": "S", "schema": ▲, "repair": 2}]}"#,
    ])
  func places(perspective: String) throws {
    let step = try #require(steps(perspective.replacing("▲", with: Self.review)).last)
    #expect(step.schema?.repairs == 2)
    #expect(step.schema?.format.name == "answer")
    #expect(step.schema?.format.schema.source["required"] == ["stars"])
  }

  @Test("Without 'repair', an answer is sent back once; without a schema, there is none")
  func defaults() throws {
    let steps = try steps(
      #"{"condition": "A", "reading": {"text": "R", "schema": \#(Self.review)}, "strategy": "S", "schema": null}"#
    )
    #expect(steps[0].schema?.repairs == 1)
    #expect(steps[1].schema == nil)
  }

  @Test("A schema's file is found and read, and its mistakes are reported in it")
  func file() throws {
    let folder = try ScratchFolder()
    try folder.write(#"{"title": "Review", "type": "string"}"#, to: "schemas/good.json")
    try folder.write("{\n  \"type\": \"strin\"\n}", to: "schemas/bad.json")
    try folder.write("{\"type\": }", to: "schemas/broken.json")
    func task(_ name: String) throws -> TaskConfiguration {
      try TaskConfiguration(
        text: Sample.perspective(#""schema": {"file": "schemas/\#(name).json"}"#),
        path: folder.path + "/a.json", overrides: [], workingDirectory: folder.path)
    }
    let schema = try task("good").perspectives.first?.strategy.schema
    #expect(schema?.format.name == "Review")
    #expect(schema?.file == "schemas/good.json")
    for (name, text) in [
      (
        "bad",
        "bad.json:2:11: error: the schema cannot be used at '/type': unknown type 'strin'; did you mean 'string'?"
      ),
      ("broken", "broken.json:1:10: error: expected a value"),
      ("missing", "there is no file 'schemas/missing.json'"),
    ] {
      let error = #expect(throws: ConfigurationError.self) { try task(name) }
      #expect(error?.description.contains(text) == true, "\(error?.description ?? "")")
    }
  }

  @Test(
    "Mistakes are reported where they stand",
    arguments: [
      (
        #"{"condition": "A", "strategy": "S", "schema": {"type": ▲"x"}}"#,
        "the schema cannot be used at '/type': a type must be one of 'object', 'array', 'string', 'number', 'integer', 'boolean', 'null'"
      ),
      (
        #"{"condition": "A", "strategy": "S", "schema": ▲1}"#,
        "'schema' must be a JSON Schema or { \"file\": … }, not a number"
      ),
      (
        #"{"condition": "A", "strategy": "S", "schema": {"file": "a", ▲"type": "string"}}"#,
        "'schema' must be either a schema or { \"file\": … }, so 'type' does not belong here"
      ),
      (
        #"{"condition": "A", "strategy": "S", ▲"repair": 1}"#,
        "'repair' has no effect without a 'schema' beside it"
      ),
      (
        #"{"condition": "A", "strategy": "S", "schema": {}, "repair": ▲4}"#,
        "'repair' must be a whole number from 0 to 3, not 4"
      ),
      (
        #"{"condition": "A", "strategy": {"text": "S", "schema": {}}, ▲"schema": {}}"#,
        "the strategy has a 'schema' of its own already; keep only one"
      ),
      (
        #"{"condition": "A", "steps": [{"name": "a", "prompt": "S"}], ▲"schema": {}}"#,
        "'schema' cannot be combined with 'steps'; put it into one of them"
      ),
      (
        #"{"condition": "A", "reading": {"text": "R", "schema": {"type": "object", "properties": {"stars": {}}, "additionalProperties": false}}, "strategy": "Of ▲{{notes.star}}."}"#,
        "the schema of 'notes' has no member 'star'; did you mean 'stars'?"
      ),
      (
        #"{"condition": "A", "steps": [{"name": "a", "prompt": "S", "schema": {"type": "object", "properties": {"x": {}}, "additionalProperties": false}}, {"name": "b", "prompt": "▲{{a.y}} {{a.x}}"}]}"#,
        "the schema of 'a' has no member 'y', only 'x'"
      ),
      (
        #"{"condition": "A", "strategy": "S", ▲"response_format": {}}"#,
        "unknown key 'response_format'; did you mean 'schema'?"
      ),
    ] as [(String, String)])
  func mistakes(perspective: String, message: String) throws {
    let marked = MarkedText(stringLiteral: Sample.perspectives(perspective))
    let error = #expect(throws: ConfigurationError.self) {
      try TaskConfiguration(text: marked.text, path: "a.json")
    }
    #expect(error?.description == "a.json:\(marked.mark): error: \(message)")
  }

  @Test("A member that an open schema does not name is a warning")
  func unnamedMember() throws {
    let marked = MarkedText(
      stringLiteral: Sample.perspectives(
        #"{"condition": "A", "steps": [{"name": "a", "prompt": "S", "schema": {"type": "object", "properties": {"title": {}}}}, {"name": "b", "prompt": "{{a.title}} ▲{{a.titel}}"}]}"#
      ))
    let task = try TaskConfiguration(text: marked.text, path: "a.json")
    #expect(
      task.warnings.map(\.description) == [
        "a.json:\(marked.mark): warning: the schema of 'a' does not name 'titel', so a cell fails if "
          + "an answer lacks it; did you mean 'title'?"
      ])
  }

  @Test("Members of an earlier step's value are names of templates")
  func members() throws {
    let pair = try steps(
      #"{"condition": "A", "reading": {"text": "R", "schema": {"type": "object"}}, "strategy": "{{notes}} {{notes.a.0.b}} {{reading.c}} {{other.d}}"}"#
    )
    #expect(
      pair[1].prompt.stepNames == [
        "notes": StepReference(step: 0),
        "notes.a.0.b": StepReference(step: 0, members: ["a", "0", "b"]),
        "reading.c": StepReference(step: 0, members: ["c"]),
      ])
    #expect(pair[1].prompt.names == ["other.d"])
    let steps = try steps(
      #"{"condition": "A", "steps": [{"name": "a", "prompt": "P", "schema": {}}, {"name": "b", "prompt": "{{a.x}}"}]}"#
    )
    #expect(steps[1].prompt.stepNames == ["a.x": StepReference(step: 0, members: ["x"])])
  }

  @Test("The service tier belongs to its endpoint")
  func serviceTier() throws {
    func model(_ members: String) throws -> ModelConfiguration {
      let text = """
        {"task_type": "t", "model_config": {"model_name": "m", "service_tier": "flex"},
        "agent_perspectives": [
          {"condition": "A", "strategy": "S", "model_config": {\(members)}}],
        "data_config": {"input_data_path": "d"}}
        """
      return try #require(
        TaskConfiguration(text: text, path: "a.json").perspectives.first
      ).strategy.model
    }
    #expect(try model(#""seed": 1"#).serviceTier == "flex")
    #expect(try model(#""model_name": "n""#).serviceTier == nil)
    #expect(try model(#""base_url": "http://127.0.0.1:1""#).serviceTier == nil)
    #expect(try model(#""service_tier": null"#).serviceTier == nil)
  }
}
