internal import FacetBox
internal import FacetConfiguration
internal import FacetTasks

/// A box in which each command has a shell of its own; files last, processes do not.
struct BoxWorkplace: Workplace {
  let trial: TaskTrial
  let layer: BoxLayer
  let rules: AgentRules
  let slots: BoxSlots

  /// Runs a text by bash, or by the plain shell where there is none.
  private static let shell = """
    exec 2>&1
    if command -v bash >/dev/null; then exec bash -c "$1"; fi
    exec sh -c "$1"
    """

  func observation(
    of action: AgentAction, within time: Duration
  ) async throws(BoxError) -> Observation {
    guard case .command(let command) = action else {
      preconditionFailure("this workplace has no terminal")
    }
    var run = trial.agentRun(["/bin/sh", "-c", Self.shell, "sh", command], in: layer)
    run.limits.time = time
    run.limits.output = max(run.limits.output, 4 * rules.outputLimit)
    let ready = run
    let result = try await slots.withSlot { () async -> Result<ConfinedResult, BoxError> in
      do throws(BoxError) {
        return .success(try await Self.result(of: ready))
      } catch {
        return .failure(await blamed(error))
      }
    }.get()
    return CommandText.observation(
      of: result, limit: time, outputLimit: rules.outputLimit)
  }

  /// An error of a box, or the machine's own if no other box starts either.
  private func blamed(_ error: BoxError) async -> BoxError {
    do throws(BoxError) {
      try await trial.store.tryBox()
      return error
    } catch {
      var own = error
      own.isOfMachine = true
      return own
    }
  }

  func grade() async throws(BoxError) -> TaskGrade {
    try await slots.withSlot { () async -> Result<TaskGrade, BoxError> in
      do throws(BoxError) {
        return .success(try await Self.grade(of: layer, in: trial))
      } catch {
        return .failure(error)
      }
    }.get()
  }

  /// Files are copied and looked through: not on the thread that serves requests.
  @concurrent
  private static func result(of run: BoxRun) async throws(BoxError) -> ConfinedResult {
    try await run.run()
  }

  @concurrent
  private static func grade(
    of layer: BoxLayer, in trial: TaskTrial
  ) async throws(BoxError) -> TaskGrade {
    try await trial.grade(of: layer)
  }
}
