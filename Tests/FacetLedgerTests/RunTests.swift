import FacetLedger
import FacetPlatform
import Glibc
import Testing

@Suite("Runs")
struct RunTests {
  let folder = TestFolder()

  @Test("An unfinished run resumes with its start, its path and its generation")
  func resumes() async throws {
    let first = try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      try await ledger.beginRun(.sample(startedAt: 1000, datasetPath: "data/1.json"))
    }
    #expect(!first.isResumed && !first.isComplete)
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      let second = try await ledger.beginRun(
        .sample(startedAt: 2000, datasetPath: "data/2.json"))
      #expect(second.isResumed && !second.isComplete)
      #expect(second.run == first.run)
      #expect(second.run.startedAt.seconds == 1000)
      #expect(second.run.datasetPath == "data/1.json")
      #expect(second.session != first.session)
      let other = try await ledger.beginRun(.sample(2))
      #expect(other.run.id != first.run.id)
    }
  }

  @Test(
    "Only a complete run is complete; a run in any other state resumes",
    arguments: [
      (LedgerRun.State.complete, true), (.stopped, false), (.interrupted, false),
      (.failed, false), (.running, false),
    ])
  func states(state: LedgerRun.State, isComplete: Bool) async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      let first = try await ledger.beginRun(.sample())
      try await ledger.endRun(
        first.session, state: state, reason: "why", counters: SessionCounters(),
        at: Timestamp(seconds: 5000))
      let run = try #require(try ledger.runs().first).run
      #expect(run.state == state && run.exitReason == "why")
      #expect(run.endedAt?.seconds == 5000)
      let second = try await ledger.beginRun(.sample())
      #expect(second.isComplete == isComplete && second.isResumed == !isComplete)
      #expect(second.run.id == first.run.id)
      #expect(second.run.state == (isComplete ? .complete : .running))
      #expect(second.run.endedAt == (isComplete ? Timestamp(seconds: 5000) : nil))
    }
  }

  @Test("A fresh run has a generation of its own, and is resumed without asking again")
  func fresh() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      let plain = try await ledger.beginRun(.sample())
      let fresh = try await ledger.beginRun(.sample(isFresh: true))
      #expect(plain.run.generation == 0 && fresh.run.generation == 1)
      #expect(!fresh.isResumed && fresh.run.id != plain.run.id)
      let resumed = try await ledger.beginRun(.sample())
      #expect(resumed.isResumed && resumed.run == fresh.run)
      #expect(try await ledger.beginRun(.sample(isFresh: true)).run.generation == 2)
    }
  }

  @Test("A run's totals are the sums of its sessions, and known without an orderly end")
  func totals() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      let first = try await ledger.beginRun(.sample())
      let counters = SessionCounters(
        cellsDone: 10, cellsFailed: 1, requestsSent: 12, requestsFailed: 2, requestsRetried: 1,
        elapsed: .milliseconds(1500))
      ledger.record(SessionCounters(cellsDone: 3), of: first.session)
      ledger.record(counters, of: first.session)
      try await ledger.flush()
      let second = try await ledger.beginRun(.sample())
      try await ledger.endRun(
        second.session, state: .complete,
        counters: SessionCounters(
          cellsDone: 40, cellsReused: 10, requestsSent: 30, elapsed: .milliseconds(700)))
      let summary = try #require(try ledger.runs().first)
      #expect(summary.sessions == 2)
      #expect(summary.isActive)
      #expect(
        summary.totals
          == SessionCounters(
            cellsDone: 40, cellsReused: 10, cellsFailed: 0, requestsSent: 42, requestsFailed: 2,
            requestsRetried: 1, elapsed: .milliseconds(2200)))
    }
  }

  @Test("A run is not active once its process is gone")
  func inactive() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      _ = try await ledger.beginRun(.sample())
      #expect(try ledger.runs().map(\.isActive) == [true])
      try SQLiteFile(folder.ledger).execute("UPDATE session SET process_id = 4194305")
      #expect(try ledger.runs().map(\.isActive) == [false])
      try SQLiteFile(folder.ledger).execute(
        "UPDATE session SET process_id = 1, process_started = NULL")
      let error = await #expect(throws: LedgerError.self) {
        try await ledger.beginRun(.sample())
      }
      guard case .held(let holders)? = error?.kind else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(holders.map(\.process.processID) == [1])
      #expect(try ledger.runs().map(\.sessions) == [1])
      #expect(try await ledger.beginRun(.sample(), joins: true).holders == holders)
      // Another run of the same ledger is not held.
      #expect(try await ledger.beginRun(.sample(2)).isShared)
    }
  }

  @Test("A run is not held by a later process with its holder's number")
  func reusedNumber() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      _ = try await ledger.beginRun(.sample())
      let file = try SQLiteFile(folder.ledger)
      let parent = ProcessIdentity.local(processID: getppid())
      let ticks = try #require(parent.startTicks)
      try file.execute(
        "UPDATE session SET process_id = \(parent.processID), process_started = \(ticks + 1)")
      #expect(try await ledger.beginRun(.sample()).holders.isEmpty)
      // Of a session of an earlier version only its start is known.
      try file.execute(
        """
        UPDATE session SET process_started = NULL, started_at = '2020-01-01T00:00:00Z',
          process_id = \(parent.processID)
        """)
      #expect(try await ledger.beginRun(.sample()).holders.isEmpty)
      try file.execute("UPDATE session SET process_started = \(ticks) WHERE id = 1")
      let error = await #expect(throws: LedgerError.self) {
        try await ledger.beginRun(.sample())
      }
      #expect(error?.message.contains("process \(parent.processID)") == true)
    }
  }

  @Test("Another host's process holds a run as long as it renews its session")
  func lease() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      _ = try await ledger.beginRun(.sample())
      let file = try SQLiteFile(folder.ledger)
      try file.execute("UPDATE session SET host = 'elsewhere'")
      await #expect(throws: LedgerError.self) { try await ledger.beginRun(.sample()) }
      try file.execute("UPDATE session SET renewed_at = '2020-01-01T00:00:00Z'")
      #expect(try await ledger.beginRun(.sample()).holders.isEmpty)
    }
  }

  @Test("Nothing is removed while a run uses the ledger")
  func pruningHeld() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      let run = try await ledger.beginRun(.sample())
      try await ledger.record(.sample(.number(1), session: run.session))
      let file = try SQLiteFile(folder.ledger)
      try file.execute("UPDATE session SET process_id = 1, process_started = NULL")
      let pruning = LedgerPruning(before: Timestamp(seconds: .max / 4))
      let error = await #expect(throws: LedgerError.self) { try await ledger.prune(pruning) }
      #expect(error?.message.contains("process 1") == true)
      #expect(try ledger.completion(for: .number(1)) != nil)
      #expect(try await ledger.prune(LedgerPruning(rehearsalsOnly: true)).completions == 0)
      try file.execute("UPDATE session SET ended_at = started_at")
      #expect(try await ledger.prune(pruning).completions == 1)
    }
  }

  @Test("Pruning removes what both conditions name, and keeps active runs")
  func pruning() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      let paid = try await ledger.beginRun(.sample(1))
      let rehearsal = try await ledger.beginRun(.sample(2, mode: .rehearsal))
      for (number, session, time) in [
        (0, paid.session, 100), (1, paid.session, 300), (2, rehearsal.session, 100),
        (3, rehearsal.session, 300),
      ] {
        try await ledger.record(
          .sample(.number(number), session: session, createdAt: Timestamp(seconds: time)))
      }
      let keys = (0..<4).map { LedgerKey.number($0) }
      #expect(try await ledger.prune(LedgerPruning()) == PrunedRows())
      let old = LedgerPruning(before: Timestamp(seconds: 200), rehearsalsOnly: true)
      #expect(try await ledger.prune(old).completions == 1)
      #expect(try ledger.storedKeys(among: keys) == [keys[0], keys[1], keys[3]])
      let active = try await ledger.prune(LedgerPruning(rehearsalsOnly: true))
      #expect(active.completions == 1 && active.runs == 0)
      try await ledger.endRun(
        rehearsal.session, state: .complete, counters: SessionCounters())
      #expect(try await ledger.prune(LedgerPruning(rehearsalsOnly: true)).runs == 1)
      #expect(
        try await ledger.prune(LedgerPruning(before: Timestamp(seconds: 200))).completions == 1)
      #expect(try ledger.storedKeys(among: keys) == [keys[1]])
      #expect(try ledger.runs().map(\.run.id) == [paid.run.id])
      try await ledger.compact()
      #expect(try ledger.completion(for: keys[1]) != nil)
    }
  }
}
