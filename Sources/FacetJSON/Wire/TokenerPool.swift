internal import FacetPlatform

/// Tokeners that wait for the next body: making one costs as much as reading a short body.
final class TokenerPool: Sendable {
  static let shared = TokenerPool()

  /// One tokener is enough for each thread that reads at the same time.
  private static let capacity = 16

  private let idle = Lock<[Seat]>([])

  /// Returns what `body` returns of a tokener that nobody else has meanwhile.
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
