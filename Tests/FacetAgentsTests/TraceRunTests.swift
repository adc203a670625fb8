import FacetBox
import FacetJSON
import FacetPlatform
import FacetRehearsal
import FacetTasks
import TestSupport
import Testing

@testable import Facet
@testable import FacetAgents

@Suite("Runs of agents at tasks")
struct TraceRunTests {
  private static let habits = "wrong=20%,never=15%,late=15%,crash=10%,format=15%,slow=10%"

  @Test("Every reward is the one that the agent's plan earns")
  func gradesTruly() async throws {
    let fixture = try TraceFixture(
      tasks: 10, attempts: 4, members: #""max_turns": 5"#, seconds: 300, habits: Self.habits)
    let run = try await fixture.run(in: ScriptedWorkplaces())
    #expect(run.outcome.ending == .complete)
    #expect(run.rows.count == 40)
    let teacher = try #require(fixture.rehearsal.teacher)
    for row in run.rows {
      #expect(row["rehearsal"]?.bool == true)
      let solved = teacher.solves(planIn: row.text)
      #expect(row["reward"]?.double == solved.map { $0 ? 1 : 0 })
    }
    let sums = try #require(run.summary.sums.values.first)
    #expect(
      Set(sums.endings.keys) == ["completed", "out_of_turns", "out_of_time"])
    #expect(sums.exceptions.keys.contains("AgentTimeoutError"))
    #expect(sums.invalidReplies > 0)
    #expect(run.summary.solved == run.rows.count { $0["reward"]?.double == 1 })
  }

  @Test("A complete run sends nothing and opens no box when it runs again")
  func reusesWholeTrials() async throws {
    let fixture = try TraceFixture(habits: "wrong=30%,late=20%,slow=20%")
    let first = try await fixture.run(in: ScriptedWorkplaces())
    let places = ScriptedWorkplaces()
    let second = try await fixture.run(in: places)
    #expect(first.statistics.answered > 0)
    #expect(second.statistics.requests == 0)
    #expect(places.openedCount == 0)
    #expect(second.rows == first.rows)
  }

  @Test("A trial on another base or with other network is another trial")
  func tellsSurroundingsApart() async throws {
    let fixture = try TraceFixture(tasks: 1, attempts: 1)
    var builder = ImageBuilder(store: try BoxStore(folder: fixture.folder.path(of: "boxes")))
    builder.defaultBase = BoxImage.hostName
    func opened(by builder: ImageBuilder) async throws -> Int {
      fixture.builder = builder
      let places = ScriptedWorkplaces()
      let run = try await fixture.run(in: places)
      #expect(run.rows.first?["reward"]?.double == 1)
      return places.openedCount
    }
    #expect(try await opened(by: builder) == 1)
    #expect(try await opened(by: builder) == 0)
    var other = builder
    other.bases = ["debian:bookworm-slim": "debian13"]
    #expect(try await opened(by: other) == 1)
    // A base of the image's own name comes before the default.
    try FileSystem.makeDirectories(builder.store.folder + "/bases/debian=bookworm-slim/root")
    #expect(try await opened(by: builder) == 1)
    #expect(try await opened(by: other) == 0)
  }

  @Test(
    "Network tells trials apart where it reaches a box or its image",
    arguments: [
      ("FROM a\n", "", false), ("FROM a\nRUN x\n", "", true),
      ("FROM a\n", "[agent]\nnetwork_mode = \"public\"\n", true),
      ("FROM a\n", "[verifier]\nnetwork_mode = \"public\"\n", true),
    ])
  func tellsNetworkApart(dockerfile: String, settings: String, differs: Bool) throws {
    let folder = try ScratchFolder()
    for (path, text) in [
      ("task.toml", settings), ("instruction.md", "Do."), ("environment/Dockerfile", dockerfile),
      ("tests/test.sh", "true"),
    ] { try folder.write(text, to: "task/\(path)") }
    let task = try TaskDirectory(path: folder.path(of: "task"))
    var builder = ImageBuilder(store: try BoxStore(folder: folder.path(of: "boxes")))
    let without = builder.surroundings(of: task)
    builder.hasNetwork = true
    #expect(without.hasPrefix("a"))
    #expect((builder.surroundings(of: task) != without) == differs)
  }

