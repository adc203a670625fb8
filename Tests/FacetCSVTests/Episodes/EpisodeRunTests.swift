import FacetConfiguration
import FacetJSON
import FacetModels
import FacetPlatform
import FacetRehearsal
import TestSupport
import Testing

@testable import Facet
@testable import FacetCSV

@Suite("Runs that make episodes")
struct EpisodeRunTests {
  @Test("Each verdict equals a count of the runs' answers")
  func countsVotes() async throws {
    let habits = "wrong=35%,late=10%,never=10%,crash=10%,format=10%,wrong-answers=2"
    let fixture = try EpisodeFixture(
      questions: 40, members: #""max_turns": 4"#, habits: habits)
    let run = try await fixture.run()
    #expect(run.outcome.ending == .complete)
    #expect(run.episodes.count == 40)
    for (index, answers) in run.answers.enumerated() {
      let gold = try #require(answers.first)
      let votes = answers.dropFirst().count { $0 != nil && $0 == gold }
      #expect(answers.count == 6)
      let isRight = gold == index + 100
      #expect(run.verified[index] == (votes * 2 > 5 && isRight))
      let category = run.episodes[index]["diagnostics"]?["category"]?.string
      #expect((category == "AGREED_BUT_WRONG") == (votes * 2 > 5 && gold != nil && !isRight))
      let right = run.episodes[index]["diagnostics"]?["ground_truth"]?["gold_is_right"]?.bool
      #expect(right == (gold == index + 100))
    }
    // All of the habits must have shown, or the count proves nothing.
    let text = String(decoding: run.bytes, as: UTF8.self)
    for ending in ["out_of_turns", "answered", "crashed", "\"feedback\":"] {
      #expect(text.contains(ending))
    }
    #expect(run.verified.contains(true) && run.verified.contains(false))
    #expect(run.counts.verified == run.verified.count { $0 })
  }

  @Test("Every wire format, with tools and without, gives the same answers")
  func agreesBetweenFormats() async throws {
    var turns: [[[String]]] = []
    for model in ["rehearsal-small", "anthropic:m", "gemini:m"] {
      for tool in ["tool", "fenced"] {
        let fixture = try EpisodeFixture(
          questions: 2, members: #""code_tool": "\#(tool)", "n_consistency": 3"#)
        for index in fixture.configuration.perspectives.indices {
          fixture.configuration.perspectives[index].strategy.model.modelName = model
        }
        let run = try await fixture.run()
        #expect(run.verified == [true, true])
        #expect(run.answers == [[100, 100, 100, 100], [101, 101, 101, 101]])
        for trace in run.episodes.compactMap({ $0["gold_trace"] }) {
          let messages = trace["messages"]?.array ?? []
          #expect(messages.first?["content"]?.string?.contains("What is the number of") == true)
          #expect(messages.count == 2 * (trace["turns"]?.array?.count ?? 0))
          #expect(trace["tools"]?.array?.count == (tool == "tool" ? 1 : 0))
        }
        turns.append(
          run.episodes.map { episode in
            (episode["gold_trace"]?["turns"]?.array ?? []).map {
              ($0["reasoning"]?.string ?? "") + Self.plain($0["code"]?.string ?? "")
            }
          })
      }
    }
    #expect(Set(turns).count == 1)
    #expect(turns.first?.first?.count == 2)
  }

  /// Code without the comment that names the teacher's plan.
  private static func plain(_ code: String) -> String {
    code.split(separator: "\n").filter { !$0.hasPrefix("# plan") }.joined(separator: "\n")
  }

  @Test("A model that refuses tools is asked for fenced blocks instead")
  func fallsBack() async throws {
    let fixture = try EpisodeFixture(questions: 2, members: #""n_consistency": 3"#)
    fixture.rehearsal.refusesTools = true
    let run = try await fixture.run()
    #expect(run.verified == [true, true])
  }

  @Test(
    "A run that was stopped goes on inside its conversations and pays nothing twice, though the machine fails under code that is run again",
    arguments: [false, true])
  func resumes(isFailing: Bool) async throws {
    let habits = isFailing ? "wrong=20%,crash=20%" : "wrong=20%,never=20%,crash=20%"
    let whole = try await EpisodeFixture(questions: 12, habits: habits).run()
    let fixture = try EpisodeFixture(questions: 12, habits: habits)
    fixture.rehearsal.latency = .milliseconds(10)
    fixture.configuration.limits.maxConcurrency = 8
    var sent = 0
    let sessions = ScriptedSessions()
    let first = try await fixture.run(sessions: sessions) { pipeline in
      await sessions.executed(40)
      pipeline.stop()
    }
    sent += first.outcome.calls.sent
    #expect(first.outcome.ending == .interrupted)
    #expect(first.episodes.count < 12)
    let second = try await fixture.run(
      sessions: ScriptedSessions(losing: isFailing ? sessions.codes : []))
    sent += second.outcome.calls.sent
    #expect(second.outcome.ending == .complete)
    #expect(sent == whole.outcome.calls.sent)
    #expect(second.ids == whole.ids)
    #expect(second.answers == whole.answers)
    #expect(Set(second.ids).count == 12)
    #expect(second.bytes.starts(with: first.bytes))
  }

  @Test("Results of code are reused from the ledger without running it again")
  func replaysExecutions() async throws {
    let fixture = try EpisodeFixture(questions: 3)
    let first = try await fixture.run()
    fixture.options.output = fixture.folder.path(of: "again.jsonl")
    let drifted = ScriptedSessions(drift: 7)
    let second = try await fixture.run(sessions: drifted)
    #expect(drifted.executions == 0)
    #expect(drifted.sessions == 0)
    #expect(second.outcome.calls.sent == 0)
    #expect(second.answers == first.answers)
    #expect(second.ids == first.ids)
  }

  @Test("A second run adds nothing to the file, and repairs a truncated line")
  func writesOnce() async throws {
    let fixture = try EpisodeFixture(questions: 4)
    let first = try await fixture.run()
    let again = try await fixture.run()
    #expect(again.bytes == first.bytes)
    #expect(again.counts.written == 0)
    let path = fixture.folder.path(of: "e.jsonl")
    FileSystem.remove(path)
    try fixture.folder.write(Array(first.bytes.dropLast(500)), to: "e.jsonl")
    let mended = try await fixture.run()
    #expect(mended.bytes == first.bytes)
    #expect(mended.counts.written == 1)
    FileSystem.remove(path)
    try fixture.folder.write("{\"episode_id\":\"other\"}\n", to: "e.jsonl")
    let kept = try await fixture.run()
    #expect(kept.bytes == Array("{\"episode_id\":\"other\"}\n".utf8) + first.bytes)
  }

  @Test("Episodes can be judged again from their traces alone")
  func judgesAgain() async throws {
    let fixture = try EpisodeFixture(questions: 12, habits: "wrong=40%,never=10%,wrong-answers=1")
    let run = try await fixture.run()
    let path = fixture.folder.path(of: "e.jsonl")
    let settings = try #require(EpisodeSettings(fixture.configuration))
    let rejudgement = EpisodeRejudgement(settings: settings)
    let same = try rejudgement.rejudge(path)
    #expect(same.episodes == 12 && same.changed == 0 && same.unreadable == 0)
    #expect(same.verified == run.counts.verified)
    #expect(try FileSystem.contents(of: path) == run.bytes)
    // As an earlier version wrote it: verified without a look at the known answer.
    let old = String(decoding: run.bytes, as: UTF8.self)
      .replacing("\"verified\":false", with: "\"verified\":true")
    try fixture.folder.write(old + "{\"a\": 1}\n", to: "e.jsonl")
    let again = try rejudgement.rejudge(path)
    #expect(again.changed == 12 - run.counts.verified && again.unreadable == 1)
    let bytes = try FileSystem.contents(of: path)
    #expect(bytes == run.bytes + Array("{\"a\": 1}\n".utf8))
  }

  @Test("No further run is asked once the majority cannot change")
  func stopsWhenDecided() async throws {
    let fixture = try EpisodeFixture(
      questions: 3, members: #""stop_when_decided": true, "n_consistency": 7"#)
    let run = try await fixture.run()
    #expect(run.verified == [true, true, true])
    #expect(run.answers.map(\.count) == [5, 5, 5])
    #expect(run.episodes.allSatisfy { $0["triangulation"]?["n_consistency_runs"]?.int == 7 })
    // Two turns for each of five runs.
    #expect(run.outcome.calls.sent == 3 * 5 * 2)
  }

  @Test("The run stops at the wanted number of verified questions, not later")
  func stopsAtEnough() async throws {
    let habits = "wrong=30%"
    let all = try await EpisodeFixture(questions: 20, habits: habits).run()
    let fixture = try EpisodeFixture(questions: 20, habits: habits)
    fixture.wantedVerified = 4
    let run = try await fixture.run()
    #expect(run.outcome.ending == .complete)
    #expect(run.verified.count { $0 } == 4)
    #expect(run.verified.last == true)
    #expect(run.ids == Array(all.ids.prefix(run.ids.count)))
  }

  @Test("A question's difficulty decides how many runs it gets, three at least")
  func followsDifficulty() async throws {
    let fixture = try EpisodeFixture(
      questions: 2, members: #""dynamic_triangulation": true"#)
    let run = try await fixture.run()
    #expect(run.answers.map(\.count) == [4, 5])
    #expect(run.episodes.map { $0["triangulation"]?["n_consistency_runs"]?.int } == [3, 4])
  }

  @Test("A temporary failure leaves the question for the next run")
  func leavesPassingFailures() async throws {
    let fixture = try EpisodeFixture(
      questions: 8, further: #""retry": {"max_attempts": 1}"#)
    fixture.rehearsal.faults = RehearsalFaults([.truncatedJSON: 0.05])
    let first = try await fixture.run()
    #expect(first.counts.leftOut > 0)
    #expect(first.episodes.count == 8 - first.counts.leftOut)
    fixture.rehearsal.faults = RehearsalFaults()
    let second = try await fixture.run()
    #expect(second.episodes.count == 8)
    #expect(Set(second.ids).count == 8)
    #expect(second.bytes.starts(with: first.bytes))
  }
}
