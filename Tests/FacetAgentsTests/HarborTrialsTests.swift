import FacetConfiguration
import FacetJSON
import FacetPlatform
import FacetTasks
import TestSupport
import Testing

@testable import FacetAgents

@Suite("Trials by Harbor")
struct HarborTrialsTests {
  /// A program in the place of Harbor. Beside each task stand its digest and what a trial's result
  /// says of its reward.
  private static let standIn = """
    #!/bin/sh
    echo "$*" >>"$(dirname "$0")/calls"
    [ ! -e "$(dirname "$0")/broken" ] || exit 3
    while [ $# -gt 0 ]; do
      case $1 in
      -p) tasks=$2 ;;
      -c) tasks=$(grep -o '"path":"[^"]*"' "$2" | cut -d'"' -f4) ;;
      -k) attempts=$2 ;;
      --job-name) name=$2 ;;
      --jobs-dir) folder=$2 ;;
      esac
      shift
    done
    mkdir -p "$folder/$name"
    echo '{}' >"$folder/$name/config.json"
    for task in $tasks; do
      for attempt in $(seq "$attempts"); do
        trial=$folder/$name/$(basename "$task")__$name$attempt
        mkdir -p "$trial/agent" "$trial/verifier"
        echo "{\\"task\\": {\\"digest\\": \\"$(cat "$task.digest")\\"}}" >"$trial/lock.json"
        echo "{\\"task_name\\": \\"x\\", \\"trial_name\\": \\"$(basename "$trial")\\",
          \\"agent_info\\": {\\"name\\": \\"terminus-2\\", \\"version\\": \\"2.0.0\\",
            \\"model_info\\": {\\"name\\": \\"m\\", \\"provider\\": \\"p\\"}},
          \\"agent_result\\": {\\"n_input_tokens\\": 70, \\"n_output_tokens\\": 9, \\"cost_usd\\": 0.5},
          \\"agent_execution\\": {\\"started_at\\": \\"a\\", \\"finished_at\\": \\"b\\"},
          \\"verifier\\": {\\"started_at\\": \\"c\\", \\"finished_at\\": \\"d\\"},
          $(cat "$task.result")}" >"$trial/result.json"
        cp "$(dirname "$0")/trajectory.json" "$trial/agent/"
      done
    done
    """

  private static let trajectory = """
    {"schema_version": "ATIF-v1.8", "agent": {"name": "terminus-2", "version": "2.0.0"}, "steps": [
    {"step_id": 1, "source": "user", "message": "Solve it."},
    {"step_id": 2, "source": "agent", "message": "Analysis: A", "reasoning_content": "R",
     "tool_calls": [{"tool_call_id": "1", "function_name": "keys", "arguments": {"k": "ls"}}],
     "observation": {"results": [{"content": "a.txt"}]},
     "metrics": {"prompt_tokens": 30, "completion_tokens": 4, "cached_tokens": 1}},
    {"step_id": 3, "source": "agent", "message": "",
     "tool_calls": [{"tool_call_id": "2", "function_name": "run", "arguments": {}}],
     "observation": {"results": [
       {"source_call_id": "2", "content": [{"type": "text", "text": "done"}]}]},
     "metrics": {"prompt_tokens": 40, "completion_tokens": 5}},
    {"step_id": 4, "source": "user", "message": "Are you sure?"},
    {"step_id": 5, "source": "agent", "message": "Yes"}]}
    """

  private static let solved = #""verifier_result": {"rewards": {"reward": 1.0}}"#

  private struct Fixture {
    let folder: ScratchFolder
    let tasks: [TaskRow]

    init(tasks count: Int = 2) throws {
      folder = try ScratchFolder()
      let path = try folder.write(HarborTrialsTests.standIn, to: "bin/harbor")
      try FileTree.setMode(of: path, to: 0o755)
      try folder.write(HarborTrialsTests.trajectory, to: "bin/trajectory.json")
      var rows: [TaskRow] = []
      for index in 0..<count {
        let name = "tasks/task-\(index)"
        try folder.write("Do \(index).\n", to: "\(name)/instruction.md")
        try folder.write("[environment]\ndocker_image = \"x\"\n", to: "\(name)/task.toml")
        try folder.write("true\n", to: "\(name)/tests/test.sh")
        let row = try TaskRow(path: folder.path(of: name), isForBoxes: false)
        rows.append(row)
        try folder.write(row.digest, to: "\(name).digest")
        try folder.write(HarborTrialsTests.solved, to: "\(name).result")
      }
      tasks = rows
    }

