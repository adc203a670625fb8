import FacetJSON
import FacetPlatform
import TestSupport
import Testing

@testable import FacetTasks

@Suite("Harbor's jobs")
struct HarborTests {
  private static func result(_ members: String = "") -> String {
    """
    {"schema_version": 1, "task_name": "facet/count", "trial_name": "count__Ab3dE6g",
     "task_id": {"path": "tasks/count"}, "task_checksum": "sha256:00", "config": {},
     "agent_info": {"name": "terminus-2", "version": "2.0",
       "model_info": {"name": "m-1", "provider": "openai"}},
     "agent_result": {"n_input_tokens": 1200, "n_cache_tokens": 200, "n_output_tokens": 34,
       "cost_usd": 0.0125},
     "started_at": "2026-03-01T10:00:00Z", "finished_at": "2026-03-01T10:01:00Z"\(members)}
    """
  }

  private func job(_ files: [String: String]) throws -> (ScratchFolder, HarborJob) {
    let folder = try ScratchFolder()
    try folder.write("{}", to: "job/config.json")
    for (path, text) in files { try folder.write(text, to: "job/" + path) }
    return (folder, try HarborJob(folder: folder.path + "/job"))
  }

  @Test("A trial has its rewards, tokens, cost and trajectory")
  func trial() throws {
    let (_, job) = try job([
      "count__Ab3dE6g/result.json": Self.result(
        #", "verifier_result": {"rewards": {"reward": 1.0, "style": 0.5}}, "reward_valid": true"#),
      "count__Ab3dE6g/agent/trajectory.json":
        #"{"schema_version": "ATIF-v1.8", "steps": [{"step_id": 1, "source": "user"}]}"#,
      "count__Ab3dE6g/verifier/test-stdout.txt": "ok\n",
      "artifacts/note.txt": "no trial",
    ])
    #expect(job.trials.count == 1 && job.unfinished == [])
    let trial = try #require(job.trials.first)
    #expect(trial.name == "count__Ab3dE6g" && trial.taskName == "facet/count")
    #expect(trial.rewards == ["reward": 1, "style": 0.5] && trial.isSolved)
    #expect(trial.agent == "terminus-2" && trial.model == "m-1" && trial.provider == "openai")
    #expect(trial.promptTokens == 1200 && trial.cachedTokens == 200 && trial.cost == 0.0125)
    #expect(trial.trajectory?["steps"]?[0]?["source"] == "user")
    #expect(trial.verifierOutput == "ok\n" && trial.exception == nil)
    #expect(job.solveRates.map(\.solved) == [1] && job.solveRates.map(\.graded) == [1])
  }

  @Test(
    "A reward counts as Harbor says; without one in the result, the tests' own files tell",
    arguments: [
      ("", ["reward.json": #"{"reward": 0.25}"#, "reward.txt": "1"], 0.25),
      ("", ["reward.txt": " 1.0\n"], 1), ("", ["reward.txt": ""], nil), ("", [:], nil),
      (#", "verifier_result": null"#, ["reward.txt": "1"], 1),
      (#", "verifier_result": {"rewards": {"a": 1, "b": 0}}"#, ["reward.txt": "1"], 0),
      (#", "verifier_result": {"rewards": {}}"#, ["reward.txt": "1"], nil),
      (
        #", "verifier_result": {"rewards": {"reward": 1}}, "reward_valid": false"#,
        [:], nil
      ),
      (
        #", "exception_info": {"exception_type": "AgentTimeoutError", "message": "late"}"#,
        ["reward.txt": "0"], 0
      ),
    ] as [(String, [String: String], Double?)])
  func rewards(members: String, files: [String: String], reward: Double?) throws {
    var all = ["t__1/result.json": Self.result(members)]
    for (name, text) in files { all["t__1/verifier/\(name)"] = text }
    let (_, job) = try job(all)
    #expect(job.trials.first?.reward == reward)
    #expect(
      job.trials.first?.exception?.name
        == (members.contains("AgentTimeout") ? "AgentTimeoutError" : nil))
  }

  @Test(
    "Tokens and costs that cannot be right are unknown, so that their sums stay within bounds",
    arguments: ["9223372036854775807", "-1", "1e400", "1099511627777e9"])
  func numbers(number: String) throws {
    let text = Self.result().replacing("1200", with: number).replacing("0.0125", with: number)
    let (_, job) = try job(["t__1/result.json": text])
    let trial = try #require(job.trials.first)
    #expect(trial.promptTokens == nil && trial.cost == nil && trial.completionTokens == 34)
  }

  @Test("Trials without a result have not ended, and what is no result is an error")
  func broken() throws {
    let (_, job) = try job([
      "a__1/config.json": "{}", "b__1/result.json": Self.result(), "c/notes.txt": "x",
    ])
    #expect(job.unfinished == ["a__1"] && job.trials.count == 1)
    for text in ["", "{", #"{"task_name": "x", "#] {
      let (_, killed) = try self.job(["a__1/result.json": text])
      #expect(killed.unfinished == ["a__1"] && killed.trials == [])
    }
    for text in ["[]", "{,}", #"{"task_name": 1}"#, #"{"task_name": "x"}"#] {
      #expect(throws: HarborError.self) { try self.job(["a__1/result.json": text]) }
    }
    #expect(throws: HarborError.self) {
      try self.job([
        "a__1/result.json": Self.result(#", "verifier_result": {"rewards": {"reward": "1"}}"#)
      ])
    }
    let folder = try ScratchFolder()
    #expect(throws: HarborError.self) { try HarborJob(folder: folder.path) }
    #expect(throws: HarborError.self) { try HarborJob(folder: folder.path + "/none") }
  }

  /// A program in the place of Harbor, which writes a job's folder of what it was asked.
  private static let standIn = """
    #!/bin/sh
    printf '%s\\n' "$@" >"$(dirname "$0")/arguments"
    [ -n "$FAIL" ] && { echo "no such agent" >&2; exit 2; }
    while [ $# -gt 0 ]; do
      case $1 in --job-name) name=$2;; --jobs-dir) folder=$2;; esac
      shift
    done
    [ -n "$EARLY" ] && {
      mkdir -p "$folder/$name"; echo '{}' >"$folder/$name/config.json"; echo "no key" >&2; exit 1
    }
    mkdir -p "$folder/$name/one__1/verifier"
    echo '{}' >"$folder/$name/config.json"
    echo '{"task_name": "facet/one", "trial_name": "one__1"}' >"$folder/$name/one__1/result.json"
    echo 1 >"$folder/$name/one__1/verifier/reward.txt"
    exit 1
    """

  @Test("The program gets the job's settings, and its folder is read whatever its exit status")
  func program() async throws {
    let folder = try ScratchFolder()
    let path = try folder.write(Self.standIn, to: "bin/harbor")
    try FileTree.setMode(of: path, to: 0o755)
    let variables = ["PATH": folder.path + "/bin:/usr/bin:/bin"]
    var job = HarborProgram.Job(
      tasks: ["tasks"], agent: "terminus-2", name: "run-1", folder: folder.path + "/jobs")
    job.model = "openai/m-1"
    job.attempts = 3
    job.environment = "docker"
    job.agentOptions = ["max_episodes=8"]
    let read = try await HarborProgram(environment: variables).run(job)
    #expect(read.trials.map(\.name) == ["one__1"] && read.trials[0].isSolved)
    let asked = String(
      decoding: try FileSystem.contents(of: folder.path + "/bin/arguments"), as: UTF8.self)
    #expect(
      asked.replacing("\n", with: " ")
        == "run -p tasks -a terminus-2 -k 3 -n 4 --job-name run-1 --jobs-dir \(folder.path)/jobs "
        + "-q -y -m openai/m-1 -e docker --ak max_episodes=8 ")
    // Harbor does not resume a job with other settings, of which the folder tells nothing.
    let stale = await #expect(throws: HarborError.self) {
      try await HarborProgram(environment: variables).run(job)
    }
    #expect(stale?.description.contains("choose another name") == true)
    job.name = "run-2"
    let failing = try HarborProgram(environment: variables.merging(["FAIL": "1"]) { $1 })
    let error = await #expect(throws: HarborError.self) { try await failing.run(job) }
    #expect(error?.description.contains("no such agent") == true)
    job.name = "run-3"
    let early = try HarborProgram(environment: variables.merging(["EARLY": "1"]) { $1 })
    let reason = await #expect(throws: HarborError.self) { try await early.run(job) }
    #expect(reason?.description.contains("no key") == true)
    job.name = "../x"
    await #expect(throws: HarborError.self) {
      try await HarborProgram(environment: variables).run(job)
    }
    let missing = #expect(throws: HarborError.self) {
      try HarborProgram(environment: ["PATH": "/nowhere"])
    }
    #expect(missing?.description.contains("pip install harbor") == true)
  }
}
