package import FacetModels
internal import FacetPlatform

/// Looks for banned terms and benchmark texts in prompts before they are sent.
package final class PromptContamination: Sendable {
  private let check: Lock<ContaminationCheck>

  /// - Parameter own: The configuration's prompts, which contaminate nothing.
  /// - Throws: ``TrainingError`` for a benchmark that cannot be read.
  package init(_ rules: ContaminationRules, own: [String]) throws(TrainingError) {
    var check = try ContaminationCheck(rules)
    check.exclude(prompts: own)
    self.check = Lock(check)
  }

  /// What a prompt contains, or `nil`; system messages are the configuration's own.
  package func finding(in messages: [ChatMessage]) -> String? {
    check.withLock { check in
      for message in messages where message.role != .system {
        for case .text(let text) in message.content {
          if let found = check.finding(in: text, isUser: message.role == .user) {
            return found.name
          }
        }
      }
      return nil
    }
  }
}
