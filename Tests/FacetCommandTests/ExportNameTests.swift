import Testing

@testable import FacetCommand

@Suite("Names of exports")
struct ExportNameTests {
  @Test(
    "An export has its file's name, which may contain dots, or that of its job",
    arguments: [
      ("data/agents/task_Qwen3.8_Flash_20261130.json", "task_Qwen3.8_Flash_20261130"),
      ("rows.jsonl", "rows"), ("rows.JSONL.gz", "rows"), ("a.b.parquet", "a.b"),
      ("data/traces/shell_gpt_6/traces.jsonl", "shell_gpt_6"), ("traces.jsonl", "traces"),
      ("../traces.jsonl", "traces"), ("notes", "notes"),
    ])
  func namesExports(path: String, name: String) {
    #expect(ExportCommand.stem(of: path) == name)
  }
}
