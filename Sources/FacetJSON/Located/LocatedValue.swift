/// A JSON value with its location in the file.
package struct LocatedValue: Sendable, Hashable {
  /// A value whose members have their own locations.
  package enum Content: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([LocatedValue])
    case object([LocatedMember])
  }

  /// The location of the value's first character.
  package var location: SourceLocation
  package var content: Content

  package init(location: SourceLocation, content: Content) {
    self.location = location
    self.content = content
  }

  /// The value without its locations.
  package var plain: JSONValue {
    switch content {
    case .null: .null
    case .bool(let bool): .bool(bool)
    case .number(let number): .number(number)
    case .string(let string): .string(string)
    case .array(let elements): .array(elements.map(\.plain))
    case .object(let members):
      .object(
        JSONObject(
          distinct: members.map { JSONObject.Member(key: $0.key, value: $0.value.plain) }))
    }
  }
}

/// A member of an object, with the location of its key.
package struct LocatedMember: Sendable, Hashable {
  package var key: String

  /// The location of the key's opening quote.
  package var keyLocation: SourceLocation
  package var value: LocatedValue

  package init(key: String, keyLocation: SourceLocation, value: LocatedValue) {
    self.key = key
    self.keyLocation = keyLocation
    self.value = value
  }
}