    /// The lines of Harbor's arguments so far.
    var calls: [Substring] {
      (try? FileSystem.contents(of: folder.path(of: "bin/calls"))).map {
        String(decoding: $0, as: UTF8.self).split(separator: "\n")
      } ?? []
    }

    func run(
      attempts: Int, episodes: TraceOutput.Episodes = .last
    ) async throws -> (path: String, summary: TraceSummary) {
      var output = TraceOutput(jobName: "job")
      output.episodes = episodes
      var rules = AgentRules(kind: .harbor)
      rules.harbor.model = "p/m"
      rules.harbor.options = ["max_episodes": 4, "parser": "json"]
      var trials = try HarborTrials(
        program: HarborProgram(environment: ["PATH": folder.path + "/bin:/usr/bin:/bin"]),
        path: folder.path(of: "job/traces.jsonl"), output: output)
      let path = try await trials.run(
        [.init(condition: "T", rules: rules, count: attempts)], at: tasks
      ) { _, _ in }
      return (path, trials.summary)
    }

    func rows(_ path: String) throws -> [JSONValue] {
      try FileSystem.contents(of: path).split(separator: 0x0A).map {
        try ResponseJSON.value(of: Array($0))
      }
    }
  }

  @Test("Harbor runs what its earlier jobs lack, and nothing twice")
  func runsWhatIsMissing() async throws {
    let fixture = try Fixture()
    let first = try await fixture.run(attempts: 2)
    #expect(first.summary.trials == 4 && first.summary.solved == 4 && first.summary.isGraded)
    #expect(fixture.calls.count == 1)
    let call = try #require(fixture.calls.first)
    #expect(call.contains("-a terminus-2 -k 2 ") && call.contains("-m p/m"))
    #expect(call.contains("--ak max_episodes=4 --ak parser=json"))
    let again = try await fixture.run(attempts: 2)
    #expect(fixture.calls.count == 1)
    #expect(try fixture.rows(again.path) == fixture.rows(first.path))
    let more = try await fixture.run(attempts: 3)
    #expect(fixture.calls.count == 2 && fixture.calls.last?.contains("-k 1 ") == true)
    #expect(more.summary.trials == 6)
    // Fewer attempts leave Harbor's jobs as they are, and remove folders of the others here.
    let fewer = try await fixture.run(attempts: 1)
    #expect(fewer.summary.trials == 2)
    let names = FileSystem.names(in: fixture.folder.path(of: "job")).filter { $0.contains("__") }
    #expect(names.count == 2)
    #expect(fixture.calls.count == 2)
  }

