internal import Facet
internal import FacetConfiguration
internal import FacetModels
internal import FacetPlatform

/// How each lane's models submit code: by a tool until the endpoint refuses tools.
final class CodeModes: Sendable {
  private let choice: CSVAnalysis.CodeTool
  private let lanesWithoutTools = Lock<Set<Int>>([])

  init(_ choice: CSVAnalysis.CodeTool) {
    self.choice = choice
  }

  /// The mode in which a conversation starts.
  func first(onLane lane: Int) -> CodeMode {
    switch choice {
    case .tool: .tool
    case .fenced: .fenced
    case .automatic: lanesWithoutTools.withLock { $0.contains(lane) } ? .fenced : .tool
    }
  }

  /// The mode in which to restart; `nil` unless the conversation ended because the endpoint refused
  /// its first request over the tools.
  func next(
    after mode: CodeMode, onLane lane: Int, _ result: ConversationRunner.Outcome
  ) -> CodeMode? {
    guard mode == .tool, choice == .automatic, result.steps.count == 1,
      case .failed(let error, _)? = result.failure, error.kind == .invalidRequest
    else { return nil }
    let words = error.message.lowercased()
    guard words.contains("tool") || words.contains("function") else { return nil }
    lanesWithoutTools.withLock { _ = $0.insert(lane) }
    return .fenced
  }
}
