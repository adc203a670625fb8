import FacetPlatform
import TestSupport
import Testing

@Suite("Mistakes in launches", .enabled(if: KillableProcess.executable != nil))
struct LaunchMistakeTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    let samples = (0..<50).map { #"{"input": "sample \#($0)"}"# }
    try folder.write(samples.joined(separator: "\n"), to: "data.jsonl")
    try folder.write(
      """
      {"task_type": "echo", "task_description": "Say it again",
      "model_config": {"model_name": "m", "base_url": "http://127.0.0.1:1/v1"},
      "agent_perspectives": [{"condition": "A", "strategy": "Say {{input}}"}],
      "data_config": {"input_data_path": "data.jsonl", "sample_size": null},
      "limits": {"max_concurrency": 8}}
      """, to: "task.json")
    try folder.write(
      """
      {"task_type": "made", "task_description": "d",
      "model_config": {"model_name": "m", "base_url": "http://127.0.0.1:1/v1"},
      "agent_perspectives": [{"condition": "A", "strategy": "Say {{input}}"}],
      "data_config": {"input_data_path": "data.jsonl"},
      "tasks": {"name": "t/{{index}}", "files": {
      "instruction.md": "x", "solution/solve.sh": "true", "tests/test.sh": "true"}}}
      """, to: "tasks.json")
    try folder.write(
      """
      {"task_type": "tried", "agent_perspectives": [
      {"condition": "A", "agent": {"kind": "harbor", "name": "oracle"}}],
      "data_config": {"input_data_path": "tasks"}}
      """, to: "harbor.json")
  }

  private func facet(
    _ words: [String], environment: [String: String] = [:]
  ) async throws -> (KillableProcess.Ending, said: String) {
    let process = try KillableProcess(
      words, in: folder.path,
      environment: ["PATH": "/nowhere"].merging(environment) { $1 }, name: "run")
    let ending = try await process.ending()
    return (
      ending,
      String(decoding: try FileSystem.contents(of: folder.path(of: "run.err")), as: UTF8.self)
    )
  }

  @Test(
    "Are told with what would be right, and nothing is written",
    arguments: [
      ("slurm task.json --shards 4 --limit 3", "Options of the run follow two dashes, as in:"),
      ("slurm --shards 2 -- score task.json", "or 'questions --llm' in shards, not 'score'."),
      ("slurm --shards 2 -- questions --csv a.csv", "templates ask no model"),
      ("slurm --shards 2 -- task.json", "Name the configuration before '--'"),
      ("slurm --shards 2 -- --limit 3", "Name the configuration before '--'"),
      ("slurm tasks.json --shards 2", "'tasks.json' makes task directories"),
      ("slurm --shards 2 -- traces harbor.json", "no ledger holds the trials of Harbor"),
      ("slurm task.json --shards 2 --dependency 12", "a condition on jobs such as 'afterok:1234'"),
      ("slurm task.json --shards 2 --dependency afterok:1 --write", "needs a submission"),
      (
        #"slurm task.json --shards 2 -- --set scores=[{"name":"s","kind":"command","command":["true"]}]"#,
        "add '--run-programs' before '--'"
      ),
      (
        "slurm --shards 2 -- questions --llm --csv a.csv --kaggle o/n",
        "'--shard' and '--kaggle' cannot be combined"
      ),
      (
        "slurm --shards 2 -- episodes c.json --until-verified 3",
        "'--until-verified' counts questions over the whole run"
      ),
      ("slurm task.json --shards 2 -- --shard 0/2", "error: '--shard' cannot be given to a launch"),
      ("slurm task.json --shards 2 -- --events e.jsonl", "'--events' cannot be given to a launch"),
      ("slurm task.json --shards 2 -- --until dpo:3", "'--until' cannot be given to a launch"),
      ("slurm task.json --shards 50", "let fewer run at a time with '--at-once 8'"),
      ("slurm task.json --shards 51 --at-once 2", "use at most 50 shards"),
      ("slurm task.json --shards 2 --at-once 3", "at most the number of shards, 2"),
      ("slurm task.json --shards 2 --time 4h", "'--time' must be a time such as"),
      ("slurm task.json --shards 2 --time 2", "must be longer than '--stop-before', 120 s"),
      ("slurm task.json --shards 2 --time 0-1 --stop-before 3600", "'--stop-before', 3600 s"),
      ("slurm task.json --shards 2 --sbatch --array=1-9", "the launch numbers the shards"),
      ("slurm task.json --shards 2 --partition=-x", "and not begin with '-': '-x'"),
      ("slurm task.json --shards 2 --modules no.sh", "error: '--modules' names no file"),
      (
        "kubernetes task.json --shards 2 --image f --claim c --mount /data1",
        "must lie in '--mount' '/data1', which the pods share; start the launch from there"
      ),
    ])
  func mistakes(words: String, message: String) async throws {
    let (ending, said) = try await facet(
      ["launch"] + words.split(separator: " ").map(String.init))
    #expect(ending == .exited(1) || ending == .exited(2))
    #expect(said.contains(message), "\(said)")
    #expect(!said.contains("USAGE: facet <subcommand>"))
    #expect(!FileSystem.exists(folder.path(of: "data")))
  }

  @Test("The shards of a launch have ledgers of their own, whatever the environment names")
  func ledgers() async throws {
    let variables = ["FACET_LEDGER": folder.path(of: "mine.sqlite")]
    let launch = try await facet(
      [
        "launch", "slurm", "task.json", "--shards", "2", "--folder", "l", "--write", "--",
        "--offline",
      ], environment: variables)
    #expect(launch.0 == .exited(0), "\(launch.said)")
    #expect(launch.said.contains("note: FACET_LEDGER is not used"))
    let shard = try await facet(["launch", "shard", "l", "0"], environment: variables)
    #expect(shard.0 == .exited(0), "\(shard.said)")
    #expect(FileSystem.exists(folder.path(of: "l/shards/0000/ledger.sqlite")))
    #expect(!FileSystem.exists(folder.path(of: "mine.sqlite")))
  }

  @Test("A launch that has not begun cannot be merged, and says so")
  func notBegun() async throws {
    let written = try await facet([
      "launch", "slurm", "task.json", "--shards", "2", "--folder", "l", "--write",
    ])
    #expect(written.0 == .exited(0), "\(written.said)")
    let merge = try await facet(["launch", "merge", "l"])
    #expect(merge.0 == .exited(2))
    #expect(merge.said.contains("has begun; 'facet launch status' shows what they do"))
    let file = try await facet(["merge", "task.json"])
    #expect(file.said.contains("is a file; name the folder of the shards"))
    // A host without Slurm.
    let submitted = try await facet(["launch", "resubmit", "l"])
    #expect(submitted.0 == .exited(1))
    #expect(submitted.said.contains("'sbatch' is not on PATH"))
  }
}
