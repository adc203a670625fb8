internal import FacetJSON

extension ConfigurationNode {
  /// Sets an option's value at its path, creating missing objects on the way.
  ///
  /// A top-level `model_config` created by the option starts from the default.
  ///
  /// - Returns: The mistake in the option's path, or `nil`.
  mutating func apply(_ override: ConfigurationOverride) -> Mistake? {
    let keys = override.keys
    if keys.first == "model_config", keys.count > 1, plain["model_config"] == nil {
      let model = ConfigurationNode(
        .object(TaskConfiguration.defaultModelConfig), origin: Origin(location: origin.location))
      set(model, at: ["model_config"][...], option: override.source)
    }
    return put(override, at: keys[...], named: "the configuration")
  }

  private mutating func set(_ value: ConfigurationNode, at keys: ArraySlice<String>, option: String)
  {
    guard case .object(var members) = content, let key = keys.first else { return }
    members.append(
      Member(key: key, keyOrigin: Origin(location: origin.location, option: option), value: value))
    content = .object(members)
  }

  private mutating func put(
    _ override: ConfigurationOverride, at keys: ArraySlice<String>, named name: String
  ) -> Mistake? {
    guard let key = keys.first else {
      self = ConfigurationNode(
        override.value, origin: Origin(location: origin.location, option: override.source))
      return nil
    }
    switch content {
    case .object(var members):
      defer { content = .object(members) }
      // A key in the file may contain dots, as model names do.
      for length in stride(from: keys.count, to: 0, by: -1) {
        let joined = keys.prefix(length).joined(separator: ".")
        if let index = members.firstIndex(where: { $0.key == joined }) {
          return members[index].value.put(
            override, at: keys.dropFirst(length), named: joined)
        }
      }
      let here = Origin(location: origin.location, option: override.source)
      var member = Member(
        key: key, keyOrigin: here,
        value: ConfigurationNode(content: keys.count == 1 ? .null : .object([]), origin: here))
      let mistake = member.value.put(override, at: keys.dropFirst(), named: key)
      members.append(member)
      return mistake
    case .array(var elements):
      guard let index = Int(key), 0...elements.count ~= index else {
        return .noElement(key, in: name, count: elements.count)
      }
      if index == elements.count {
        let here = Origin(location: origin.location, option: override.source)
        elements.append(
          ConfigurationNode(content: keys.count == 1 ? .null : .object([]), origin: here))
      }
      let mistake = elements[index].put(override, at: keys.dropFirst(), named: "\(name).\(key)")
      content = .array(elements)
      return mistake
    case .null:
      content = .object([])
      origin.option = override.source
      return put(override, at: keys, named: name)
    default:
      return .notAContainer(name, kind: kindDescription)
    }
  }
}
