import FacetJSON
import FacetPlatform

@testable import FacetCSV

/// Sessions that understand `submit(NUMBER)` and what a rehearsed teacher does to it, and nothing
/// else of Python.
final class ScriptedSessions: CodeSessions {
  private let state = Lock((sessions: 0, executions: 0, codes: Set<String>()))
  /// Resumed once that many pieces of code have run.
  private let waiter = Lock<(count: Int, continuation: CheckedContinuation<Void, Never>)?>(nil)
  /// Code of earlier turns that the machine cuts short once; what follows in that session misses
  /// its variables.
  private let losing: Lock<Set<String>>
  /// Added to every answer: another value for code that does not repeat itself.
  let drift: Int

  init(drift: Int = 0, losing codes: Set<String> = []) {
    self.drift = drift
    losing = Lock(codes)
  }

  /// All code that was run.
  var codes: Set<String> { state.withLock { $0.codes } }

  var executions: Int { state.withLock { $0.executions } }
  var sessions: Int { state.withLock { $0.sessions } }

  /// Returns once a number of pieces of code have run.
  func executed(_ count: Int) async {
    await withCheckedContinuation { continuation in
      waiter.withLock { $0 = (count, continuation) }
      resumeWaiter()
    }
  }

  private func resumeWaiter() {
    let executions = executions
    let continuation = waiter.withLock { waiter -> CheckedContinuation<Void, Never>? in
      guard let waiting = waiter, executions >= waiting.count else { return nil }
      waiter = nil
      return waiting.continuation
    }
    continuation?.resume()
  }

  func withSession<Value: Sendable>(
    on source: CSVSource, _ body: @Sendable (any CodeSession) async throws -> Value
  ) async throws -> Value {
    state.withLock { $0.sessions += 1 }
    return try await body(Session(sessions: self))
  }

  private struct Session: CodeSession {
    let sessions: ScriptedSessions
    private let isLost = Lock(false)

    init(sessions: ScriptedSessions) {
      self.sessions = sessions
    }

    func execute(_ code: String) async -> CodeExecution {
      sessions.state.withLock { state in
        state.executions += 1
        state.codes.insert(code)
      }
      sessions.resumeWaiter()
      if sessions.losing.withLock({ $0.remove(code) }) != nil {
        isLost.withLock { $0 = true }
        return CodeExecution(failure: .crashed(reason: "the sandbox was restarted"))
      }
      if isLost.withLock({ $0 }) {
        return CodeExecution(failure: .raised(type: "NameError", message: "rows"))
      }
      if code.contains("os.kill") {
        return CodeExecution(failure: .crashed(reason: "killed"), seconds: 0.5)
      }
      guard let call = code.split(separator: "\n").last(where: { $0.hasPrefix("submit(") }),
        let right = Int(call.dropFirst("submit(".count).dropLast())
      else { return CodeExecution(standardOutput: "(10, 2)\n", seconds: 0.25) }
      let wrong = code.split(separator: "\" no\" * ").dropFirst().first?.first?.wholeNumberValue
      let answer = JSONValue.number(JSONNumber(right + 100_000 * (wrong ?? 0) + sessions.drift))
      return CodeExecution(
        hooks: [CodeHook(name: "n", value: answer, valueHash: answer.text)],
        submissions: [SubmittedAnswer(value: answer, hash: answer.text)], seconds: 0.25)
    }
  }
}
