internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform
internal import FoundationEssentials

/// The programs of the user's that score: one process a program, which reads a row as JSON per line
/// and answers `{"id": …, "score": …}` or `{"id": …, "score": null, "reason": …}` per line.
///
/// They are the user's own, so they run with the user's rights and network, without a box; of the
/// environment they get no variable that may hold a key.
final class ScoringPrograms: Sendable {
  /// One row at a time for each program: a row that waited behind another would use its time up, and
  /// would be lost with a program that the other one ended.
  private let gates = Lock<[[String]: BoxGate]>([:])
  private let running = Lock<[[String]: ScoringProgram]>([:])
  private let numbers = Lock(0)

  /// What a program needs and this machine lacks, worded to follow "needs"; `nil` for nothing.
  static func missing(_ rule: Scorer.ProgramRule) -> String? {
    guard let name = rule.command.first else { return "a command" }
    guard path(of: name) == nil else { return nil }
    let hint =
      name.contains(" ") ? "; write a program and its arguments as an array" : ""
    return "the program '\(name)', which is not on PATH\(hint)"
  }

  /// The file of a program: the path itself, or the first of its name on `PATH`.
  static func path(of name: String) -> String? {
    if name.contains("/") {
      let path = FileSystem.absolute(name, in: FileSystem.workingDirectory)
      return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }
    let folders = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    return folders.split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  func scores(of completions: [ScoredCompletion], by rule: Scorer.ProgramRule) async -> [Score] {
    var scores: [Score] = []
    for completion in completions {
      let number = numbers.withLock { numbers in
        numbers += 1
        return numbers
      }
      var row = completion.row()
      row["id"] = .number(JSONNumber(number))
      let line = JSONValue.object(row).line
      scores.append(
        await gate(of: rule.command).run { await score(of: line, numbered: number, by: rule) })
    }
    return scores
  }

  private func gate(of command: [String]) -> BoxGate {
    gates.withLock { gates in
      if let gate = gates[command] { return gate }
      let gate = BoxGate(width: 1)
      gates[command] = gate
      return gate
    }
  }

  private func score(
    of line: [UInt8], numbered number: Int, by rule: Scorer.ProgramRule
  ) async -> Score {
    let program: ScoringProgram
    do throws(SystemError) {
      program = try self.program(rule)
    } catch {
      return Score(.commandFailed, detail: error.description)
    }
    let score = await program.score(of: line, numbered: number, within: rule.timeout)
    if program.hasEnded {
      running.withLock { if $0[rule.command] === program { $0[rule.command] = nil } }
    }
    return score
  }

  /// The running program of a command, started if there is none.
  private func program(_ rule: Scorer.ProgramRule) throws(SystemError) -> ScoringProgram {
    if let program = running.withLock({ $0[rule.command] }), !program.hasEnded { return program }
    let program = try ScoringProgram(rule.command)
    running.withLock { $0[rule.command] = program }
    return program
  }
}

/// A running program that scores.
final class ScoringProgram: Sendable {
  private typealias Waiter = CheckedContinuation<Score, Never>

  private struct State: Sendable {
    var waiters: [Int: Waiter] = [:]
    var output: [UInt8] = []
    var lastWords = ""
    var end: String?
  }

  private let state: Lock<State>
  private let process: ChildProcess

  /// The variables that a program gets; no other variable can hold a key that reaches it.
  private static let variables: Set<String> = [
    "PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "USER", "VIRTUAL_ENV",
    "PYTHONPATH", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "HF_HOME",
  ]

  init(_ command: [String]) throws(SystemError) {
    let state = Lock(State())
    self.state = state
    var arguments = command
    arguments[0] = ScoringPrograms.path(of: command[0]) ?? command[0]
    let environment = ProcessInfo.processInfo.environment.filter {
      Self.variables.contains($0.key)
    }
    process = try ChildProcess(
      ChildProcess.Command(
        arguments,
        // Python would keep its lines until it ends, and every row would take too long.
        environment: environment.map { "\($0.key)=\($0.value)" }.sorted()
          + ["PYTHONUNBUFFERED=1"])
    ) { Self.take($0, state) }
  }

