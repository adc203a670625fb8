internal import FacetJSON

/// What a task's tests said of one attempt.
package struct TaskGrade: Sendable, Hashable {
  /// Named rewards; nil without a valid report, of which ``reason`` tells.
  package var rewards: [String: Double]?
  /// Why there is no reward.
  package var reason: Reason?
  /// The output of the attempt and of the tests, cut in the middle.
  package var log: String
  package var seconds: Double
  /// The plain files that the attempt made or changed.
  var made: [MadeFile] = []

  /// Why tests left no reward.
  package struct Reason: Sendable, Hashable, CustomStringConvertible {
    /// What tells the reasons apart.
    package enum Kind: Sendable, Hashable {
      /// There is no report, or the tests could not be started.
      case missing
      case empty
      /// The tests, or the attempt, ended by a limit.
      case stopped
      case unreadable
    }

    package var kind: Kind
    package var description: String

    package init(_ kind: Kind, _ description: String) {
      self.kind = kind
      self.description = description
    }
  }

  /// A file that an attempt left in its layer.
  struct MadeFile: Sendable, Hashable {
    /// Absolute, in the box.
    var path: String
    /// Whether it can be executed, or has the form of a program.
    var isProgram: Bool
  }

  package init(
    rewards: [String: Double]? = nil, reason: Reason? = nil, log: String, seconds: Double
  ) {
    self.rewards = rewards
    self.reason = reason
    self.log = log
    self.seconds = seconds
  }

  /// The reward called `reward`, or the least of all.
  package var reward: Double? { rewards.flatMap { $0["reward"] ?? $0.values.min() } }

  package var passes: Bool { (reward ?? 0) >= 1 }

  /// Reads what the tests reported: `reward.json` before `reward.txt`.
  ///
  /// - Parameters:
  ///   - json: The bytes of `reward.json`, if there is one.
  ///   - text: The bytes of `reward.txt`, if there is one.
  /// - Returns: The rewards, or why there are none.
  package static func rewards(
    json: [UInt8]?, text: [UInt8]?
  ) -> (rewards: [String: Double]?, reason: Reason?) {
    if let json {
      guard json.contains(where: { $0 > 0x20 }) else {
        return (nil, Reason(.empty, "'reward.json' is empty"))
      }
      guard let object = (try? ResponseJSON.value(of: json))?.object, !object.isEmpty else {
        return (nil, Reason(.unreadable, "'reward.json' is no object of numbers"))
      }
      var rewards: [String: Double] = [:]
      for member in object.members {
        guard let number = member.value.double, number.isFinite else {
          return (
            nil, Reason(.unreadable, "'\(member.key)' in 'reward.json' is no finite number")
          )
        }
        rewards[member.key] = number
      }
      return (rewards, nil)
    }
    guard let text else {
      return (
        nil,
        Reason(.missing, "the tests left neither '/logs/verifier/reward.json' nor 'reward.txt'")
      )
    }
    let word = String(decoding: text, as: UTF8.self).split { $0.isWhitespace }
    guard let first = word.first else { return (nil, Reason(.empty, "'reward.txt' is empty")) }
    guard word.count == 1, let number = Double(first), number.isFinite else {
      return (
        nil, Reason(.unreadable, "'reward.txt' holds no number, but '\(first.prefix(40))'")
      )
    }
    return (["reward": number], nil)
  }
}
