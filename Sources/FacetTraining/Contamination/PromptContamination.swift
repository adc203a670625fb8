package import FacetModels
internal import FacetPlatform

/// Looks for banned terms and benchmark texts in prompts before they are sent.
package final class PromptContamination: Sendable {
  private let check: Lock<ContaminationCheck>
  /// The parts of the configuration's prompts with a banned term, the longest first.
  private let ownParts: [String]

  /// - Parameter own: The configuration's prompts, which contaminate nothing.
  /// - Throws: ``TrainingError`` for a benchmark that cannot be read.
  package init(_ rules: ContaminationRules, own: [String]) throws(TrainingError) {
    var check = try ContaminationCheck(rules)
    check.exclude(prompts: own)
    var parts: Set<String> = []
    for literal in own.flatMap({ ContaminationCheck.literals(of: $0) }) {
      let part = String(
        literal.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
      if check.term(in: part) != nil { parts.insert(part) }
    }
    ownParts = parts.sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
    self.check = Lock(check)
  }

  /// What a prompt contains, or `nil`; system messages are the configuration's own.
  package func finding(in messages: [ChatMessage]) -> String? {
    check.withLock { check in
      for message in messages where message.role != .system {
        for case .text(let text) in message.content {
          var rest = text
          for part in ownParts { rest = rest.replacing(part, with: "|") }
          if let found = check.finding(in: rest, isUser: message.role == .user) {
            return found.name
          }
        }
      }
      return nil
    }
  }
}
