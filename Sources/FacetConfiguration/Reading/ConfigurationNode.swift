internal import FacetJSON

/// A value of a configuration with its origin in the file or in an option.
struct ConfigurationNode: Sendable {
  enum Content: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([ConfigurationNode])
    case object([Member])
  }

  struct Member: Sendable {
    var key: String
    var keyOrigin: Origin
    var value: ConfigurationNode
  }

  /// The origin of a value.
  struct Origin: Sendable, Hashable {
    /// Its place in the file; for an option, the place of the value that it replaces or joins.
    var location: SourceLocation
    /// The option that set it, as named in messages: `--set model_config.max_tokens`.
    var option: String?
  }

  var content: Content
  var origin: Origin

  init(content: Content, origin: Origin) {
    self.content = content
    self.origin = origin
  }

  init(_ value: LocatedValue) {
    origin = Origin(location: value.location)
    content =
      switch value.content {
      case .null: .null
      case .bool(let bool): .bool(bool)
      case .number(let number): .number(number)
      case .string(let string): .string(string)
      case .array(let elements): .array(elements.map(ConfigurationNode.init))
      case .object(let members):
        .object(
          members.map {
            Member(
              key: $0.key, keyOrigin: Origin(location: $0.keyLocation),
              value: ConfigurationNode($0.value))
          })
      }
  }

  /// A value whose parts all have the same origin.
  init(_ value: JSONValue, origin: Origin) {
    self.origin = origin
    content =
      switch value {
      case .null: .null
      case .bool(let bool): .bool(bool)
      case .number(let number): .number(number)
      case .string(let string): .string(string)
      case .array(let elements):
        .array(elements.map { ConfigurationNode($0, origin: origin) })
      case .object(let object):
        .object(
          object.members.map {
            Member(
              key: $0.key, keyOrigin: origin, value: ConfigurationNode($0.value, origin: origin))
          })
      }
  }

  /// The value without its origins.
  var plain: JSONValue {
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

  var isNull: Bool {
    if case .null = content { true } else { false }
  }

  /// The kind of value, worded to follow "not" in a message: `a string`, `an empty array`.
  var kindDescription: String {
    switch content {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string(let string):
      if string.isEmpty {
        "an empty string"
      } else if origin.option != nil, string.hasPrefix("{") || string.hasPrefix("[") {
        // An option's value that is not JSON is a string.
        "a text that is not valid JSON"
      } else {
        "a string"
      }
    case .array(let elements): elements.isEmpty ? "an empty array" : "an array"
    case .object: "an object"
    }
  }
}