  @Test("A run that is stopped many times pays for no reply twice and ends the same")
  func resumes() async throws {
    let members = #""max_turns": 5"#
    let whole = try TraceFixture(
      tasks: 5, attempts: 3, members: members, habits: Self.habits)
    let expected = try await whole.run(in: ScriptedWorkplaces())
    let fixture = try TraceFixture(
      tasks: 5, attempts: 3, members: members, habits: Self.habits)
    fixture.options.gracePeriod = .seconds(30)
    var answered = 0
    var last: TraceFixture.Run?
    for round in 1...40 {
      let pipeline = Lock<DataGenerationPipeline?>(nil)
      let places = ScriptedWorkplaces { count in
        if count == 6 + round % 5 * 3 { pipeline.withLock { $0 }?.stop() }
      }
      let run = try await fixture.run(in: places) { running in
        pipeline.withLock { $0 = running }
      }
      answered += run.statistics.answered
      last = run
      if run.outcome.ending == .complete { break }
    }
    let final = try #require(last)
    #expect(final.outcome.ending == .complete)
    #expect(answered == expected.statistics.answered)
    #expect(final.rewards == expected.rewards)
    #expect(final.summary.sums.values.allSatisfy { $0.divergences == 0 })
  }

  @Test("A trial whose commands show something else goes on anew, once")
  func diverges() async throws {
    let fixture = try TraceFixture(tasks: 4, attempts: 2)
    fixture.options.gracePeriod = .seconds(30)
    let pipeline = Lock<DataGenerationPipeline?>(nil)
    let stopping = ScriptedWorkplaces(listing: "a.txt") { count in
      if count == 8 { pipeline.withLock { $0 }?.stop() }
    }
    let first = try await fixture.run(in: stopping) { running in
      pipeline.withLock { $0 = running }
    }
    #expect(first.outcome.ending != .complete)
    #expect(first.outcome.datasetPath.hasSuffix("/traces.partial.jsonl"))
    #expect(!FileSystem.exists(fixture.folder.path(of: "job/traces.jsonl")))
    let second = try await fixture.run(in: ScriptedWorkplaces(listing: "b.txt"))
    #expect(second.outcome.ending == .complete)
    #expect(second.rows.allSatisfy { $0["reward"]?.double == 1 })
    #expect(second.summary.sums.values.contains { $0.divergences > 0 })
    #expect(!FileSystem.exists(first.outcome.datasetPath))
    let places = ScriptedWorkplaces(listing: "c.txt")
    let third = try await fixture.run(in: places)
    #expect(third.statistics.requests == 0)
    #expect(places.openedCount == 0)
    #expect(third.rewards == second.rewards)
  }

  @Test("An agent that uses up its time is graded")
  func timesOut() async throws {
    let fixture = try TraceFixture(
      tasks: 1, attempts: 1, members: #""command_timeout_s": 40"#, seconds: 100,
      habits: "slow=100%")
    let run = try await fixture.run(in: ScriptedWorkplaces())
    let row = try #require(run.rows.first)
    #expect(run.outcome.ending == .complete)
    #expect(row["ending"]?.string == "out_of_time")
    #expect(row["result"]?.string == "AgentTimeoutError")
    #expect(row["reward"]?.double == 0)
    // Twice 40 s, then what is left.
    #expect(row["turns"]?.int == 3)
  }

