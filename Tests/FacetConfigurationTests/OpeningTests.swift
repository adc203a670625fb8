import FacetJSON
import FacetModels
import TestSupport
import Testing

@testable import FacetConfiguration

@Suite("Messages before the sample")
struct OpeningTests {
  private static func examples(_ elements: String) -> String {
    Sample.perspective(#""examples": [\#(elements)]"#)
  }

  private static func messages(_ elements: String, _ members: String = "") -> String {
    Sample.perspective(#""messages": [\#(elements)]\#(members)"#)
  }

  private static let pair =
    #"{"role": "user", "content": "U"}, {"role": "assistant", "content": "A"}"#

  @Test(
    "Each mistake in examples and messages is reported where it stands",
    arguments: [
      (examples("▲1"), "'example' must be an object, not a number"),
      (examples(#"▲{"output": "O"}"#), "an example needs a text in 'input'"),
      (examples(#"▲{"input": "I"}"#), "an example needs a text in 'output'"),
      (examples(#"▲{"input": null, "output": "O"}"#), "an example needs a text in 'input'"),
      (
        examples(#"▲{"input": "I", "output": "O"}"#).replacing(#""S""#, with: #""{{title}}""#),
        "an example needs a text in 'title'"
      ),
      (
        examples(#"▲{"input": "I", "output": "O"}"#).replacing(
          #""strategy""#, with: #""reading": "R", "strategy""#
        ).replacing(#""S""#, with: #""{{notes}}""#),
        "an example needs a text in 'notes'"
      ),
      (
        messages(#"{"role": ▲"tool", "content": "U"}"#),
        "'role' must be one of 'system', 'user', 'assistant', not 'tool'"
      ),
      (messages(#"▲{"role": "user"}"#), "missing key 'content'; it is the message's text"),
      (
        messages(#"{"role": ▲"assistant", "content": "A"}"#),
        "the first message must have the role 'user', not 'assistant'"
      ),
      (
        messages(#"\#(pair), {"role": ▲"system", "content": "S"}, \#(pair)"#),
        "a 'system' message can only be the first"
      ),
      (
        messages(#"{"role": ▲"system", "content": "S"}"#, #", "system": "S""#),
        "'system' is already set beside 'messages'; keep one of the two"
      ),
      (
        messages(#"\#(pair), {"role": ▲"assistant", "content": "S"}"#),
        "two messages of 'assistant' follow each other; 'user' and 'assistant' take turns"
      ),
      (
        messages(#"{"role": "user", "content": "S"}"#).replacing(
          #": [{"role""#, with: #": ▲[{"role""#),
        "'messages' must end with an 'assistant' message, because the sample is the next turn"
      ),
      (
        messages(pair, #", "examples": []"#).replacing(#""messages""#, with: #"▲"messages""#),
        "'messages' cannot be combined with 'examples'; write the examples as messages"
      ),
      (
        Sample.perspectives(
          #"{"condition": "A", ▲"examples": [], "steps": [{"name": "a", "prompt": "A"}]}"#),
        "'examples' belongs in a step of 'steps', and precedes that step's prompt"
      ),
      (
        Sample.perspectives(#"{"condition": "A", "strategy": {"text": ▲""}}"#),
        "'strategy' must not be empty; for the next turn of a conversation, write \"continue\": true"
      ),
      (
        Sample.perspectives(#"▲{"condition": "A", "continue": true}"#),
        "'continue' needs 'messages_field' in 'data_config', the field with the conversation"
      ),
      (
        Sample.perspectives(#"{"condition": "A", "continue": true, ▲"strategy": "S"}"#)
          .replacing(#""d.json"}"#, with: #""d.json", "messages_field": "m"}"#),
        "'strategy' cannot be combined with 'continue', which sends the conversation as it is"
      ),
    ] as [(String, String)])
  func mistakes(marked: String, message: String) {
    let text = MarkedText(marked)
    #expect(diagnostics(of: text.text) == ["a.json:\(text.mark): error: \(message)"])
  }

  @Test("Examples belong to the strategy, and to the step in which they stand")
  func places() throws {
    let text = Sample.perspectives(
      #"""
      {"condition": "A", "reading": "R", "strategy": "S", "examples": [{"input": "I", "output": 1}]},
      {"condition": "B", "steps": [{"name": "a", "prompt": "A", "messages": [\#(Self.pair)]},
       {"name": "b", "prompt": "{{a}}"}]}
      """#)
    let task = try TaskConfiguration(text: text, path: "a.json")
    let openings = task.perspectives.flatMap { $0.steps.map(\.opening) }
    guard case .none = openings[0], case .examples(let examples) = openings[1],
      case .messages(let messages) = openings[2], case .none = openings[3]
    else {
      Issue.record("unexpected openings")
      return
    }
    #expect(examples == [["input": "I", "output": 1]])
    #expect(messages.map(\.role) == [.user, .assistant])
    #expect(messages.map(\.prompt.text) == ["U", "A"])
  }
}
