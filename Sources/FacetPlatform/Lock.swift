internal import Glibc

/// A value that one thread at a time may read or change.
///
/// Decide under the lock; wait, resume and call out after it. It is a pthread mutex because the
/// thread sanitizer does not see through `Synchronization.Mutex` on Linux.
@safe
package final class Lock<Value>: @unchecked Sendable where Value: Sendable {
  // `@unchecked Sendable`: every access to `value` happens between pthread_mutex_lock and
  // pthread_mutex_unlock, which POSIX documents to synchronise memory between threads.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private var value: Value

  package init(_ value: Value) {
    unsafe mutex = .allocate(capacity: 1)
    let status = unsafe pthread_mutex_init(mutex, nil)
    precondition(status == 0, "a mutex with default attributes can always be made")
    self.value = value
  }

  deinit {
    unsafe pthread_mutex_destroy(mutex)
    unsafe mutex.deallocate()
  }

  /// Runs `body` with the value locked and returns its result.
  package func withLock<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return try body(&value)
  }

  /// The same without waiting: `nil` if another thread holds the lock.
  package func withLockIfFree<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    guard unsafe pthread_mutex_trylock(mutex) == 0 else { return nil }
    defer { unsafe pthread_mutex_unlock(mutex) }
    return try body(&value)
  }
}
