import FacetJSON
import FacetModels
import FoundationEssentials
import Testing

@testable import FacetConfiguration

@Suite("Schema for editors")
struct SchemaTests {
  private let schema: SchemaChecker

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let data = try Data(contentsOf: root.appending(path: "configs/facet.schema.json"))
    schema = SchemaChecker(root: try ConfigurationJSON.value(of: [UInt8](data)).plain)
  }

  /// Texts that are right.
  private static let good = [
    WholeConfigurationTests.documented,
    Sample.task(),
    Sample.task(#""compression_ratio": "9.3:1", "$schema": "x", "metadata": null"#),
    Sample.task(#""base_url": null, "api_provider": null, "add_references": true"#),
    Sample.task(#""base_url": ["http://a:8000/v1/", "HTTPS://[::1]:1/x", "http://b"]"#),
    Sample.task(#""on": {"refused": "retry", "truncated": "fail", "max_failures": "2.5%"}"#),
    Sample.task(#""on": {"max_failures": "100%"}"#),
    Sample.task(#""budget": {"usd": 1.5, "tokens": 0, "requests": 10, "duration_s": 0.5}"#),
    Sample.csv(#""csv_analysis": {}"#),
    Sample.csv(#""max_turns": 4, "n_consistency": 5, "float_tolerance": 0.1"#),
    Sample.csv(#""csv_analysis": {"code_tool": "fenced", "max_active_turns": null}"#),
    Sample.csv(#""csv_analysis": {"triangulation_by_difficulty": {"HARD": 9}}"#),
    Sample.task(#""retry": {"first_byte_timeout_s": null, "wait_for_endpoint_s": 60}"#),
    Sample.task(#""limits": {"together": {"max_concurrency": null}, "m": {}}"#),
    Sample.model(
      #""max_tokens": 500.0, "temperature": 2, "top_p": 1, "stop": "a", "seed": -1"#),
    Sample.model(#""max_tokens": null, "temperature": null, "top_p": null, "stop": null"#),
    Sample.model(#""stop": ["a", "b"], "reasoning_effort": "low", "endpoint_id": "lab""#),
    Sample.model(#""api_key_env": "LAB_KEY_2", "api_provider": "groq", "extra_body": {"a": 1}"#),
    Sample.model(#""extra_headers": {"X-Title": "my\ttool", "HTTP-Referer": "é"}"#),
    Sample.model(
      #""extra_headers": {"Idempotency-Key": "x", "X-Cache-Key": "x", "X-Token-Count": "1"}"#),
    Sample.model(#""extra_headers": {"X-Monkey": "x", "Keyboard": "x", "Author": "x"}"#),
    Sample.model(#""seed": -999999999999999999"#), Sample.perspective(#""completions": 10000"#),
    Sample.model(
      #""price": {"input": 0.1, "output": 2, "cached_input": null, "cache_write": 0}"#),
    Sample.data(#""input_data_path": "d", "sample_size": null, "shuffle_seed": null"#),
    Sample.data(#""input_data_path": "d", "input_field": "x", "id_field": "n""#),
    Sample.perspective(#""reading": null, "system": null, "completions": 3, "metadata": {}"#),
    Sample.perspective(#""reading": {"text": "R", "model_config": {"seed": null}}"#),
    Sample.perspective(#""system": {"text": "R"}, "model_config": {"model_name": "n"}"#),
    Sample.perspectives(
      #"{"condition": "Reference", "strategy": null}, {"condition": "A", "strategy": "S"}"#),
    Sample.perspectives(
      #"{"condition": "A", "reading": null, "steps": [{"name": "_a1", "prompt": "A"}]}"#),
    Sample.perspective(#""schema": {"type": "string", "pattern": "^a"}, "repair": 0"#),
    Sample.perspective(#""reading": {"text": "R", "schema": null}"#),
    Sample.perspectives(
      #"{"condition": "A", "steps": [{"name": "a", "prompt": "A", "schema": {}, "repair": 3}]}"#),
    Sample.model(#""service_tier": "auto""#), Sample.model(#""service_tier": null"#),
    Sample.perspectives(
      #"""
      {"condition": "A", "steps": [{"name": "a", "prompt": {"text": "A"}, "system": null,
      "model_config": {"seed": 1}, "per_completion": true}, {"name": "b", "prompt": "{{a}}"}]}
      """#),
    Sample.task(#""models": ["m", {"model_name": "m", "label": "l", "seed": 1}]"#),
    Sample.task(#""models": ["m"], "model_config": {"seed": 1}"#),
    Sample.perspective(#""examples": [{"input": "I", "output": 1, "x": null}]"#),
    Sample.perspective(
      #""messages": [{"role": "user", "content": "U"}, {"role": "assistant", "content": "A"}]"#),
    Sample.perspectives(
      #"""
      {"condition": "A", "steps": [{"name": "a", "prompt": "A",
      "messages": [{"role": "system", "content": {"text": "A"}}]}]}
      """#),
    Sample.perspectives(#"{"condition": "A", "reading": null, "continue": true}"#)
      .replacing(#""d.json"}"#, with: #""d.json", "messages_field": "m"}"#),
    Sample.perspective(#""continue": false"#),
    Sample.data(#""input_data_path": "d", "messages_field": null"#),
    Sample.perspectives(
      #"{"condition": "A", "agent": {"kind": "bash", "max_turns": 3}, "completions": 2}"#),
    Sample.perspective(#""agent": {"kind": "terminal", "timeout_multiplier": 0.5}"#),
    Sample.perspectives(
      #"""
      {"condition": "A", "agent": {"kind": "harbor", "name": "codex", "model": null,
      "environment": "docker", "options": {"a": 1}}}
      """#),
    Sample.task(#""scores": []"#), Sample.scores(#""kind": "equals", "against": "{{reference}}""#),
    Sample.scores(#""kind": "equals", "against": ["a", 1], "normalize": ["case", "articles"]"#),
    Sample.scores(
      #""kind": "contains", "against": "a", "require": "all", "of": "{{response}}", "extract": "json:a.b""#
    ),
    Sample.scores(#""kind": "regex", "pattern": "a+", "extract": {"regex": "b"}"#),
    Sample.scores(#""kind": "choice", "against": "A", "choices": ["A", "B"], "extract": "boxed""#),
    Sample.scores(#""kind": "number", "against": 1, "relative": 0.1, "scale": [0, 2.5]"#),
    Sample.scores(
      #""kind": "length", "unit": "words", "max": 3, "missing": 0, "where": {"a": [1]}"#),
    Sample.scores(#""kind": "json_schema", "schema": {"type": "object"}, "missing": "fail""#),
    Sample.scores(#""kind": "agreement", "perspectives": ["A*"], "extract": "tag:x""#),
    Sample.scores(#""kind": "react", "actions": ["go"], "extract": "fence:sql""#),
    Sample.scores(
      #""kind": "sql", "gold": "{{g}}", "database": "d.sqlite", "columns": "any", "extract": "sql""#
    ),
    Sample.scores(#""kind": "code", "tests": "{{t}}", "timeout_s": 0.5"#),
    Sample.scores(
      #""kind": "judge", "prompt": "{{response}}?", "choices": {"yes": 1, "no": 0}, "system": null"#
    ),
    Sample.scores(#""kind": "pairwise", "prompt": "{{first}} or {{second}}?""#),
    Sample.scores(
      #""kind": "pairwise", "prompt": "{{first}}{{second}}", "among": "sample", "both_orders": true"#
    ),
    Sample.scores(#""kind": "answer", "against": "{{reference}}", "question": "{{input}}""#),
    Sample.scores(#""kind": "command", "command": ["python3", "s.py"], "timeout_s": 3600"#),
    Sample.task(
      #""scores": [{"name": "a", "kind": "length", "max": 1}, {"name": "b", "kind": "sum", "of": {"a": 0.5}}]"#
    ),
  ]

  /// Texts with one mistake that both must see.
  private static let bad = [
    "[]", "{}",
    Sample.perspective(#""agent": {"kind": "vim"}"#), Sample.perspective(#""agent": {}"#),
    Sample.perspective(#""agent": {"kind": "bash"}, "reading": "R""#),
    Sample.perspective(#""agent": {"kind": "bash", "max_turns": 0}"#),
    Sample.perspective(#""agent": {"kind": "bash", "command_timeout_s": 0}"#),
    Sample.task().replacing(#""task_type": "t", "#, with: ""),
    Sample.task().replacing(#""t""#, with: #""""#),
    Sample.task().replacing(#"[{"condition": "A", "strategy": "S"}]"#, with: "[]"),
    Sample.task(#""$schema": 1"#), Sample.task(#""task_description": null"#),
    Sample.task(#""metadata": "x""#), Sample.task(#""add_references": null"#),
    Sample.task(#""prompt_layout": "after""#), Sample.task(#""prompt_layout": null"#),
    Sample.task(#""api_provider": "acme-cloud""#), Sample.task(#""api_provider": 1"#),
    Sample.task(#""base_url": "a/v1""#), Sample.task(#""base_url": []"#),
    Sample.task(#""base_url": "http://u@a/v1""#), Sample.task(#""base_url": "http://a/v1?x""#),
    Sample.task(#""base_url": ["http://a", "http://a/v1/chat/completions"]"#),
    Sample.task(#""model_config": {}"#), Sample.task(#""model_config": null"#),
    Sample.task(#""limits": {"max_concurrency": 0}"#), Sample.task(#""limits": []"#),
    Sample.task(#""limits": {"requests_per_minute": 0.5}"#),
    Sample.task(#""limits": {"together": {"tokens_per_minute": 0}}"#),
    Sample.task(#""retry": {"max_attempts": 0}"#), Sample.task(#""retry": {"timeout_s": null}"#),
    Sample.task(#""retry": {"timeout_s": 0}"#), Sample.task(#""retry": {"timeout_s": 1e9}"#),
    Sample.task(#""on": {"refused": "skip"}"#), Sample.task(#""on": {"max_failures": "1"}"#),
    Sample.task(#""on": {"max_failures": -1}"#), Sample.task(#""on": {"max_failures": "101%"}"#),
    Sample.task(#""budget": {"usd": -1}"#), Sample.task(#""budget": {"tokens": 1.5}"#),
    Sample.task(#""budget": {"duration_s": 0}"#),
    Sample.csv(#""csv_analysis": []"#), Sample.csv(#""max_turns": 0"#),
    Sample.csv(#""n_consistency": 2"#), Sample.csv(#""float_tolerance": -1"#),
    Sample.csv(#""csv_analysis": {"code_tool": "shell"}"#),
    Sample.csv(#""csv_analysis": {"stop_when_decided": 1}"#),
    Sample.csv(#""csv_analysis": {"triangulation_by_difficulty": {"HARD": 0}}"#),
    Sample.csv(#""csv_analysis": {}, "n_question_slots": 4"#),
    Sample.model(#""model_name": 1"#).replacing(#""model_name": "m", "#, with: ""),
    Sample.model(#""temperature": 2.1"#), Sample.model(#""temperature": "1""#),
    Sample.model(#""top_p": 0"#), Sample.model(#""max_tokens": 0"#),
    Sample.model(#""max_tokens": 1.5"#), Sample.model(#""max_tokens": 1e16"#),
    Sample.model(#""stop": []"#), Sample.model(#""stop": [""]"#), Sample.model(#""seed": 1.5"#),
    Sample.model(#""reasoning_effort": """#), Sample.model(#""endpoint_id": 1"#),
    Sample.model(#""api_key_env": "lab_key""#), Sample.model(#""api_key_env": "1KEY""#),
    Sample.model(#""extra_headers": {"Authorization": "x"}"#),
    Sample.model(#""extra_headers": {"X-API-Key": "x"}"#),
    Sample.model(#""extra_headers": {"a b": "x"}"#),
    Sample.model(#""extra_headers": {"HOST": "x"}"#),
    Sample.model(#""extra_headers": {"a": "x\ny"}"#), Sample.model(#""extra_headers": {"a": 1}"#),
    Sample.model(#""extra_body": []"#), Sample.model(#""price": {"input": 1}"#),
    Sample.model(#""price": {"input": -1, "output": 1}"#),
    Sample.data(""), Sample.data(#""input_data_path": """#),
    Sample.data(#""input_data_path": "d", "sample_size": 0"#),
    Sample.data(#""input_data_path": "d", "id_field": null"#),
    Sample.perspectives(#""A""#), Sample.perspectives(#"{"strategy": "S"}"#),
    Sample.perspectives(#"{"condition": "A"}"#),
    Sample.perspectives(#"{"condition": "", "strategy": "S"}"#),
    Sample.perspectives(#"{"condition": "A", "strategy": null}"#),
    Sample.perspectives(#"{"condition": "A", "strategy": " "}"#),
    Sample.perspectives(#"{"condition": "A", "strategy": {}}"#),
    Sample.perspectives(#"{"condition": "A", "strategy": {"text": "a", "file": "b"}}"#),
    Sample.perspectives(#"{"condition": "A", "strategy": {"text": ""}}"#),
    Sample.perspectives(#"{"condition": "Reference", "strategy": null}"#),
    Sample.perspectives(
      #"{"condition": "A", "strategy": "S"}, {"condition": "Reference", "strategy": null}"#),
    Sample.perspective(#""reading": 1"#), Sample.perspective(#""reading": """#),
    Sample.perspective(#""completions": 0"#), Sample.perspective(#""completions": null"#),
    Sample.perspective(#""model_config": {"model_name": ""}"#),
    Sample.perspective(#""model_config": null"#), Sample.perspective(#""metadata": []"#),
    Sample.perspective(#""steps": []"#), Sample.perspective(#""tools": null"#),
    Sample.perspective(#""steps": [{"name": "a", "prompt": "A"}]"#),
    Sample.perspective(#""schema": 1"#), Sample.perspective(#""schema": [], "repair": 1"#),
    Sample.perspective(#""schema": {}, "repair": 4"#),
    Sample.perspective(#""schema": {}, "repair": null"#),
    Sample.perspective(#""schema": {"file": ""}"#),
    Sample.perspective(#""schema": {"file": "a", "type": "string"}"#),
    Sample.perspective(#""reading": {"text": "R", "schema": true}"#),
    Sample.perspectives(
      #"{"condition": "A", "steps": [{"name": "a", "prompt": "A"}], "schema": {}}"#),
    Sample.model(#""service_tier": 1"#), Sample.model(#""service_tier": """#),
    Sample.task(#""steps": []"#), Sample.task(#""models": []"#),
    Sample.task(#""models": ["m", ""]"#), Sample.task(#""models": [{"label": "m"}]"#),
    Sample.task(#""models": [{"model_name": "m", "temp": 1}]"#),
    Sample.task(#""models": ["m"], "model_config": {"model_name": "m"}"#),
    Sample.task(#""models": ["m"], "api_provider": "openai""#),
    Sample.task(#""models": ["m"], "model_config": {"service_tier": "flex"}"#),
    Sample.csv(#""csv_analysis": {}, "models": ["m"]"#),
    Sample.perspective(#""examples": []"#), Sample.perspective(#""examples": [{"input": "I"}]"#),
    Sample.perspective(#""examples": [{"input": "I", "output": " "}]"#),
    Sample.perspective(#""messages": [{"role": "tool", "content": "U"}]"#),
    Sample.perspective(#""messages": [{"role": "user"}]"#),
    Sample.perspective(
      #""messages": [{"role": "system", "content": "U"}], "examples": [{"input": "", "output": "x"}]"#
    ),
    Sample.perspective(#""continue": true"#), Sample.perspective(#""continue": null"#),
    Sample.perspectives(#"{"condition": "A", "continue": false}"#),
    Sample.data(#""input_data_path": "d", "messages_field": """#),
    Sample.perspectives(#"{"condition": "A", "steps": [{"name": "a"}]}"#),
    Sample.perspectives(#"{"condition": "A", "steps": [{"name": "a b", "prompt": "A"}]}"#),
    Sample.perspectives(#"{"condition": "A", "steps": [{"name": "input", "prompt": "A"}]}"#),
    Sample.perspectives(#"{"condition": "A", "steps": [{"name": "a", "prompt": ""}]}"#),
    Sample.perspectives(#"{"condition": "A", "steps": [{"name": "a", "prompt": "A", "x": 1}]}"#)
      .replacing(#""x""#, with: #""nam""#),
    Sample.perspectives(
      #"{"condition": "A", "reading": "R", "steps": [{"name": "a", "prompt": "A"}]}"#),
    // Misspelt, misplaced and secret keys at every level.
    Sample.task(#""api_key": "x""#), Sample.task(#""temperature": 1"#),
    Sample.task(#""tsk_type": "t""#), Sample.task(#""base_ulr": "http://a""#),
    Sample.model(#""api_key": "x""#), Sample.model(#""apikey": "x""#),
    Sample.model(#""api-key": "x""#),
    Sample.model(#""token": "x""#).replacing("token", with: "access_token"),
    Sample.model(#""temperatur": 1"#), Sample.model(#""max_token": 5"#),
    Sample.model(#""Max_Tokens": 5"#), Sample.model(#""top_k": 5"#),
    Sample.model(#""condition": "A""#), Sample.model(#""sample_size": 5"#),
    Sample.model(#""price": {"input": 1, "output": 1, "cached": 1}"#),
    Sample.model(#""price": {"input": 1, "output": 1, "cache_writ": 1}"#),
    Sample.data(#""input_data_path": "d", "sample_sise": 5"#),
    Sample.data(#""input_data_path": "d", "samples": 5"#),
    Sample.perspective(#""complexions": 2"#), Sample.perspective(#""api_key": "x""#),
    Sample.perspective(#""reading": {"text": "R", "model_cfg": {}}"#).replacing(
      "model_cfg", with: "model_confg"),
    Sample.perspective(#""reading": {"text": "R", "path": "p"}"#),
    Sample.perspective(#""system": {"text": "R", "model_config": {}}"#),
    Sample.task(#""limits": {"max_concurency": 4}"#), Sample.task(#""limits": {"rpm": 4}"#),
    Sample.task(#""limits": {"together": {"tokens_per_minut": 4}}"#),
    Sample.task(#""retry": {"max_atempts": 4}"#), Sample.task(#""retry": {"timeout": 4}"#),
    Sample.task(#""on": {"max_failure": 4}"#),
    Sample.task(#""budget": {"usds": 4}"#).replacing("usds", with: "dollars"),
    Sample.csv(#""csv_analysis": {"max_turn": 4}"#), Sample.csv(#""csv_analysis": {"turns": 4}"#),
    Sample.csv(#""csv_analysis": {"triangulation_by_difficulty": {"VERYHARD": 4}}"#),
    // Numbers that no run could use.
    Sample.perspective(#""completions": 10001"#), Sample.model(#""seed": 2e18"#),
    Sample.model(#""price": {"input": 1e10, "output": 1}"#),
    Sample.task(#""budget": {"usd": 1e10}"#),
    // Headers that carry a key under any name.
    Sample.model(#""extra_headers": {"Ocp-Apim-Subscription-Key": "x"}"#),
    Sample.model(#""extra_headers": {"x-api-key": "x"}"#),
    Sample.model(#""extra_headers": {"X-Auth-Token": "x"}"#),
    Sample.model(#""extra_headers": {"X-My-Token": "x"}"#),
    Sample.model(#""extra_headers": {"Client-Secret": "x"}"#),
    Sample.model(#""extra_headers": {"Proxy-Authorization": "x"}"#),
    Sample.model(#""extra_headers": {"Set-Cookie": "x"}"#),
    Sample.model(#""extra_headers": {"x-functions-key": "x"}"#),
    Sample.model(#""extra_headers": {"apikey": "x"}"#),
    Sample.model(#""extra_headers": {"X.Team.Key": "x"}"#),
    Sample.model(#""extra_headers": {"X-Custom": "Bearer abc"}"#),
    Sample.model(#""extra_headers": {"X-Custom": "basic abc"}"#),
    // Scores.
    Sample.task(#""scores": {}"#), Sample.task(#""scores": [{"kind": "length", "max": 1}]"#),
    Sample.task(#""scores": [{"name": "s"}]"#), Sample.scores(#""kind": "lenght", "max": 1"#),
    Sample.scores(#""kind": "equals""#), Sample.scores(#""kind": "equals", "against": " ""#),
    Sample.scores(#""kind": "equals", "against": []"#),
    Sample.scores(#""kind": "equals", "against": "a", "max": 1"#),
    Sample.scores(#""kind": "equals", "against": "a", "normalise": []"#),
    Sample.scores(#""kind": "equals", "against": "a", "normalize": ["upper"]"#),
    Sample.scores(#""kind": "equals", "against": "a", "of": "responses""#),
    Sample.scores(#""kind": "equals", "against": "a", "extract": "xml:a""#),
    Sample.scores(#""kind": "equals", "against": "a", "extract": {"regexp": "b"}"#),
    Sample.scores(#""kind": "equals", "against": "a", "scale": [1]"#),
    Sample.scores(#""kind": "equals", "against": "a", "missing": "zero""#),
    Sample.scores(#""kind": "equals", "against": "a", "where": "x""#),
    Sample.scores(#""kind": "contains", "against": "a", "require": "none""#),
    Sample.scores(#""kind": "pairwise""#),
    Sample.scores(
      #""kind": "pairwise", "prompt": "{{first}}{{second}}", "choices": {"a": 1, "b": 0}"#),
    Sample.scores(#""kind": "pairwise", "prompt": "{{first}}{{second}}", "among": "samples""#),
    Sample.scores(#""kind": "pairwise", "prompt": "{{first}}{{second}}", "both_orders": null"#),
    Sample.scores(#""kind": "pairwise", "prompt": "{{first}}{{second}}", "of": "response""#),
    Sample.scores(#""kind": "regex""#), Sample.scores(#""kind": "regex", "pattern": """#),
    Sample.scores(#""kind": "number", "against": 1, "relative": -1"#),
    Sample.scores(#""kind": "length""#), Sample.scores(#""kind": "length", "max": -1"#),
    Sample.scores(#""kind": "json_schema""#), Sample.scores(#""kind": "json_schema", "schema": 1"#),
    Sample.scores(#""kind": "sql", "gold": "x""#),
    Sample.scores(#""kind": "sql", "gold": "x", "database": "d", "columns": "all""#),
    Sample.scores(#""kind": "judge", "prompt": "{{response}}", "choices": {"yes": 1}"#),
    Sample.scores(#""kind": "judge", "choices": {"yes": 1, "no": 0}"#),
    Sample.scores(
      #""kind": "judge", "prompt": "{{response}}", "choices": {"yes": 1, "no": 0}, "of": "response""#
    ),
    Sample.scores(#""kind": "code""#), Sample.scores(#""kind": "code", "tests": """#),
    Sample.scores(#""kind": "command", "command": []"#),
    Sample.scores(#""kind": "command", "command": "x", "timeout_s": 0"#),
    Sample.scores(#""kind": "sum", "of": {}"#), Sample.scores(#""kind": "sum", "of": ["a"]"#),
  ]

  @Test("The schema and the decoder accept the same texts", arguments: good)
  func accepts(text: String) throws {
    #expect(try schema.accepts(ConfigurationJSON.value(of: text).plain))
    #expect(!diagnostics(of: text).contains { $0.contains(": error: ") })
  }

  @Test("The schema and the decoder refuse the same texts", arguments: bad)
  func refuses(text: String) throws {
    #expect(try !schema.accepts(ConfigurationJSON.value(of: text).plain))
    #expect(diagnostics(of: text).contains { $0.contains(": error: ") })
  }

  @Test(
    "The schema describes exactly the keys that the decoder knows",
    arguments: [
      ("", KeyTable.task), ("$defs/model", .model), ("$defs/perspective", .perspective),
      ("$defs/step", .step), ("$defs/listedModel", .listedModel), ("$defs/message", .message),
      ("properties/data_config", .data), ("properties/limits", .limits),
      ("$defs/specificLimits", .specificLimits), ("properties/retry", .retry),
      ("properties/on", .outcomes), ("properties/budget", .budget),
      ("properties/csv_analysis", .csvAnalysis),
      ("properties/csv_analysis/properties/triangulation_by_difficulty", .difficulties),
      ("$defs/model/properties/price", .price), ("$defs/prompt/anyOf", .prompt),
      ("$defs/plainPrompt/anyOf", .promptText),
    ] as [(String, KeyTable)])
  func keys(path: String, table: KeyTable) throws {
    var level = try schema.resolve("#/\(path)")
    if let last = level.array?.last { level = last }
    let described = try #require(level["properties"]?.object)
    // A note of published configurations, which the decoder keeps as it keeps any unknown key.
    let notes = path.isEmpty ? ["compression_ratio"] : []
    #expect(Set(described.keys) == Set(table.known + table.reserved.keys + notes))
    #expect(level["additionalProperties"] == false || path == "properties/limits")
    for (key, rule) in described.members.map({ ($0.key, $0.value) }) {
      #expect(rule["description"] != nil || rule["$ref"] != nil, "'\(key)' has no description")
    }
  }

  @Test("The schema lists the providers that Facet knows")
  func providers() throws {
    let listed = try schema.resolve("#/$defs/apiProvider")["enum"]?.array ?? []
    let known = ProviderTable.all.flatMap { [$0.name] + $0.aliases }
    #expect(Set(listed) == Set(known.map { .string($0) } + [.null]))
  }
}
