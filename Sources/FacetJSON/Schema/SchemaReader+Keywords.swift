internal import FacetPlatform

extension SchemaReader {
  /// Reads one keyword.
  mutating func read(_ member: LocatedMember, into index: Int, at place: SchemaPlace) {
    let value = member.value
    switch member.key {
    case "type": nodes[index].types = types(value, at: place)
    case "enum": nodes[index].choices = choices(value, at: place)
    case "const": nodes[index].constant = value.plain
    case "properties": readProperties(value, into: index, at: place)
    case "required": nodes[index].required = names(value, at: place)
    case "additionalProperties": readAdditional(value, into: index, at: place)
    case "items":
      let node = node(of: value, at: place)
      nodes[index].items = node
    case "minItems": nodes[index].itemCount.least = count(member, at: place)
    case "maxItems": nodes[index].itemCount.most = count(member, at: place)
    case "minLength": nodes[index].length.least = count(member, at: place)
    case "maxLength": nodes[index].length.most = count(member, at: place)
    case "minimum": nodes[index].minimum = bound(member, at: place)
    case "maximum": nodes[index].maximum = bound(member, at: place)
    case "exclusiveMinimum": nodes[index].exclusiveMinimum = bound(member, at: place)
    case "exclusiveMaximum": nodes[index].exclusiveMaximum = bound(member, at: place)
    case "multipleOf": nodes[index].multipleOf = divisor(member, at: place)
    case "pattern": nodes[index].pattern = pattern(value, at: place)
    case "anyOf": readAlternatives(value, into: index, at: place)
    case "$defs": readDefinitions(value, of: index, at: place)
    case "$ref": readReference(value, of: index, at: place)
    case "$schema": checkDraft(value, of: index, at: place)
    default: checkOther(member, at: place)
    }
  }

  // MARK: Any value

  private mutating func types(_ value: LocatedValue, at place: SchemaPlace) -> [JSONType]? {
    let names: [LocatedValue]
    switch value.content {
    case .string: names = [value]
    case .array(let elements) where !elements.isEmpty: names = elements
    default:
      add("'type' must be the name of a type or an array of names", at: place)
      return nil
    }
    var types: [JSONType] = []
    for (position, name) in names.enumerated() {
      let here = names.count == 1 ? place : place.element(position, name)
      guard case .string(let text) = name.content, let type = JSONType(rawValue: text) else {
        let known = JSONType.allCases.map(\.rawValue)
        let near = name.plain.string.flatMap { Resemblance.nearest(to: $0, among: known) }
        add(
          near.map { "unknown type '\(name.plain.string ?? "")'; did you mean '\($0)'?" }
            ?? "a type must be one of '\(known.joined(separator: "', '"))'", at: here)
        continue
      }
      if types.contains(type) { add("'type' names '\(text)' twice", at: here) }
      types.append(type)
    }
    return types
  }

  private mutating func choices(_ value: LocatedValue, at place: SchemaPlace) -> [JSONValue]? {
    guard case .array(let elements) = value.content, !elements.isEmpty else {
      add("'enum' must be an array with at least one value", at: place)
      return nil
    }
    choiceCount += elements.count
    guard choiceCount <= Self.maximumCount else {
      add("a schema may have \(Self.maximumCount) values in 'enum' at most", at: place)
      return nil
    }
    return elements.map(\.plain)
  }

  private mutating func readAlternatives(
    _ value: LocatedValue, into index: Int, at place: SchemaPlace
  ) {
    guard case .array(let elements) = value.content, !elements.isEmpty else {
      return add("'anyOf' must be an array with at least one schema", at: place)
    }
    var alternatives: [Int] = []
    for (position, element) in elements.enumerated() {
      alternatives.append(node(of: element, at: place.element(position, element)))
    }
    nodes[index].anyOf = alternatives
  }

  private mutating func checkDraft(_ value: LocatedValue, of index: Int, at place: SchemaPlace) {
    // The supported keywords mean the same in all of these.
    let drafts = ["2020-12", "2019-09", "draft-07", "draft-06"]
    guard case .string(let text) = value.content, text.contains("json-schema.org"),
      drafts.contains(where: text.contains)
    else {
      return add(
        "'$schema' must be 'https://json-schema.org/draft/2020-12/schema' or absent", at: place)
    }
  }

  // MARK: Objects

  private mutating func readProperties(
    _ value: LocatedValue, into index: Int, at place: SchemaPlace
  ) {
    guard case .object(let members) = value.content else {
      return add(
        "'properties' must be an object of schemas, not \(value.plain.kindDescription)", at: place)
    }
    var properties: [SchemaNode.Property] = []
    for member in members {
      let node = node(of: member.value, at: place.member(member))
      properties.append(SchemaNode.Property(name: member.key, node: node))
    }
    nodes[index].properties = properties
    for (place, property) in properties.enumerated() {
      nodes[index].propertyPlaces[Array(property.name.utf8)] = place
    }
  }

