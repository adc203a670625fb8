internal import FacetPlatform

/// The form of the rows and the consumer that they are for.
package struct RowForm: Sendable, Hashable {
  /// A consumer with a form of its own.
  package enum Target: String, Sendable, CaseIterable {
    case trl
    case openai
    case together
    case llamafactory
    case verl
    case nemoGym = "nemo_gym"
  }

  /// How the arguments of calls are written.
  package enum Arguments: String, Sendable, CaseIterable {
    case object
    case string
  }

  /// What happens to system messages.
  package enum System: String, Sendable, CaseIterable {
    case keep
    /// Into the first user message.
    case merge
    case drop
  }

  /// What happens to a model's thoughts.
  package enum Reasoning: String, Sendable, CaseIterable {
    case keep
    case drop
  }

  package var target = Target.trl
  /// `nil` for the target's own.
  package var arguments: Arguments?
  package var system = System.keep
  /// A system message that takes the place of each conversation's own; `nil` to keep those.
  package var systemText: String?
  package var reasoning = Reasoning.keep
  package var parquet = false

  package init() {}
}

extension RowForm {
  /// The text of a file that replaces system messages, without the line break at its end.
  package static func systemText(in path: String) throws(TrainingError) -> String {
    var text: String
    do throws(SystemError) {
      text = String(decoding: try FileSystem.contents(of: path), as: UTF8.self)
    } catch {
      throw TrainingError("\(error)")
    }
    while text.last?.isNewline == true { text.removeLast() }
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw TrainingError("'\(path)' holds no text for a system message")
    }
    return text
  }
}
