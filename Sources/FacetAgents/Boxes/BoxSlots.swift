internal import FacetPlatform

/// Limits how many boxes run at the same time.
final class BoxSlots: Sendable {
  private struct State {
    var free: Int
    var waiting: [(id: Int, waiter: CheckedContinuation<Bool, Never>)] = []
    var nextID = 0
    /// Waits that were cancelled before they began.
    var cancelled: Set<Int> = []
  }

  private let state: Lock<State>

  init(count: Int) {
    state = Lock(State(free: max(1, count)))
  }

  /// Runs work in a slot; if the wait is cancelled, the work runs at once, so that it can end.
  func withSlot<Value>(_ body: () async -> Value) async -> Value {
    let hasSlot = await acquire()
    let value = await body()
    if hasSlot { release() }
    return value
  }

  /// - Returns: False if the wait was cancelled.
  private func acquire() async -> Bool {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { waiter in
        let result = state.withLock { state -> Bool? in
          if state.cancelled.remove(id) != nil { return false }
          if state.free > 0 {
            state.free -= 1
            return true
          }
          state.waiting.append((id, waiter))
          return nil
        }
        if let result { waiter.resume(returning: result) }
      }
    } onCancel: {
      let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
        if let place = state.waiting.firstIndex(where: { $0.id == id }) {
          return state.waiting.remove(at: place).waiter
        }
        state.cancelled.insert(id)
        return nil
      }
      waiter?.resume(returning: false)
    }
  }

  private func release() {
    let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      guard !state.waiting.isEmpty else {
        state.free += 1
        return nil
      }
      return state.waiting.removeFirst().waiter
    }
    next?.resume(returning: true)
  }
}
