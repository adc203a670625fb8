import FacetBox
import FacetConfiguration
import FacetJSON
import FacetPlatform
import FacetRehearsal
import FacetTasks
import TestSupport
import Testing

@testable import Facet
@testable import FacetAgents

@Suite("Trials in boxes")
struct BoxTrialTests {
  private static let canRun =
    ["bwrap", "unshare", "prlimit", "setpriv"].allSatisfy { SystemProgram.path(of: $0) != nil }
    && ProcessIdentity.isRoot

  private static func builder(in folder: ScratchFolder) throws -> ImageBuilder {
    var builder = ImageBuilder(store: try BoxStore(folder: folder.path(of: "boxes")))
    builder.defaultBase = BoxImage.hostName
    try builder.store.prepareHost()
    return builder
  }

  @Test(
    "The tests of real tasks give each trial the reward that its plan earns",
    .enabled(if: canRun, "boxes need root, bubblewrap and util-linux here"))
  func gradesTruly() async throws {
    let fixture = try TraceFixture(
      tasks: 4, attempts: 3, members: #""max_turns": 5"#,
      habits: "wrong=20%,never=10%,late=20%,crash=20%,format=20%")
    let builder = try Self.builder(in: fixture.folder)
    let run = try await fixture.run(in: BoxWorkplaces(builder: builder, width: 4))
    #expect(run.outcome.ending == .complete)
    #expect(run.rows.count == 12)
    let teacher = try #require(fixture.rehearsal.teacher)
    for row in run.rows {
      let solved = teacher.solves(planIn: row.text)
      #expect(row["reward"]?.double == solved.map { $0 ? 1 : 0 })
    }
    #expect(FileSystem.names(in: builder.store.folder + "/trials").isEmpty)
  }

  @Test(
    "Stopped trials go on in fresh boxes, and what their commands show is the same",
    .enabled(if: canRun, "boxes need root, bubblewrap and util-linux here"))
  func resumes() async throws {
    let fixture = try TraceFixture(
      tasks: 4, attempts: 2, members: #""max_turns": 4"#, habits: "late=30%,crash=30%")
    fixture.options.gracePeriod = .seconds(60)
    let boxes = BoxWorkplaces(builder: try Self.builder(in: fixture.folder), width: 4)
    var answered = 0
    var last: TraceFixture.Run?
    for round in 1...12 {
      let pipeline = Lock<DataGenerationPipeline?>(nil)
      let places = CountedWorkplaces(boxes) { count in
        if count == 7 * round { pipeline.withLock { $0 }?.stop() }
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
    #expect(final.rows.allSatisfy { $0["reward"]?.double == 1 })
    #expect(answered == final.rows.reduce(0) { $0 + ($1["turns"]?.int ?? 0) })
    #expect(final.summary.sums.values.allSatisfy { $0.divergences == 0 })
  }

  @Test(
    "Each command has a shell of its own, and only files last",
    .enabled(if: canRun, "boxes need root, bubblewrap and util-linux here"))
  func runsCommands() async throws {
    let fixture = try TraceFixture(tasks: 1)
    let places = BoxWorkplaces(builder: try Self.builder(in: fixture.folder), width: 1)
    var rules = AgentRules(kind: .bash)
    rules.outputLimit = 200
    let path = try #require(fixture.tasks.rows.first).path
    let cases: [(command: String, text: String, isError: Bool)] = [
      ("pwd; id -un", "/app\nroot", false), ("true", "(The command printed nothing.)", false),
      ("echo out; echo err >&2; exit 3", "out\nerr\n(exit status 3)", true),
      ("kill -9 $$", "(ended by signal 9)", true),
      ("x=1; cd /tmp; echo kept >/app/kept; sleep 1000 & echo begun", "begun", false),
      ("echo \"[$x]\"; pwd; cat kept; ls /proc | grep -c '^[0-9]'", "[]\n/app\nkept\n", false),
      ("ls /tests /solution 2>/dev/null | wc -l", "0", false),
      ("sleep 1000", "(stopped after 0.5 s)", true),
      ("head -c 5000 /dev/zero | tr '\\0' x", "bytes left out", false),
      ("if", "syntax error", true),
    ]
    try await places.withWorkplace(
      for: try TaskDirectory(path: path), rules: rules
    ) { place in
      for each in cases {
        let limit = Duration.milliseconds(each.command == "sleep 1000" ? 500 : 60_000)
        let seen = try? await place.observation(of: .command(each.command), within: limit)
        #expect(seen?.text.contains(each.text) == true, "\(each.command): \(seen?.text ?? "")")
        #expect(seen?.isError == each.isError, "\(each.command)")
      }
    }
  }
}

/// Places that tell how many commands have begun.
private struct CountedWorkplaces<Base: Workplaces>: Workplaces {
  let base: Base
  let onCommand: @Sendable (Int) -> Void
  private let count = Counter()

  init(_ base: Base, onCommand: @escaping @Sendable (Int) -> Void) {
    self.base = base
    self.onCommand = onCommand
  }

  func withWorkplace<Value: Sendable>(
    for task: TaskDirectory, rules: AgentRules,
    _ body: @Sendable (any Workplace) async -> Value
  ) async throws(BoxError) -> Value {
    try await base.withWorkplace(for: task, rules: rules) { place in
      await body(
        CountedWorkplace(base: place) { onCommand(count.next()) })
    }
  }

  private final class Counter: Sendable {
    private let value = Lock(0)

    func next() -> Int {
      value.withLock {
        $0 += 1
        return $0
      }
    }
  }
}

private struct CountedWorkplace: Workplace {
  let base: any Workplace
  let begin: @Sendable () -> Void

  func observation(
    of action: AgentAction, within time: Duration
  ) async throws(BoxError) -> Observation {
    begin()
    return try await base.observation(of: action, within: time)
  }

  func grade() async throws(BoxError) -> TaskGrade {
    try await base.grade()
  }
}
