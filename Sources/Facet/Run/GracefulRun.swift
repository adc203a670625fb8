internal import FacetPlatform

/// Runs work that a ``RunControl`` may stop: gracefully, then for good after the grace period.
struct GracefulRun {
  let control: RunControl
  let gracePeriod: Duration

  private typealias Outcome = Result<GeneratedDataset, RunError>

  /// - Returns: The result of the work, even if it was asked to stop.
  func run(
    _ work: @escaping @Sendable () async throws(RunError) -> GeneratedDataset
  ) async throws(RunError) -> GeneratedDataset {
    let outcome = await withTaskCancellationHandler {
      // The first child is the work, the second ends when the work must end. Whichever finishes
      // first cancels the other; the work's result is awaited either way.
      await withTaskGroup(of: Outcome?.self) { group -> Outcome in
        group.addTask {
          do throws(RunError) {
            return .success(try await work())
          } catch {
            return .failure(error)
          }
        }
        group.addTask {
          await waitUntilGraceIsOver()
          return nil
        }
        while let outcome = await group.next() {
          group.cancelAll()
          if let outcome { return outcome }
        }
        preconditionFailure("the work always has an outcome")
      }
    } onCancel: {
      control.enter(.cancelled)
    }
    return try outcome.get()
  }

  /// Returns when requests in flight must be abandoned, or when this task is cancelled.
  private func waitUntilGraceIsOver() async {
    let (phases, feed) = AsyncStream.makeStream(of: RunControl.Phase.self)
    let timer = WakeTimer { [weak control] in control?.enter(.cancelled) }
    control.observe { phase in
      if phase == .draining { timer.set(after: gracePeriod) }
      feed.yield(phase)
    }
    for await phase in phases where phase == .cancelled { return }
  }
}
