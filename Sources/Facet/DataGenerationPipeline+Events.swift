extension DataGenerationPipeline {
  /// The interval between progress events.
  private static let progressInterval = Duration.milliseconds(100)

  /// Starts the run and returns its events, from its plan to its outcome.
  ///
  /// Progress comes at most ten times a second. Leaving the loop early stops the run.
  ///
  /// - Returns: A sequence that throws ``RunError`` when the input or the output fails.
  public func events() -> AsyncThrowingStream<RunEvent, any Error> {
    AsyncThrowingStream { continuation in
      // The run needs its own task beside the reader of its events; it ends with the stream.
      let run = Task {
        do {
          continuation.yield(.ended(try await runTellingProgress(to: continuation)))
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in run.cancel() }
    }
  }

  private func runTellingProgress(
    to continuation: AsyncThrowingStream<RunEvent, any Error>.Continuation
  ) async throws -> RunOutcome {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        while true {
          try await ContinuousClock().sleep(for: Self.progressInterval)
          continuation.yield(.progress(self.progress))
        }
      }
      defer { group.cancelAll() }
      return try await generateDataset { continuation.yield($0) }
    }
  }
}
