import FacetConfiguration
import FacetJSON
import Testing

@Suite("Configurations of agents")
struct AgentConfigurationTests {
  private static func perspective(_ members: String) -> String {
    Sample.perspectives(#"{"condition": "A", \#(members)}"#)
  }

  private func configuration(_ text: String) throws -> TaskConfiguration {
    try TaskConfiguration(text: text, path: "a.json")
  }

  @Test("An agent has defaults, and keys override them")
  func readsKeys() throws {
    let plain = try configuration(
      Self.perspective(#""strategy": "{{instruction}}", "agent": {"kind": "bash"}"#))
    #expect(plain.asksAgents)
    #expect(plain.perspectives.first?.agent == AgentRules(kind: .bash))
    let full = try configuration(
      Self.perspective(
        #"""
        "strategy": "{{screen}}", "completions": 4, "agent": {"kind": "terminal", "max_turns": 5,
        "max_invalid_replies": 0, "max_context_tokens": 9000, "command_timeout_s": 0.5,
        "output_limit": 500, "code_tool": "fenced", "timeout_multiplier": 2.5,
        "trim_blank_rows": false}
        """#))
    var rules = AgentRules(kind: .terminal)
    rules.maxTurns = 5
    rules.maxInvalidReplies = 0
    rules.maxContextTokens = 9000
    rules.commandTimeout = .seconds(0.5)
    rules.outputLimit = 500
    rules.codeTool = .fenced
    rules.timeoutMultiplier = 2.5
    rules.trimsBlankRows = false
    #expect(full.perspectives.first?.agent == rules)
    #expect(try !configuration(Sample.task()).asksAgents)
  }

  @Test("An agent without a strategy begins with its own prompt", arguments: ["bash", "terminal"])
  func findsPrompts(kind: String) throws {
    let task = try configuration(Self.perspective(#""agent": {"kind": "\#(kind)"}"#))
    let prompt = try #require(task.perspectives.first?.strategy.prompt)
    #expect(prompt.file?.hasSuffix("prompts/agents/\(kind).md") == true)
    #expect(prompt.text.contains("{{instruction}}"))
  }

  @Test(
    "Mistakes are told with a correction",
    arguments: [
      (#""agent": {}"#, "missing key 'kind'; it is 'bash', 'terminal' or 'harbor'"),
      (#""agent": {"kind": "bash", "model": "p/m"}"#, "'model' is for the kind 'harbor'"),
      (
        #""agent": {"kind": "harbor", "max_turns": 3}"#,
        "'max_turns' is for the kinds 'bash' and 'terminal'"
      ),
      (
        #""agent": {"kind": "harbor"}, "strategy": "S""#,
        "'strategy' has no use for the agent 'harbor'"
      ),
      (#""agent": {"kind": "harbor", "name": "-x"}"#, "'name' must be a text without spaces"),
      (#""agent": {"kind": "harbor", "options": {"a=b": 1}}"#, "cannot be the name of an option"),
      (
        #""agent": {"kind": "harbor", "options": {"x": 1, "api_key": "abc"}}"#,
        "'api_key' looks like a key, which options would show"
      ),
      (#""agent": {"kind": "bsh"}"#, "did you mean 'bash'?"),
      (#""agent": {"kind": "bash", "turns": 3}"#, "did you mean 'max_turns'?"),
      (#""agent": {"kind": "bash", "max_turns": 0}"#, "'max_turns' must be a whole number"),
      (#""agent": "bash""#, "'agent' must be an object"),
      (
        #""agent": {"kind": "bash"}, "reading": "R", "strategy": "S""#,
        "'reading' cannot be combined with 'agent'"
      ),
      (
        #""agent": {"kind": "bash"}, "strategy": "S", "schema": {"type": "object"}"#,
        "'schema' cannot be combined with 'agent'"
      ),
    ])
  func refuses(members: String, words: String) {
    let found = diagnostics(of: Self.perspective(members))
    #expect(found.contains { $0.contains("error: ") && $0.contains(words) }, "\(found)")
  }

  @Test("Harbor's agent has a name, a model, a place and options")
  func readsHarbor() throws {
    let text = #"""
      {"task_type": "t", "data_config": {"input_data_path": "d"}, "agent_perspectives": [
      {"condition": "A", "completions": 2, "agent": {"kind": "harbor", "model": "p/m",
      "environment": "docker", "options": {"parser": "json"}, "timeout_multiplier": 2}}]}
      """#
    let task = try configuration(text)
    #expect(task.asksHarbor)
    let rules = try #require(task.perspectives.first?.agent)
    #expect(rules.harbor.agent == "terminus-2" && rules.harbor.model == "p/m")
    #expect(rules.harbor.environment == "docker" && rules.timeoutMultiplier == 2)
    #expect(rules.harbor.options == ["parser": "json"])
    for key in [#""budget": {"usd": 1}"#, #""model_config": {"model_name": "m"}"#] {
      let words = diagnostics(of: text.replacing(#""task_type""#, with: key + #", "task_type""#))
      #expect(words.contains { $0.contains("has no use for the agent 'harbor'") }, "\(words)")
    }
    let mixed = text.replacing(
      #"{"condition": "A","#,
      with: #"{"condition": "B", "agent": {"kind": "bash"}, "strategy": "S"}, {"condition": "A","#)
    #expect(diagnostics(of: mixed).contains { $0.contains("'B' is not of the kind 'harbor'") })
  }

  @Test("Agents and answers do not mix")
  func refusesMixtures() {
    let mixed = Sample.perspectives(
      #"{"condition": "A", "strategy": "S", "agent": {"kind": "bash"}}, {"condition": "B", "strategy": "S"}"#
    )
    #expect(diagnostics(of: mixed).contains { $0.contains("'B' has no 'agent'") })
    let agent = #"{"condition": "A", "strategy": "S", "agent": {"kind": "bash"}}"#
    let scored = Sample.perspectives(agent).replacing(
      #""task_type""#, with: #""add_references": true, "task_type""#)
    #expect(
      diagnostics(of: scored).contains { $0.contains("'add_references' does not apply to agents") })
  }
}