  deinit { process.kill() }

  /// Whether it answers no more.
  var hasEnded: Bool { state.withLock { $0.end != nil } }

  /// Sends a row and waits for its answer; a program that takes too long is ended.
  func score(of line: [UInt8], numbered number: Int, within time: Duration) async -> Score {
    let timer = WakeTimer { [state, process] in
      let waiter = state.withLock { state in
        state.end = state.end ?? "the time limit"
        return state.waiters.removeValue(forKey: number)
      }
      process.kill()
      waiter?.resume(returning: Score(.timeout))
    }
    timer.set(after: time)
    return await withCheckedContinuation { waiter in
      let end = state.withLock { state in
        if state.end == nil { state.waiters[number] = waiter }
        return state.end
      }
      if let end {
        waiter.resume(returning: Score(.commandFailed, detail: "it ended by \(end)"))
      } else {
        process.send(line)
      }
    }
  }

  /// The longest line and the longest message that are kept.
  private static let longestLine = 1 << 20
  private static let longestWords = 300

  private static func take(_ event: ChildProcess.Event, _ state: Lock<State>) {
    let answered = state.withLock { state -> [(Waiter, Score)] in
      switch event {
      case .output(let bytes):
        state.output += bytes
        return lines(of: &state).compactMap { answer($0, &state) }
      case .errorOutput(let bytes):
        let words = String(decoding: bytes, as: UTF8.self)
        state.lastWords = String((state.lastWords + words).suffix(longestWords))
        return []
      case .ended(let status):
        state.end = state.end ?? "\(status)"
        let words = state.lastWords.split(separator: "\n").last.map { ": \($0)" } ?? ""
        let score = Score(.commandFailed, detail: "it ended by \(status)\(words)")
        defer { state.waiters = [:] }
        return state.waiters.values.map { ($0, score) }
      }
    }
    for (waiter, score) in answered { waiter.resume(returning: score) }
  }

  private static func lines(of state: inout State) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    while let end = state.output.firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(Array(state.output[..<end]))
      state.output.removeFirst(end + 1)
    }
    if state.output.count > longestLine { state.output = [] }
    return lines
  }

  /// The waiter that a line means to answer although it is no JSON. One row is asked about at a time,
  /// so it is the one that waits.
  private static func unreadable(_ line: [UInt8], _ state: inout State) -> (Waiter, Score)? {
    let text = String(decoding: line, as: UTF8.self)
    guard text.hasPrefix("{"), text.contains("\"score\""),
      let (number, waiter) = state.waiters.first
    else { return nil }
    state.waiters[number] = nil
    return (waiter, noNumber(text))
  }

  private static func noNumber(_ said: String) -> Score {
    Score(.commandFailed, detail: "it said a score that is no number: \(said.prefix(80))")
  }

  /// The waiter that a line answers; other lines are no answers.
  private static func answer(_ line: [UInt8], _ state: inout State) -> (Waiter, Score)? {
    guard let answer = try? ResponseJSON.value(of: line) else {
      return unreadable(line, &state)
    }
    guard let number = answer["id"]?.int, let waiter = state.waiters.removeValue(forKey: number)
    else { return nil }
    let reason = answer["reason"]?.string
    guard let score = answer["score"], !score.isNull else {
      // Python writes a number that is none as `NaN`, which is read as null.
      let said = String(decoding: line, as: UTF8.self)
      let isNoNumber = ["NaN", "Infinity"].contains { said.contains($0) } && reason == nil
      return (waiter, isNoNumber ? noNumber(said) : Score(.unsure, detail: reason))
    }
    let value = score.number.flatMap { ScoreValue($0) }
    return (
      waiter,
      value.map { Score($0, detail: reason) }
        ?? noNumber(String(decoding: line, as: UTF8.self))
    )
  }
}
