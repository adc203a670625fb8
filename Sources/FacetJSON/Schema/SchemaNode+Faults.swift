internal import FacetPlatform

extension SchemaNode {
  /// The first condition on a value itself, without its members and elements, that it does not meet.
  func firstFault(of value: JSONValue) -> String? {
    if let types, !types.contains(where: { $0.includes(value) }) {
      return SchemaSentence.wrongType(value, types: types)
    }
    if let choices, !choices.contains(where: { $0.isSame(as: value) }) {
      return SchemaSentence.noChoice(value, of: choices)
    }
    if let constant, !constant.isSame(as: value) {
      return SchemaSentence.noChoice(value, of: [constant])
    }
    switch value {
    case .string(let text): return fault(of: text)
    case .number(let number): return fault(of: number)
    case .array(let elements):
      return SchemaSentence.count(elements.count, of: "element", itemCount)
    case .object(let object): return memberFaults(of: object, atMost: 1).first
    case .null, .bool: return nil
    }
  }

  /// All sentences about the value itself; members are named one by one.
  func faults(of value: JSONValue, first: String) -> [String] {
    guard case .object(let object) = value else { return [first] }
    let faults = memberFaults(of: object, atMost: 32)
    return faults.contains(first) ? faults : [first]
  }

  private func fault(of text: String) -> String? {
    if length.least != nil || length.most != nil,
      let fault = SchemaSentence.count(text.unicodeScalars.count, of: "character", length)
    {
      return fault
    }
    guard let pattern else { return nil }
    do throws(TextPatternOverrun) {
      if try pattern.occursSoon(in: text) { return nil }
    } catch {
      return "is too long to be compared with the pattern '\(pattern.text)'"
    }
    return
      "must match the pattern '\(pattern.text)', unlike \(SchemaSentence.text(of: .string(text)))"
  }

  private func fault(of number: JSONNumber) -> String? {
    guard
      minimum != nil || maximum != nil || exclusiveMinimum != nil || exclusiveMaximum != nil
        || multipleOf != nil
    else { return nil }
    let value = ExactDecimal(number)
    let found = SchemaSentence.text(of: .number(number))
    if let minimum, value < minimum.value {
      return "must be at least \(minimum.number.text), not \(found)"
    }
    if let maximum, maximum.value < value {
      return "must be at most \(maximum.number.text), not \(found)"
    }
    if let exclusiveMinimum, value <= exclusiveMinimum.value {
      return "must be more than \(exclusiveMinimum.number.text), not \(found)"
    }
    if let exclusiveMaximum, exclusiveMaximum.value <= value {
      return "must be less than \(exclusiveMaximum.number.text), not \(found)"
    }
    if let multipleOf, !value.isMultiple(of: multipleOf.value) {
      return "must be a multiple of \(multipleOf.number.text), not \(found)"
    }
    return nil
  }

  private func memberFaults(of object: JSONObject, atMost limit: Int) -> [String] {
    var faults: [String] = []
    if !required.isEmpty {
      let present = Set(object.members.map { Array($0.key.utf8) })
      for name in required where !present.contains(Array(name.utf8)) {
        faults.append(SchemaSentence.missingMember(name))
        if faults.count >= limit { return faults }
      }
    }
    if case .refused = additionalProperties {
      for member in object.members where propertyPlaces[Array(member.key.utf8)] == nil {
        faults.append(SchemaSentence.unknownMember(member.key, known: properties.map(\.name)))
        if faults.count >= limit { return faults }
      }
    }
    return faults
  }

  /// The index of the schema for a member or an element of a value.
  func node(for token: String, in value: JSONValue) -> Int? {
    guard case .object = value else { return items }
    if let place = propertyPlaces[Array(token.utf8)] { return properties[place].node }
    if case .matching(let node) = additionalProperties { return node }
    return nil
  }
}