  @Test("A trial whose box did not start has the same folder when it is tried again")
  func keepsFolders() async throws {
    let fixture = try TraceFixture(tasks: 1, attempts: 1)
    let tries: [(any Workplaces, Int)] = [(NoWorkplaces(), 0), (ScriptedWorkplaces(), 1)]
    for (places, solved) in tries {
      let run = try await fixture.run(in: places)
      #expect(run.summary.trials == 1)
      #expect(run.summary.solved == solved)
      let names = FileSystem.names(in: fixture.folder.path(of: "job"))
      #expect(names.count { $0.hasPrefix("task-0__") } == 1)
    }
  }

  @Test("A complete run removes the folders of trials that it does not have, and no others")
  func removesEarlierTrials() async throws {
    let fixture = try TraceFixture(tasks: 3, attempts: 2)
    _ = try await fixture.run(in: ScriptedWorkplaces())
    let job = fixture.folder.path(of: "job")
    try fixture.folder.write("mine", to: "job/notes__old/a.txt")
    try fixture.folder.write(#"{"job_id": "other"}"#, to: "job/else__1/config.json")
    fixture.options.limit = 1
    let run = try await fixture.run(in: ScriptedWorkplaces())
    #expect(run.statistics.requests == 0)
    let names = FileSystem.names(in: job).filter { $0.contains("__") }.sorted()
    #expect(names.count == 4 && names.contains("notes__old") && names.contains("else__1"))
  }

  @Test("Tasks of one name and different content count apart")
  func tellsTasksApart() {
    var summary = TraceSummary()
    for (digest, reward) in [
      ("sha256:aaaaaaaaaa", 1.0), ("sha256:bbbbbbbbbb", 0), ("sha256:bbbbbbbbbb", 0),
    ] {
      var record = TrialRecord(
        task: "t", taskPath: "p", taskDigest: digest, instruction: "", condition: "c",
        agent: "a", model: "m", provider: "p", completion: 0)
      record.grade = TrialGrade(
        TaskGrade(rewards: ["reward": reward], log: "", seconds: 0), start: "", agentEnd: "",
        end: "")
      summary.add(record)
    }
    let tasks = summary.tasks.values.first ?? [:]
    #expect(tasks["t"]?.solved == 1 && tasks["t"]?.count == 1)
    #expect(tasks["t (sha256:bbbbbbbb)"]?.count == 2)
  }

  @Test("A resumed trial whose next request fails opens no box", arguments: ["429-quota", "401"])
  func asksBeforeRepeating(fault: String) async throws {
    let fixture = try TraceFixture(tasks: 1, attempts: 1)
    fixture.options.gracePeriod = .seconds(30)
    let pipeline = Lock<DataGenerationPipeline?>(nil)
    let stopping = ScriptedWorkplaces { _ in pipeline.withLock { $0 }?.stop() }
    let first = try await fixture.run(in: stopping) { running in
      pipeline.withLock { $0 = running }
    }
    #expect(first.statistics.answered == 1)
    fixture.rehearsal.faults = try RehearsalFaults(parsing: "\(fault)=100%")
    let places = ScriptedWorkplaces()
    let failing = try await fixture.run(in: places)
    #expect(failing.statistics.requests == 1 && places.openedCount == 0)
    fixture.rehearsal.faults = RehearsalFaults()
    let last = try await fixture.run(in: ScriptedWorkplaces())
    #expect(last.summary.solved == 1)
  }

  @Test(
    "An agent sees what it broke; what the machine breaks is tried again", arguments: [false, true])
  func blames(isOfMachine: Bool) async throws {
    let fixture = try TraceFixture(tasks: 1, attempts: 1)
    var error = BoxError("there is no room")
    error.isOfMachine = isOfMachine
    let first = try await fixture.run(in: ScriptedWorkplaces(error: error))
    #expect(
      first.rows.first?["result"]?.string == (isOfMachine ? "SandboxBuildFailedError" : "0.0"))
    let second = try await fixture.run(in: ScriptedWorkplaces())
    #expect(second.rows.first?["reward"]?.double == (isOfMachine ? 1 : 0))
    #expect(second.statistics.answered == (isOfMachine ? 1 : 0))
  }