  @Test("If Harbor fails midway, the trials that have ended are in the rows")
  func keepsRows() async throws {
    let fixture = try Fixture()
    _ = try await fixture.run(attempts: 1)
    try fixture.folder.write("", to: "bin/broken")
    let error = await #expect(throws: HarborError.self) {
      _ = try await fixture.run(attempts: 2)
    }
    let path = fixture.folder.path(of: "job/traces.partial.jsonl")
    let words = error?.description ?? ""
    #expect(words.hasPrefix("'harbor run' ended with status 3 and left no job"), "\(words)")
    #expect(words.contains("all trials that have ended are in '\(path)'"), "\(words)")
    #expect(try fixture.rows(path).map { $0["reward"]?.double } == [1, 1])
    FileSystem.remove(fixture.folder.path(of: "bin/broken"))
    #expect(try await fixture.run(attempts: 2).summary.trials == 4)
  }

  @Test("A trial without a lock, whose task is unknown, is reported where it is")
  func needsLock() async throws {
    let fixture = try Fixture(tasks: 1)
    _ = try await fixture.run(attempts: 1)
    let jobs = fixture.folder.path(of: "job/harbor")
    let agent = try #require(FileSystem.names(in: jobs).first { !$0.hasPrefix(".") })
    let lock = "\(jobs)/\(agent)/1/task-0__11/lock.json"
    #expect(FileSystem.exists(lock))
    FileSystem.remove(lock)
    let error = await #expect(throws: HarborError.self) {
      _ = try await fixture.run(attempts: 1)
    }
    let words = error?.description ?? ""
    #expect(
      words == "'\(lock)' does not say of which task the trial is; remove that folder to run the "
        + "trial again")
    #expect(fixture.calls.count == 1)
  }

  @Test(
    "A trial that another try may mend is run again; any other keeps its result",
    arguments: [
      (#""exception_info": {"exception_type": "ApiRateLimitError"}"#, true),
      (#""exception_info": {"exception_type": "AgentAuthenticationError"}"#, true),
      (#""exception_info": {"exception_type": "RewardFileNotFoundError"}"#, false),
      (#""exception_info": {"exception_type": "AgentTimeoutError"}, \#(solved)"#, false),
      (#""exception_info": {"exception_type": "NewError"}, \#(solved)"#, false),
    ])
  func triesAgain(result: String, isAgain: Bool) async throws {
    let fixture = try Fixture()
    try fixture.folder.write(result, to: "tasks/task-1.result")
    let first = try await fixture.run(attempts: 1)
    #expect(first.summary.trials == 2)
    #expect(first.summary.sums.values.first?.exceptions.values.reduce(0, +) == 1)
    try fixture.folder.write(Self.solved, to: "tasks/task-1.result")
    let second = try await fixture.run(attempts: 1)
    #expect(fixture.calls.count == (isAgain ? 2 : 1))
    if isAgain {
      #expect(fixture.calls.last?.contains("task-1 ") == true)
      #expect(second.summary.solved == 2 && second.summary.isGraded)
    }
  }

  @Test("A trajectory of Harbor's gives the rows of one's own")
  func readsTrajectories() async throws {
    let fixture = try Fixture(tasks: 1)
    let run = try await fixture.run(attempts: 1)
    let row = try #require(try fixture.rows(run.path).first)
    #expect(row["agent"] == "terminus-2" && row["model_provider"] == "p" && row["reward"] == 1)
    #expect(row["prompt_tokens"] == 70 && row["cost_usd"]?.double == 0.5 && row["turns"] == 3)
    let call = "<tool_call>\n{\"name\": \"keys\", \"arguments\": {\"k\": \"ls\"}}\n</tool_call>"
    #expect(
      row["conversations"]?.array?.map { $0["content"]?.string } == [
        "Solve it.", "<think>R</think>\nAnalysis: A\n" + call, "a.txt",
        "<tool_call>\n{\"name\": \"run\", \"arguments\": {}}\n</tool_call>", "done\nAre you sure?",
        "Yes",
      ])
    // A result that names no call is a message of the user.
    let messages = try #require(row["messages"]?.array)
    #expect(
      messages.map { $0["role"]?.string } == [
        "user", "assistant", "user", "assistant", "tool", "user", "assistant",
      ])
    #expect(messages[1]["content"]?.string == "Analysis: A\n" + call)
    #expect(messages[3]["tool_calls"]?[0]?["function"]?["name"] == "run")
    #expect(messages[4]["tool_call_id"] == "2" && messages[4]["content"] == "done")
    let name = try #require(row["trial_name"]?.string)
    let result = try ResponseJSON.value(
      of: FileSystem.contents(of: fixture.folder.path(of: "job/\(name)/result.json")))
    #expect(result["agent_execution"]?["finished_at"] == "b")
    #expect(result["verifier"]?["finished_at"] == "d")
  }

  @Test("Tokens of single replies that Harbor does not tell are unknown, not 0")
  func unknownTokens() async throws {
    let fixture = try Fixture(tasks: 1)
    let silent = Self.trajectory.replacing("\"metrics\"", with: "\"extra\"")
    try fixture.folder.write(silent, to: "bin/trajectory.json")
    let rows = try fixture.rows(try await fixture.run(attempts: 1, episodes: .all).path)
    #expect(rows.map { $0["prompt_tokens"]?.int } == [nil, nil, 70])
    #expect(rows.map { $0["cost_usd"]?.double } == [nil, nil, 0.5])
    // Without any count, the sums are unknown, too.
    let other = try Fixture(tasks: 1)
    try other.folder.write(silent, to: "bin/trajectory.json")
    try other.folder.write(
      Self.standIn.replacing("n_input_tokens", with: "unknown"), to: "bin/harbor")
    let run = try await other.run(attempts: 1)
    #expect(try other.rows(run.path).map { $0["prompt_tokens"] } == [.null])
    let sums = try #require(run.summary.sums.values.first)
    #expect(sums.trials == 1 && sums.promptTokens == nil && sums.completionTokens == nil)
    #expect(run.summary.json["agents"]?[0]?["prompt_tokens"] == .null)
  }
}
