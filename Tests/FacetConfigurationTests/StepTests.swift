import FacetModels
import TestSupport
import Testing

@testable import FacetConfiguration

@Suite("Steps of a perspective")
struct StepTests {
  /// A configuration whose only perspective has these steps, and further members.
  private static func steps(_ elements: String, _ members: String = "") -> String {
    Sample.perspectives(#"{"condition": "A", "steps": [\#(elements)]\#(members)}"#)
  }

  private func perspective(_ elements: String, _ members: String = "") throws -> Perspective {
    try #require(
      TaskConfiguration(text: Self.steps(elements, members), path: "a.json").perspectives.first)
  }

  @Test("A step shows earlier steps by name, and an instruction is about the step before it")
  func references() throws {
    let perspective = try perspective(
      #"""
      {"name": "outline", "prompt": "Outline it."},
      {"name": "notes", "prompt": {"text": "Comment on {{this}}."}},
      {"name": "final", "prompt": "{{input}} {{outline}} {{ notes }} {{title}}",
       "system": "You know {{outline}}."}
      """#, #", "system": "Of {{outline}}.""#)
    #expect(perspective.steps.map(\.name) == ["outline", "notes", "final"])
    #expect(perspective.steps.map(\.prompt.subject) == [nil, 0, nil])
    #expect(
      perspective.steps[2].prompt.stepNames == [
        "outline": StepReference(step: 0), "notes": StepReference(step: 1),
      ])
    #expect(perspective.steps[2].prompt.names == ["input", "title"])
    #expect(perspective.steps[2].system?.stepNames == ["outline": StepReference(step: 0)])
    #expect(perspective.steps[2].shownSteps == [0, 1])
    // The system prompt of the perspective is the same for all steps and shows none of them.
    #expect(perspective.steps[1].system?.names == ["outline"])
    #expect(!perspective.isPair)
    #expect(perspective.reading == nil)
  }

  @Test("A pair is two steps, the second of which knows the first as the notes")
  func pair() throws {
    let text = Sample.perspective(#""reading": "R", "system": "S""#)
    let perspective = try #require(
      TaskConfiguration(text: text, path: "a.json").perspectives.first)
    #expect(perspective.steps.map(\.name) == ["reading", "strategy"])
    #expect(perspective.steps.map(\.prompt.subject) == [nil, 0])
    #expect(perspective.steps.map(\.system?.text) == ["S", "S"])
    #expect(perspective.isPair)
    let template =
      #"{"condition": "A", "reading": "R", "strategy": "{{notes}} {{notes.x}} {{reading}}"}"#
    let step = try #require(
      TaskConfiguration(text: Sample.perspectives(template), path: "a.json").perspectives.first
    )
    .strategy
    #expect(step.prompt.stepNames == ["notes": StepReference(step: 0)])
    #expect(step.prompt.names == ["notes.x", "reading"])
  }

  @Test("A step has its own model and system prompt, or its perspective's")
  func inheritance() throws {
    let perspective = try perspective(
      #"""
      {"name": "a", "prompt": "A", "model_config": {"max_tokens": 7}},
      {"name": "b", "prompt": "B", "system": null, "per_completion": true,
       "model_config": {"model_name": "n"}},
      {"name": "c", "prompt": "C", "system": "Own"}
      """#, #", "system": "All", "model_config": {"model_name": "m", "seed": 3}"#)
    #expect(perspective.steps.map(\.model.modelName) == ["m", "n", "m"])
    #expect(perspective.steps.map(\.model.options.maxTokens) == [7, 4000, 4000])
    #expect(perspective.steps.map(\.model.options.seed) == [3, 3, 3])
    #expect(perspective.steps.map(\.system?.text) == ["All", nil, "Own"])
    #expect(perspective.steps.map(\.isPerCompletion) == [false, true, false])
  }

  private static let one = #"{"name": "a", "prompt": "A"}"#

  @Test(
    "Each mistake in steps is reported where it stands",
    arguments: [
      (
        steps("").replacing("[]}", with: "▲[]}"),
        "'steps' must be an array of at least one step, not an empty array"
      ),
      (steps("▲1"), "'steps.0' must be an object, not a number"),
      (steps(#"▲{"prompt": "A"}"#), "missing key 'name'; later steps show its text as '{{name}}'"),
      (steps(#"▲{"name": "a"}"#), "missing key 'prompt'; it is the step's instruction"),
      (
        steps(#"{"name": "a", "prompt": ▲null}"#),
        "'prompt' must be a string or an object, not null"
      ),
      (
        steps(#"{"name": ▲"2nd", "prompt": "A"}"#),
        "'name' must be a name of at most 64 ASCII letters, digits and '_' that does not begin with a digit, not '2nd'"
      ),
      (
        steps(#"{"name": ▲"input", "prompt": "A"}"#),
        "a step cannot be named 'input', because '{{input}}' is the sample's; rename it"
      ),
      (
        steps("\(one), {\"name\": ▲\"a\", \"prompt\": \"B\"}"),
        "the step 'a' is already on line 2; give each step its own name"
      ),
      (
        steps(#"{"name": "a", "prompt": "▲{{b}}"}, {"name": "b", "prompt": "B"}"#),
        "'{{b}}' is a later step, but 'a' sees only the steps before it"
      ),
      (
        steps(
          #"{"name": "a", "prompt": "A", "system": "x ▲{{b.c}}"}, {"name": "b", "prompt": "B"}"#),
        "'{{b.c}}' is a later step, but 'a' sees only the steps before it"
      ),
      (
        steps(#"{"name": "a", "prompt": "▲{{a}}"}"#),
        "'{{a}}' is this step itself; a step sees only the steps before it"
      ),
      (
        steps("\(one), {\"name\": \"b\", \"prompt\": \"▲{{a.title}}\"}"),
        "'{{a.title}}' needs a member of the answer of 'a', which is text; write '{{a}}'"
      ),
      (
        steps(one, #", ▲"strategy": "S""#),
        "'strategy' cannot be combined with 'steps', which replaces 'reading' and 'strategy'"
      ),
      (
        steps(one, #", ▲"reading": "S""#),
        "'reading' cannot be combined with 'steps', which replaces 'reading' and 'strategy'"
      ),
      (
        steps(#"{"name": "a", "prompt": "A", ▲"promt": "A"}"#),
        "unknown key 'promt'; did you mean 'prompt'?"
      ),
      (
        steps(#"{"name": "a", "prompt": "A", ▲"file": "A"}"#),
        "unknown key 'file'; did you mean 'prompt'?"
      ),
      (Sample.task(#"▲"steps": []"#), "unknown key 'steps' here; it belongs in a perspective"),
    ] as [(String, String)])
  func mistakes(marked: String, message: String) {
    let text = MarkedText(marked)
    #expect(diagnostics(of: text.text) == ["a.json:\(text.mark): error: \(message)"])
  }

  @Test("A task about CSV files has no steps")
  func csv() {
    let text = Sample.csv(#""csv_analysis": {}"#).replacing(
      #""strategy": "S""#, with: #""steps": [\#(Self.one)]"#)
    #expect(
      diagnostics(of: text) == [
        "a.json:2:24: error: a task with 'csv_analysis' answers in one conversation; write "
          + "'strategy', not 'steps'"
      ])
  }
}
