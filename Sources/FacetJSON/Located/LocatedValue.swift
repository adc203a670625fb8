/// A JSON value that knows where it stands in its file.
package struct LocatedValue: Sendable, Hashable {
  /// A value whose members have places of their own.
  package enum Content: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([LocatedValue])
    case object([LocatedMember])
  }

  /// Where the value's first character stands.
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

/// A member of an object that knows where its key stands.
package struct LocatedMember: Sendable, Hashable {
  package var key: String

  /// Where the key's opening quote stands.
  package var keyLocation: SourceLocation
  package var value: LocatedValue

  package init(key: String, keyLocation: SourceLocation, value: LocatedValue) {
    self.key = key
    self.keyLocation = keyLocation
    self.value = value
  }
}
