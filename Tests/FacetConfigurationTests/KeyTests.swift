import FacetConfiguration
import FacetJSON
import TestSupport
import Testing

@Suite("Keys")
struct KeyTests {
  @Test(
    "A key that resembles a known one, or is at a wrong level, is a mistake",
    arguments: [
      (
        Sample.task(#"▲"add_reference": true"#),
        "unknown key 'add_reference'; did you mean 'add_references'?"
      ),
      (
        Sample.task(#"▲"promptLayout": "sandwich""#),
        "unknown key 'promptLayout'; did you mean 'prompt_layout'?"
      ),
      (
        Sample.task(#"▲"temperature": 1"#),
        "unknown key 'temperature' here; it belongs in 'model_config'"
      ),
      (
        Sample.task(#"▲"max_attempts": 1"#),
        "unknown key 'max_attempts' here; it belongs in 'retry'"
      ),
      (Sample.model(#"▲"temprature": 1"#), "unknown key 'temprature'; did you mean 'temperature'?"),
      (
        Sample.model(#"▲"max_completion_tokens": 1"#),
        "unknown key 'max_completion_tokens'; did you mean 'max_tokens'?"
      ),
      (
        Sample.model(#"▲"top_k": 1"#),
        "unknown key 'top_k'; a provider parameter goes into 'extra_body'"
      ),
      (
        Sample.model(#"▲"add_references": true"#),
        "unknown key 'add_references' here; it belongs at the top level"
      ),
      (
        Sample.perspective(#"▲"readings": null"#), "unknown key 'readings'; did you mean 'reading'?"
      ),
      (
        Sample.perspective(#"▲"max_tokens": 5"#),
        "unknown key 'max_tokens' here; it belongs in 'model_config'"
      ),
      (
        Sample.task(#""retry": {▲"timeouts": 5}"#),
        "unknown key 'timeouts'; did you mean 'timeout_s'?"
      ),
      (
        Sample.task(#""limits": {▲"togther": {}}"#),
        "unknown key 'togther'; did you mean 'together'?"
      ),
    ])
  func resembling(marked: String, message: String) {
    let text = MarkedText(marked)
    #expect(diagnostics(of: text.text) == ["a.json:\(text.mark): error: \(message)"])
  }

  @Test("Any other key is a warning, kept under its path, and an error in strict mode")
  func unknown() throws {
    let text = Sample.task(
      #"""
      "compression_ratio": "9.3:1",
      "model_config": {"model_name": "m", "frequency_penalty": 0.50}
      """#)
    let task = try TaskConfiguration(text: text, path: "a.json")
    #expect(
      task.warnings.map(\.description) == [
        "a.json:2:47: warning: unknown key 'compression_ratio' has no effect and is kept in the "
          + "dataset's metadata; your own notes go into 'metadata'",
        "a.json:3:37: warning: unknown key 'frequency_penalty' has no effect and is kept in the "
          + "dataset's metadata; a provider parameter goes into 'extra_body'",
      ])
    #expect(
      task.extra == [
        "compression_ratio": "9.3:1",
        "model_config.frequency_penalty": .number(JSONNumber(validated: "0.50")),
      ])
    #expect(
      diagnostics(of: text, isStrict: true) == [
        "a.json:2:47: error: unknown key 'compression_ratio'; your own notes go into 'metadata'",
        "a.json:3:37: error: unknown key 'frequency_penalty'; "
          + "a provider parameter goes into 'extra_body'",
      ])
  }

  @Test(
    "The message for a reserved key names its purpose and the alternative",
    arguments: [
      "compare_models", "extends", "vars", "perspective_defaults", "tools", "output", "batch",
    ])
  func reserved(key: String) throws {
    let found = try #require(diagnostics(of: Sample.task("\"\(key)\": []")).first)
    #expect(found.hasPrefix("a.json:2:47: error: '\(key)' is reserved for "))
    #expect(found.contains("; today, "))
  }

  @Test("'$schema' and 'metadata' are accepted")
  func accepted() throws {
    let text = Sample.task(#""$schema": "facet.schema.json", "metadata": {"by": ["me", 1]}"#)
    let task = try TaskConfiguration(text: text, path: "a.json")
    #expect(task.warnings.isEmpty)
    #expect(task.metadata == ["by": ["me", 1]])
  }

  @Test("Limits for a name that nothing here has are worth a warning")
  func unusedLimits() {
    #expect(
      diagnostics(of: Sample.task(#""limits": {"some-model": {"max_concurrency": 2}}"#)) == [
        "a.json:2:58: warning: limits for 'some-model' have no effect; "
          + "it is neither a provider nor a model named here"
      ])
  }

  @Test("Perspectives that share a condition are worth a warning, identical ones are not")
  func conditions() {
    let same = #"{"condition": "A", "strategy": "S"}"#
    #expect(diagnostics(of: Sample.perspectives("\(same), \(same)")).isEmpty)
    #expect(
      diagnostics(of: Sample.perspectives(#"\#(same), {"condition": "A", "strategy": "T"}"#)) == [
        "a.json:2:75: warning: the condition 'A' is already used on line 2 by another perspective"
      ])
  }
}
