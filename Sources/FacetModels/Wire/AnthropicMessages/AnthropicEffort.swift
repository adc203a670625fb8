/// The request member for a reasoning effort: models differ in their controls for thinking.
enum AnthropicEffort: Equatable {
  /// `thinking` off, which every thinking model accepts.
  case disabled
  /// A number of tokens for thoughts, for models before 4.6.
  case budget(Int)
  /// Thinking at the model's discretion, at an effort; for Claude 4.6 and later.
  case adaptive(effort: String)
  /// Only an effort, for other makers' models that use this wire format.
  case effort(String)

  /// A model's form of an effort; `nil` if it has none.
  ///
  /// - Parameter maxTokens: The output limit, which includes thoughts.
  init?(_ effort: String, model: String, maxTokens: Int) {
    let effort = effort.lowercased()
    guard let version = ClaudeVersion(model) else {
      self = effort == "none" ? .disabled : .effort(effort)
      return
    }
    guard version >= ClaudeVersion(3, 7) else { return nil }
    if effort == "none" {
      self = .disabled
    } else if version >= ClaudeVersion(4, 6) {
      self = .adaptive(effort: effort == "minimal" ? "low" : effort)
    } else {
      // The answer needs room after its thoughts.
      let budget = min(Self.budget(of: effort), max(Self.leastBudget, maxTokens / 2))
      guard budget < maxTokens else { return nil }
      self = .budget(budget)
    }
  }

  /// The effort in `output_config`; `nil` for a model that has none there.
  var output: String? {
    switch self {
    case .adaptive(let effort), .effort(let effort): effort
    case .disabled, .budget: nil
    }
  }

  private static let leastBudget = 1024

  private static func budget(of effort: String) -> Int {
    switch effort {
    case "minimal": leastBudget
    case "low": 2048
    case "medium": 8192
    case "high": 16_384
    default: 32_768
    }
  }
}

/// The version in a Claude model's name: 4.5 of `claude-haiku-4-5-20251001`.
private struct ClaudeVersion: Comparable {
  var major: Int
  var minor: Int

  init(_ major: Int, _ minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// - Returns: `nil` for the name of another model.
  init?(_ model: String) {
    let name = model.lowercased()
    guard let start = name.firstRange(of: "claude-")?.upperBound else { return nil }
    // Numbers of more than two digits are dates.
    let numbers = name[start...].split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
      .prefix { $0.count < 6 || $0.first?.isNumber == false }
      .compactMap { $0.count <= 2 ? Int($0) : nil }
    // A model without a number is newer than all models with special cases.
    self.init(numbers.first ?? .max, numbers.dropFirst().first ?? 0)
  }

  static func < (one: ClaudeVersion, other: ClaudeVersion) -> Bool {
    (one.major, one.minor) < (other.major, other.minor)
  }
}
