internal import FacetPlatform

/// Idle tokeners, ready for the next body: creating one costs as much as reading a short body.
final class TokenerPool: Sendable {
  static let shared = TokenerPool()

  /// One tokener for each thread that reads at the same time is enough.
  private static let capacity = 16

  private let idle = Lock<[Seat]>([])

  /// Calls `body` with a tokener that nobody else uses meanwhile, and returns its result.
  func withTokener<Result: ~Copyable, Failure: Error>(
    _ body: (inout Tokener) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let seat = idle.withLock { $0.popLast() } ?? Seat()
    defer {
      idle.withLock { idle in
        if idle.count < Self.capacity { idle.append(seat) }
      }
    }
    return try body(&seat.tokener)
  }

  /// Owns a tokener; the pool or one borrower keeps it alive.
  private final class Seat: @unchecked Sendable {
    // `@unchecked Sendable`: json-c keeps all parsing state in the tokener, bound to no thread,
    // and a seat is with one borrower or in the pool.
    var tokener = Tokener(.lenient)
  }
}
