package import Facet
package import FacetConfiguration
internal import FacetModels
internal import FacetPlatform

/// How each lane's models submit code: by a tool until the endpoint refuses tools.
package final class CodeModes: Sendable {
  private let choice: CodeToolChoice
  private let lanesWithoutTools = Lock<Set<Int>>([])

  package init(_ choice: CodeToolChoice) {
    self.choice = choice
  }

  /// The mode in which a conversation starts.
  package func first(onLane lane: Int) -> CodeMode {
    switch choice {
    case .tool: .tool
    case .fenced: .fenced
    case .automatic: lanesWithoutTools.withLock { $0.contains(lane) } ? .fenced : .tool
    }
  }

  /// The mode in which to restart; `nil` unless the conversation ended because the endpoint refused
  /// its first request over the tools.
  ///
  /// - Parameters:
  ///   - steps: The number of requests of the conversation.
  ///   - failure: Why it could not continue.
  package func next(
    after mode: CodeMode, onLane lane: Int, steps: Int, failure: StepFailure?
  ) -> CodeMode? {
    guard mode == .tool, choice == .automatic, steps == 1,
      case .failed(let error, _)? = failure, error.kind == .invalidRequest
    else { return nil }
    let words = error.message.lowercased()
    guard words.contains("tool") || words.contains("function") else { return nil }
    lanesWithoutTools.withLock { _ = $0.insert(lane) }
    return .fenced
  }
}
