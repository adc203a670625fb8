package import Facet
internal import FacetConfiguration
package import FacetConversation
internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

/// Runs a cell's conversation to its end: sends requests through the run's scheduler and ledger,
/// runs code, and stores the results.
///
/// Stored replies and executions are reused from the ledger without a session. A session is opened
/// only to run code that has no stored result; the code of earlier turns runs first to restore its
/// variables, and those repeated results are discarded. If the session loses its variables
/// meanwhile, the restoration starts again.
package struct ConversationRunner: Sendable {
  /// The cell's model, step and file.
  package struct Request: Sendable {
    package var cell: Cell
    package var step: PlannedStep
    package var mode: CodeMode
    package var source: CSVSource

    package init(cell: Cell, step: PlannedStep, mode: CodeMode, source: CSVSource) {
      self.cell = cell
      self.step = step
      self.mode = mode
      self.source = source
    }
  }

  /// A conversation that has ended or cannot continue.
  package struct Outcome: Sendable {
    package var conversation: CodeConversation
    /// The request and response of each turn.
    package var steps: [StepRecord]
    /// Why it could not continue; `nil` if it ended normally.
    package var failure: StepFailure?
  }

  /// If code that once succeeded ends its session this often, its variables are lost: the next
  /// piece is not run, and the model is informed.
  private static let maximumRestorations = 3

  private let sessions: any CodeSessions
  private let asker: StepAsker

  package init(sessions: any CodeSessions, asker: StepAsker) {
    self.sessions = sessions
    self.asker = asker
  }

  /// Runs a conversation from its opening to its end.
  package func outcome(of conversation: CodeConversation, as request: Request) async -> Outcome {
    let beginning = Outcome(conversation: conversation, steps: [])
    let stored = await advanced(beginning, request, session: nil)
    guard stored.failure == nil, case .run = stored.conversation.next else { return stored }
    do {
      var restorations = 0
      while true {
        restorations += 1
        let isLast = restorations == Self.maximumRestorations
        let outcome = try await sessions.withSession(on: request.source) { session -> Outcome? in
          for code in stored.conversation.livingCode {
            let execution = try await session.execute(code)
            guard execution.endedSession else { continue }
            return isLast
              ? await advanced(stored, request, session: LostSession(session)) : nil
          }
          return await advanced(stored, request, session: session)
        }
        if let outcome { return outcome }
      }
    } catch {
      // Without a place to run code, no conversation can continue.
      if !(error is CancellationError) { asker.abort(error) }
      var stopped = stored
      stopped.failure = .stopped
      return stopped
    }
  }

  /// Advances until the conversation ends or fails or, without a session, until it needs code whose
  /// result is not in the ledger.
  private func advanced(
    _ outcome: Outcome, _ request: Request, session: (any CodeSession)?
  ) async -> Outcome {
    var outcome = outcome
    do throws(StepFailure) {
      while true {
        switch outcome.conversation.next {
        case .end:
          return outcome
        case .ask:
          let result = try await asker.result(of: step(of: outcome, request))
          outcome.steps.append(result.record)
          outcome.conversation.take(
            result.completion, id: result.record.fingerprint.description)
        case .run(let code):
          guard let turn = outcome.steps.last?.fingerprint else { return outcome }
          if let stored = try await asker.storedExecution(of: turn).flatMap(Self.execution) {
            outcome.conversation.take(stored)
            continue
          }
          guard let session else { return outcome }
          let execution: CodeExecution
          do {
            execution = try await session.execute(code)
          } catch {
            if !(error is CancellationError) { asker.abort(error) }
            throw .stopped
          }
          let kept = try await asker.keep(execution: execution.json.text, of: turn)
          outcome.conversation.take(Self.execution(kept) ?? execution)
        }
      }
    } catch {
      if case .failed(_, let record) = error { outcome.steps.append(record) }
      outcome.conversation.fail()
      outcome.failure = error
      return outcome
    }
  }

  private func step(of outcome: Outcome, _ request: Request) -> StepRequest {
    StepRequest(
      turnAfter: outcome.steps, of: request.cell, request.step,
      messages: outcome.conversation.messages, tools: request.mode.tools,
      declaredTokens: request.mode.declaredTokens)
  }

  private static func execution(_ text: String) -> CodeExecution? {
    guard let value = try? ResponseJSON.value(of: Array(text.utf8)) else { return nil }
    return CodeExecution(json: value)
  }
}

/// A session whose variables could not be restored: its first piece of code is not run but gets
/// that error.
private final class LostSession: CodeSession {
  private let session: any CodeSession
  private let isTold = Lock(false)

  init(_ session: any CodeSession) {
    self.session = session
  }

  func execute(_ code: String) async throws -> CodeExecution {
    let wasTold = isTold.withLock { isTold in
      defer { isTold = true }
      return isTold
    }
    return wasTold
      ? try await session.execute(code)
      : CodeExecution(
        failure: .crashed(reason: "the variables of earlier turns could not be restored"))
  }
}
