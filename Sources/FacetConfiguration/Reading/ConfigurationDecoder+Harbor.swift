internal import FacetJSON

extension ConfigurationDecoder {
  /// Reads what an agent of the kind `harbor` asks of Harbor.
  mutating func harbor(in object: ObjectReader, beside perspective: ObjectReader) -> HarborRules {
    for key in ["strategy", "system", "model_config"] {
      guard let member = perspective[key], !member.value.isNull else { continue }
      report(.besideHarbor(key), at: member.keyOrigin)
    }
    let own = Set(KeyTable.harborKeys + ["kind", "timeout_multiplier"])
    for member in object.members where KeyTable.agent.known.contains(member.key) {
      guard !own.contains(member.key) else { continue }
      report(.ofOwnAgents(member.key), at: member.keyOrigin)
    }
    var rules = HarborRules()
    rules.agent = value("name", in: object, .word).value ?? rules.agent
    rules.model = value("model", in: object, .word, allowsNull: true).value
    rules.environment = value("environment", in: object, .word, allowsNull: true).value
    if let options = value("options", in: object, .object, allowsNull: true).value {
      rules.options = options
      for name in options.members.map(\.key) where !Self.isOptionName(name) {
        report(.wrongOptionName(name), at: object["options"]?.value.origin ?? object.origin)
      }
      for member in options.members where SecretShape.isNameOfKey(member.key) {
        guard case .string = member.value else { continue }
        report(.keyInOptions(member.key), at: object["options"]?.value.origin ?? object.origin)
      }
    }
    return rules
  }

  /// Reports what does not fit trials that Harbor runs.
  mutating func reportHarbor(in task: ObjectReader, _ perspectives: [Perspective]) {
    let others = perspectives.filter { $0.agent?.kind != .harbor }
    guard others.count < perspectives.count else { return }
    for perspective in others where perspective.agent != nil {
      report(
        .agentBesideHarbor(perspective.condition),
        at: ConfigurationNode.Origin(location: perspective.location))
    }
    for key in ["model_config", "models", "api_provider", "base_url", "budget", "retry", "on"] {
      if let member = task[key] { report(.taskKeyBesideHarbor(key), at: member.keyOrigin) }
    }
  }

  /// Whether a name is one that Harbor takes for an option of an agent.
  private static func isOptionName(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}

extension ValueRule where Value == String {
  /// An argument of a program, which cannot be taken for an option.
  fileprivate static let word = ValueRule(
    expected: "a text without spaces that does not begin with '-'"
  ) { content in
    guard case .string(let text) = content, let first = text.first, first != "-",
      !text.contains(where: { $0.isWhitespace || $0 == "\0" })
    else { return nil }
    return text
  }
}

extension Mistake {
  fileprivate static func besideHarbor(_ key: String) -> Mistake {
    Mistake(
      "'\(key)' has no use for the agent 'harbor', whose prompts are Harbor's own; name its model "
        + "with 'model' in 'agent'")
  }

  fileprivate static func ofOwnAgents(_ key: String) -> Mistake {
    Mistake("'\(key)' is for the kinds 'bash' and 'terminal'; give Harbor's agent its 'options'")
  }

  fileprivate static func wrongOptionName(_ name: String) -> Mistake {
    Mistake("'\(name)' cannot be the name of an option; use letters, digits and '_'")
  }

  fileprivate static func keyInOptions(_ name: String) -> Mistake {
    Mistake(
      "'\(name)' looks like a key, which options would show to every process; Harbor's agents read "
        + "keys from the environment")
  }

  fileprivate static func agentBesideHarbor(_ condition: String) -> Mistake {
    Mistake(
      "the agent of the perspective '\(condition)' is not of the kind 'harbor', but another one is; "
        + "put them into two configurations")
  }

  fileprivate static func taskKeyBesideHarbor(_ key: String) -> Mistake {
    Mistake(
      "'\(key)' has no use for the agent 'harbor', which makes its own requests; name its model "
        + "with 'model' in 'agent'")
  }

  static func ofHarbor(_ key: String) -> Mistake {
    Mistake("'\(key)' is for the kind 'harbor'")
  }
}
