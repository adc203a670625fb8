import FacetConfiguration
import TestSupport
import Testing

@Suite("Mistakes")
struct MistakeTests {
  private func expect(_ marked: String, reports message: String, _ severity: String = "error") {
    let text = MarkedText(marked)
    #expect(diagnostics(of: text.text) == ["a.json:\(text.mark): \(severity): \(message)"])
  }

  @Test(
    "Invalid JSON is reported at the first error",
    arguments: [
      (#"{"task_type": ▲'t'}"#, "expected a value; strings need double quotes"),
      (#"{"a": 1, ▲"a": 2}"#, "duplicate key 'a', each key may occur only once in an object"),
      (#"▲[1]"#, "a configuration must be an object, not an array"),
    ])
  func syntax(text: String, message: String) {
    expect(text, reports: message)
  }

  @Test(
    "A missing required key is reported at its object",
    arguments: [
      (
        #"▲{"agent_perspectives": [{"condition": "A", "strategy": "S"}], "data_config": {"input_data_path": "d"}}"#,
        "missing key 'task_type'; any name will do; the dataset is named after it"
      ),
      (
        #"▲{"task_type": "t", "data_config": {"input_data_path": "d"}}"#,
        "missing key 'agent_perspectives'; a task has at least one perspective"
      ),
      (
        #"▲{"task_type": "t", "agent_perspectives": [{"condition": "A", "strategy": "S"}]}"#,
        "missing key 'data_config'; its 'input_data_path' names the samples"
      ),
      (
        Sample.perspectives("").replacing("[]", with: "▲[]"),
        "'agent_perspectives' must be an array of at least one perspective, not an empty array"
      ),
      (
        Sample.perspectives(#"▲{"strategy": "S"}"#),
        "missing key 'condition'; it is the perspective's label"
      ),
      (
        Sample.perspectives(#"▲{"condition": "A"}"#),
        "missing key 'strategy'; it is the instruction for the model"
      ),
      (
        Sample.data("").replacing("{}", with: "▲{}"),
        "missing key 'input_data_path'; it names the file of the samples"
      ),
      (
        Sample.task(#""model_config": ▲{"max_tokens": 5}"#),
        "missing key 'model_name'; a 'model_config' names its model"
      ),
      (
        Sample.model(#""price": ▲{"input": 1}"#),
        "missing key 'output'; a price is in US dollars per million tokens"
      ),
    ])
  func missing(text: String, message: String) {
    expect(text, reports: message)
  }

  @Test(
    "A value of the wrong kind or out of range is reported at its place",
    arguments: [
      (#""temperature": ▲"0.7""#, "'temperature' must be a number from 0 to 2, not a string"),
      (#""temperature": ▲2.5"#, "'temperature' must be a number from 0 to 2, not 2.5"),
      (#""temperature": ▲-0.1"#, "'temperature' must be a number from 0 to 2, not -0.1"),
      (#""top_p": ▲0"#, "'top_p' must be a number above 0 and at most 1, not 0"),
      (#""max_tokens": ▲0"#, "'max_tokens' must be a whole number of at least 1, not 0"),
      (#""max_tokens": ▲1.5"#, "'max_tokens' must be a whole number of at least 1, not 1.5"),
      (#""seed": ▲"x""#, "'seed' must be a whole number of at most 18 digits, not a string"),
      (
        #""stop": ▲["a", ""]"#,
        "'stop' must be a non-empty string or an array of non-empty strings, not an array"
      ),
      (
        #""endpoint_id": ▲"""#,
        "'endpoint_id' must be a non-empty string, not an empty string"
      ),
      (#""extra_body": ▲[]"#, "'extra_body' must be an object, not an empty array"),
      (#""extra_headers": ▲"X""#, "'extra_headers' must be an object, not a string"),
      (#""extra_headers": {"X-A": ▲1}"#, "'X-A' must be a string, not a number"),
      (
        #""price": {"input": ▲-1, "output": 1}"#,
        "'input' must be a number from 0 to 1000000000, not -1"
      ),
    ])
  func model(members: String, message: String) {
    expect(Sample.model(members), reports: message)
  }

  @Test(
    "Settings of the run are checked",
    arguments: [
      (#""add_references": ▲"yes""#, "'add_references' must be true or false, not a string"),
      (#""task_description": ▲1"#, "'task_description' must be a string, not a number"),
      (
        #""prompt_layout": ▲"context-fist""#,
        "'prompt_layout' cannot be 'context-fist'; did you mean 'context_first'?"
      ),
      (
        #""prompt_layout": ▲"after""#,
        "'prompt_layout' must be one of 'context_first', 'sandwich', not 'after'"
      ),
      (
        #""on": {"refused": ▲"kep"}"#,
        "'refused' cannot be 'kep'; did you mean 'keep'?"
      ),
      (
        #""on": {"truncated": ▲true}"#,
        "'truncated' must be one of 'keep', 'fail', 'retry', not a boolean"
      ),
      (
        #""on": {"max_failures": ▲"101%"}"#,
        #"'max_failures' must be a whole number of at least 0 or a percentage such as "1%", not a string"#
      ),
      (
        #""limits": {"max_concurrency": ▲0}"#,
        "'max_concurrency' must be a whole number of at least 1, not 0"
      ),
      (
        #""limits": {"together": {"tokens_per_minute": ▲"many"}}"#,
        "'tokens_per_minute' must be a whole number of at least 1, not a string"
      ),
      (
        #""retry": {"timeout_s": ▲0}"#,
        "'timeout_s' must be a number of seconds above 0, at most a year, not 0"
      ),
      (
        #""budget": {"usd": ▲"1"}"#, "'usd' must be a number from 0 to 1000000000, not a string"
      ),
      (
        #""api_provider": ▲"togther""#,
        "'api_provider' cannot be 'togther'; did you mean 'together'?"
      ),
      (
        #""api_provider": ▲"acme-cloud""#,
        "'api_provider' must be a known provider, not 'acme-cloud'; 'facet models' lists them"
      ),
      (#""limits": ▲[]"#, "'limits' must be an object, not an empty array"),
    ])
  func settings(members: String, message: String) {
    expect(Sample.task(members), reports: message)
  }

  @Test(
    "The data's settings are checked",
    arguments: [
      (
        #""input_data_path": "d", "sample_size": ▲0"#,
        "'sample_size' must be a whole number of at least 1, or null for all samples, not 0"
      ),
      (
        #""input_data_path": ▲null"#,
        "'input_data_path' must be a non-empty string, not null"
      ),
      (
        #""input_data_path": "d", ▲"sample_sise": 5"#,
        "unknown key 'sample_sise'; did you mean 'sample_size'?"
      ),
    ])
  func data(members: String, message: String) {
    expect(Sample.data(members), reports: message)
  }

  @Test(
    "Perspectives are checked",
    arguments: [
      (
        #"{"condition": "A", "strategy": ▲null}"#,
        "'strategy' must be a prompt, not null; the reference is prepended by 'add_references': true"
      ),
      (
        #"{"condition": "A", "strategy": "S"}, {"condition": "Reference", "reading": null, "strategy": ▲null}"#,
        "'strategy' must be a prompt, not null; the reference is prepended by 'add_references': true"
      ),
      (
        #"{"condition": "A", "strategy": ▲" "}"#,
        "'strategy' must not be empty; for the next turn of a conversation, write \"continue\": true"
      ),
      (
        #"{"condition": "A", "reading": ▲"", "strategy": "S"}"#,
        "'reading' must not be empty; use null for none"
      ),
      (
        #"{"condition": "A", "strategy": ▲7}"#,
        "'strategy' must be a string or an object, not a number"
      ),
      (
        #"{"condition": "A", "strategy": ▲{"text": "a", "file": "b"}}"#,
        "'strategy' must have either 'text' or 'file'"
      ),
      (
        #"{"condition": "A", "strategy": "S", "completions": ▲0}"#,
        "'completions' must be a whole number from 1 to 10000, not 0"
      ),
      (
        #"{"condition": "A", "strategy": {"file": ▲"p.md"}}"#,
        "there is no file 'p.md'"
      ),
      (#"▲"A""#, "'agent_perspectives.0' must be an object, not a string"),
      (
        #"{"condition": "A", "strategy": "S", "system": {"text": "a", ▲"model_config": {}}}"#,
        "unknown key 'model_config' here; it belongs in a perspective"
      ),
    ])
  func perspectives(elements: String, message: String) {
    expect(Sample.perspectives(elements), reports: message)
  }

  @Test("The reference alone is not a task")
  func onlyReference() {
    let text = Sample.perspectives(
      #"{"condition": "Reference", "reading": null, "strategy": null}"#
    ).replacing("[", with: "▲[")
    expect(
      text,
      reports: "'agent_perspectives' needs a perspective with a 'strategy' beside the reference")
  }

  @Test("All mistakes are reported at once, in the order of the file")
  func all() {
    let text = """
      {
        "task_type": 1,
        "model_config": { "temprature": 0.7, "temperature": 9 },
        "agent_perspectives": [
          { "strategy": "S", "completions": "two" },
          { "condition": "B", "strategy": "{{a}} {{#b}}" }
        ],
        "prompt_layout": "round",
        "data_config": { "input_data_path": "d", "sample_size": -1 }
      }
      """
    #expect(
      diagnostics(of: text) == [
        "a.json:2:16: error: 'task_type' must be a non-empty string, not a number",
        "a.json:3:19: error: missing key 'model_name'; a 'model_config' names its model",
        "a.json:3:21: error: unknown key 'temprature'; did you mean 'temperature'?",
        "a.json:3:55: error: 'temperature' must be a number from 0 to 2, not 9",
        "a.json:5:5: error: missing key 'condition'; it is the perspective's label",
        "a.json:5:39: error: 'completions' must be a whole number from 1 to 10000, not a string",
        "a.json:6:44: error: a template takes only names, not sections; "
          + "for literal braces, write { \"text\": … }",
        "a.json:8:20: error: 'prompt_layout' must be one of 'context_first', 'sandwich', not 'round'",
        "a.json:9:59: error: 'sample_size' must be a whole number of at least 1, "
          + "or null for all samples, not -1",
      ])
  }
}
