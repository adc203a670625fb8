import FacetConfiguration
import FacetJSON
import TestSupport
import Testing

@Suite("What makes a scorer what it is")
struct ScorerIdentityTests {
  private func definition(of script: String, in folder: ScratchFolder) throws -> String {
    try folder.write(script, to: "score.py")
    let text = """
      {"task_type": "t", "agent_perspectives": [{"condition": "A", "strategy": "S"}],
      "data_config": {"input_data_path": "d"},
      "scores": [{"name": "s", "kind": "command", "command": ["python3", "score.py"]}]}
      """
    let configuration = try TaskConfiguration(
      text: text, path: folder.path(of: "a.json"), overrides: [], workingDirectory: folder.path)
    return JSONValue.object(try #require(configuration.scores.first).definition).text
  }

  @Test("A program's script counts by what it holds, wherever it stands")
  func moved() throws {
    let (here, there) = (try ScratchFolder(), try ScratchFolder())
    let one = try definition(of: "print(1)", in: here)
    #expect(try definition(of: "print(1)", in: there) == one)
    #expect(try definition(of: "print(2)", in: there) != one)
  }
}
