/// One request on its way through the loop, from its submission to its single result.
///
/// `@unchecked Sendable`: the continuation is written once before the call enters the mailbox,
/// whose lock orders that write before every read; only the loop's thread touches the rest.
final class PendingCall: @unchecked Sendable {
  typealias Outcome = Result<HTTPResponse, HTTPError>

  let request: HTTPRequest
  private var continuation: CheckedContinuation<Outcome, Never>?

  /// Whether the loop has received the call; until then it must not touch the continuation.
  var isSubmitted = false
  /// Whether the call was cancelled before its submission.
  var isCancelledEarly = false
  /// Whether the result has been delivered.
  private(set) var isOver = false
  /// The request's destination; set at submission.
  var route: Route?
  /// The header lines to send; set at submission.
  var headers: HeaderList?
  /// The slot it occupies while it is in flight.
  var slot: TransferSlot?

  init(_ request: HTTPRequest) {
    self.request = request
  }

  /// Attaches the continuation; must precede the submission.
  func attach(_ continuation: CheckedContinuation<Outcome, Never>) {
    self.continuation = continuation
  }

  /// Delivers the first result and drops later ones.
  func finish(_ outcome: Outcome) {
    isOver = true
    guard let continuation else { return }
    self.continuation = nil
    continuation.resume(returning: outcome)
  }
}
