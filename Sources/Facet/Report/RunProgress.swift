/// How far a run is; a moment's view of it.
public struct RunProgress: Sendable, Hashable {
  /// Cells of the run, the reference's left out.
  public var total: Int
  /// Cells that have ended, failed ones included.
  public var done: Int
  /// Cells that have failed.
  public var failed: Int
  /// Answers that were found rather than asked for.
  public var reused: Int
  /// Requests in flight.
  public var inFlight: Int
  /// Requests that wait before they are asked again.
  public var waiting: Int
  /// Requests sent so far.
  public var requests: Int
  /// Requests that ended without an answer.
  public var failedRequests: Int
  /// Tokens as reported so far.
  public var promptTokens: Int
  /// Tokens of answers as reported so far.
  public var completionTokens: Int
  /// Since the run began to send.
  public var elapsed: Duration

  /// The time left at the rate so far; `nil` before the first cell has ended.
  public var remaining: Duration? {
    guard done > 0 else { return nil }
    return elapsed / done * (total - done)
  }
}