  private mutating func names(_ value: LocatedValue, at place: SchemaPlace) -> [String] {
    guard case .array(let elements) = value.content else {
      let isDraft4 = if case .bool = value.content { true } else { false }
      add(
        isDraft4
          ? "'required' must be an array of names, beside 'properties', not a boolean"
          : "'required' must be an array of names, not \(value.plain.kindDescription)", at: place)
      return []
    }
    var names: [String] = []
    var seen: Set<[UInt8]> = []
    for (position, element) in elements.enumerated() {
      let here = place.element(position, element)
      guard case .string(let name) = element.content else {
        add("a name must be a string, not \(element.plain.kindDescription)", at: here)
        continue
      }
      if !seen.insert(Array(name.utf8)).inserted {
        add("'required' names '\(name)' twice", at: here)
      }
      names.append(name)
    }
    return names
  }

  private mutating func readAdditional(
    _ value: LocatedValue, into index: Int, at place: SchemaPlace
  ) {
    switch value.content {
    case .bool(let isAllowed):
      nodes[index].additionalProperties = isAllowed ? .allowed : .refused
    case .object:
      let node = node(of: value, at: place)
      nodes[index].additionalProperties = .matching(node)
    default:
      add(
        "'additionalProperties' must be a boolean or a schema, not \(value.plain.kindDescription)",
        at: place)
    }
  }

  // MARK: Numbers and strings

  private mutating func count(_ member: LocatedMember, at place: SchemaPlace) -> Int? {
    guard case .number(let number) = member.value.content, let count = number.int, count >= 0 else {
      add("'\(member.key)' must be a whole number from 0", at: place)
      return nil
    }
    return count
  }

  private mutating func bound(_ member: LocatedMember, at place: SchemaPlace) -> SchemaNode.Bound? {
    guard case .number(let number) = member.value.content else {
      add(
        "'\(member.key)' must be a number, not \(member.value.plain.kindDescription)", at: place)
      return nil
    }
    return SchemaNode.Bound(number)
  }

  private mutating func divisor(
    _ member: LocatedMember, at place: SchemaPlace
  ) -> SchemaNode.Bound? {
    guard let bound = bound(member, at: place) else { return nil }
    guard bound.value.isPositive, bound.value.digitCount <= 18 else {
      add("'multipleOf' must be a number above 0 with 18 digits at most", at: place)
      return nil
    }
    return bound
  }

  private mutating func pattern(_ value: LocatedValue, at place: SchemaPlace) -> TextPattern? {
    guard case .string(let text) = value.content else {
      add("'pattern' must be a string, not \(value.plain.kindDescription)", at: place)
      return nil
    }
    do {
      return try TextPattern(text)
    } catch {
      add(
        "'pattern' cannot be used, at its character \(error.offset + 1): \(error.message)",
        at: place)
      return nil
    }
  }

  // MARK: Other keywords

  /// Passes annotations and refuses the rest.
  private mutating func checkOther(_ member: LocatedMember, at place: SchemaPlace) {
    switch member.key {
    case "title", "description", "$comment", "$id", "format":
      guard case .string = member.value.content else {
        return add(
          "'\(member.key)' must be a string, not \(member.value.plain.kindDescription)", at: place)
      }
    case "default", "examples", "deprecated", "readOnly", "writeOnly": break
    default:
      let keyPlace = SchemaPlace(pointer: place.pointer, location: member.keyLocation)
      if let right = Self.unsupported[member.key] {
        return add("'\(member.key)' is not supported; \(right)", at: keyPlace)
      }
      let near = Resemblance.nearest(to: member.key, among: Self.known)
      add(
        "unknown keyword '\(member.key)'; "
          + (near.map { "did you mean '\($0)'?" } ?? "the names of members go into 'properties'"),
        at: keyPlace)
    }
  }

  private static let known = [
    "type", "enum", "const", "properties", "required", "additionalProperties", "items", "minItems",
    "maxItems", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum",
    "exclusiveMaximum", "multipleOf", "pattern", "anyOf", "$defs", "$ref", "$schema", "title",
    "description", "$comment", "$id", "format", "default", "examples",
  ]

  private static let unsupported: [String: String] = {
    let inPrompt = "say it in the prompt or in a 'description'"
    return [
      "oneOf": "use 'anyOf'", "allOf": "write the keywords of its schemas side by side",
      "not": inPrompt, "if": "use 'anyOf'", "then": "use 'anyOf'", "else": "use 'anyOf'",
      "definitions": "use '$defs'", "nullable": "add 'null' to 'type'", "example": "use 'examples'",
      "prefixItems": "use an object with a member for each place",
      "additionalItems": "use 'items'", "unevaluatedItems": "use 'items'",
      "unevaluatedProperties": "use 'additionalProperties'",
      "patternProperties": "use 'additionalProperties' with a schema",
      "propertyNames": "use 'properties' with 'additionalProperties': false",
      "dependentRequired": "use 'anyOf'", "dependentSchemas": "use 'anyOf'",
      "dependencies": "use 'anyOf'", "contains": inPrompt, "minContains": inPrompt,
      "maxContains": inPrompt, "uniqueItems": inPrompt, "minProperties": "use 'required'",
      "maxProperties": "use 'additionalProperties': false", "$anchor": "use '#/$defs/NAME'",
      "$dynamicRef": "use '$ref'", "$dynamicAnchor": "use '#/$defs/NAME'",
      "$recursiveRef": "use '$ref'", "contentEncoding": "use 'format' as a note",
      "contentMediaType": "use 'format' as a note", "propertyOrdering": "order 'properties' itself",
    ]
  }()
}
