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
      (#""agent": {}"#, "missing key 'kind'; it is 'bash' or 'terminal'"),
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
