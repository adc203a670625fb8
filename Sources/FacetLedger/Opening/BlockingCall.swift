@unsafe @preconcurrency internal import Dispatch

/// Work that blocks its thread, kept off the threads that run tasks.
enum BlockingCall {
  static func result<Value: Sendable>(
    of work: @escaping @Sendable () throws -> Value
  ) async -> Result<Value, any Error> {
    await withCheckedContinuation { continuation in
      DispatchQueue.global(qos: .userInitiated).async {
        continuation.resume(returning: Result { try work() })
      }
    }
  }
}
