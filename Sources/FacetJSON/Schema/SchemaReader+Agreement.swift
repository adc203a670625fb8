extension SchemaReader {
  /// Refuses keywords that no value can meet together.
  mutating func checkAgreement(
    of index: Int, _ members: [LocatedMember], at place: SchemaPlace
  ) {
    func location(_ key: String) -> SchemaPlace {
      members.first { $0.key == key }.map(place.member) ?? place
    }
    let node = nodes[index]
    if case .refused = node.additionalProperties {
      for name in node.required where node.propertyPlaces[Array(name.utf8)] == nil {
        add(
          "'required' names '\(name)', which 'properties' lacks and 'additionalProperties' refuses",
          at: location("required"))
      }
    }
    for (counts, least, most) in [
      (node.itemCount, "minItems", "maxItems"), (node.length, "minLength", "maxLength"),
    ] {
      if let low = counts.least, let high = counts.most, low > high {
        add("'\(least)' \(low) is more than '\(most)' \(high)", at: location(least))
      }
    }
    if let low = node.minimum, let high = node.maximum, high.value < low.value {
      add(
        "'minimum' \(low.number.text) is more than 'maximum' \(high.number.text)",
        at: location("minimum"))
    }
    if let types = node.types, !types.isEmpty, let choices = node.choices {
      for choice in choices where !types.contains(where: { $0.includes(choice) }) {
        add(
          "'enum' has \(SchemaSentence.text(of: choice)), which 'type' refuses",
          at: location("enum"))
      }
    }
    if let types = node.types, !types.isEmpty, let constant = node.constant,
      !types.contains(where: { $0.includes(constant) })
    {
      add("'const' is of another type than 'type' says", at: location("const"))
    }
  }
}