  @Test("A task may allow more seconds than a duration holds")
  func allowsAnyTime() async throws {
    let fixture = try TraceFixture(tasks: 1, attempts: 1, seconds: 1e30)
    let run = try await fixture.run(in: ScriptedWorkplaces())
    #expect(run.rows.first?["ending"]?.string == "completed")
  }

  @Test("Rows follow the choice of episodes and trials")
  func choosesRows() async throws {
    let fixture = try TraceFixture(
      tasks: 4, attempts: 2, members: #""max_turns": 4"#, habits: "wrong=50%")
    let all = try await fixture.run(in: ScriptedWorkplaces())
    fixture.output.filter = .success
    let solved = try await fixture.run(in: ScriptedWorkplaces())
    fixture.output.filter = .failure
    let failed = try await fixture.run(in: ScriptedWorkplaces())
    #expect(solved.rows.allSatisfy { $0["reward"]?.double == 1 })
    #expect(failed.rows.allSatisfy { $0["reward"]?.double == 0 })
    #expect(!solved.rows.isEmpty && !failed.rows.isEmpty)
    #expect(solved.rows.count + failed.rows.count == all.rows.count)
    fixture.output.filter = .all
    fixture.output.episodes = .all
    let episodes = try await fixture.run(in: ScriptedWorkplaces())
    #expect(episodes.rows.count == all.rows.reduce(0) { $0 + ($1["turns"]?.int ?? 0) })
    // Each row has the tokens up to its reply.
    for last in all.rows {
      let rows = episodes.rows.filter { $0["trial_name"] == last["trial_name"] }
      let tokens = rows.map { $0["completion_tokens"]?.int ?? 0 }
      #expect(tokens == tokens.sorted() && Set(tokens).count == rows.count)
      #expect(rows.last?["completion_tokens"] == last["completion_tokens"])
    }
    for row in episodes.rows {
      for key in ["conversations", "messages"] {
        let last = row[key]?.array?.last
        #expect(last?["role"]?.string == "assistant")
      }
    }
  }

  @Test("A job's folder holds each trial with its trajectory, result and reward")
  func writesFolders() async throws {
    let fixture = try TraceFixture(tasks: 2, attempts: 2, habits: "format=100%")
    let run = try await fixture.run(in: ScriptedWorkplaces())
    let job = fixture.folder.path(of: "job")
    for row in run.rows {
      let name = try #require(row["trial_name"]?.string)
      func value(_ file: String) throws -> JSONValue {
        try ResponseJSON.value(of: try FileSystem.contents(of: "\(job)/\(name)/\(file)"))
      }
      let trajectory = try value("agent/trajectory.json")
      let steps = try #require(trajectory["steps"]?.array)
      #expect(steps.map { $0["step_id"]?.int } == Array(1...steps.count))
      #expect(steps.count == 1 + (row["turns"]?.int ?? 0))
      #expect(steps.first?["source"]?.string == "user")
      #expect(try value("verifier/reward.json")["reward"]?.double == 1)
      #expect(try value("result.json")["reward_valid"]?.bool == true)
      #expect(try value("config.json")["trial_name"]?.string == name)
      #expect(try value("lock.json")["task"]?["digest"] == row["task_digest"])
      let times = try value("result.json")
      #expect(times["agent_execution"]?["finished_at"] == times["verifier"]?["started_at"])
    }
    let lock = try ResponseJSON.value(of: try FileSystem.contents(of: "\(job)/lock.json"))
    #expect(lock["trials"]?.array?.count == 4)
    let result = try ResponseJSON.value(
      of: try FileSystem.contents(of: "\(job)/result.json"))
    #expect(result["n_total_trials"]?.int == 4)
    #expect(result["stats"]?["n_input_tokens"]?.int ?? 0 > 0)
  }
}
