/// One request on its way through the loop, from its submission to its one result.
///
/// `@unchecked Sendable`: the continuation is written once before the call enters the mailbox,
/// whose lock orders that before every read; all else is touched by the loop's thread alone.
final class PendingCall: @unchecked Sendable {
  typealias Outcome = Result<HTTPResponse, HTTPError>

  let request: HTTPRequest
  private var continuation: CheckedContinuation<Outcome, Never>?

  /// Whether the loop has seen the call; before that it must leave the continuation alone.
  var isSubmitted = false
  /// Whether a cancellation came before the call did.
  var isCancelledEarly = false
  /// Whether the result is out.
  private(set) var isOver = false
  /// Where the request goes; known from its submission on.
  var route: Route?
  /// The header lines to send; known from its submission on.
  var headers: HeaderList?
  /// The slot it occupies while it is in flight.
  var slot: TransferSlot?

  init(_ request: HTTPRequest) {
    self.request = request
  }

  /// Gives the call its continuation; comes before its submission.
  func attach(_ continuation: CheckedContinuation<Outcome, Never>) {
    self.continuation = continuation
  }

  /// Delivers the result, the first time; later ones are dropped.
  func finish(_ outcome: Outcome) {
    isOver = true
    guard let continuation else { return }
    self.continuation = nil
    continuation.resume(returning: outcome)
  }
}
