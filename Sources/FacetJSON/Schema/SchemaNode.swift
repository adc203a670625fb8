package import FacetPlatform

/// One schema of a schema: the conditions on one value.
package struct SchemaNode: Sendable, Hashable {
  /// A member and the index of its schema.
  package struct Property: Sendable, Hashable {
    package var name: String
    package var node: Int
  }

  /// What may stand in an object beside its properties.
  package enum AdditionalProperties: Sendable, Hashable {
    case allowed
    case refused
    /// Values of a schema, by its index.
    case matching(Int)
  }

  /// A bound as it stands, and its exact value.
  package struct Bound: Sendable, Hashable {
    package var number: JSONNumber
    var value: ExactDecimal

    init(_ number: JSONNumber) {
      self.number = number
      value = ExactDecimal(number)
    }
  }

  /// `nil` for every type.
  package internal(set) var types: [JSONType]?
  /// The members of `enum`.
  package internal(set) var choices: [JSONValue]?
  /// The value of `const`.
  package internal(set) var constant: JSONValue?
  package internal(set) var properties: [Property] = []
  package internal(set) var required: [String] = []
  package internal(set) var additionalProperties = AdditionalProperties.allowed
  /// The index of the schema of an array's elements.
  package internal(set) var items: Int?
  package internal(set) var itemCount = Counts()
  /// In Unicode scalars.
  package internal(set) var length = Counts()
  var minimum: Bound?
  var maximum: Bound?
  var exclusiveMinimum: Bound?
  var exclusiveMaximum: Bound?
  var multipleOf: Bound?
  package internal(set) var pattern: TextPattern?
  /// The indices of the alternatives; empty if there are none.
  package internal(set) var anyOf: [Int] = []
  /// The index of the schema that `$ref` refers to.
  package internal(set) var reference: Int?
  /// The keywords as they stand.
  package internal(set) var keywords: [String] = []

  /// The places of ``properties`` by the bytes of their names.
  var propertyPlaces: [[UInt8]: Int] = [:]

  /// The least and the largest count.
  package struct Counts: Sendable, Hashable {
    package internal(set) var least: Int?
    package internal(set) var most: Int?
  }
}

/// A type of JSON Schema.
package enum JSONType: String, Sendable, Hashable, CaseIterable {
  case object, array, string, number, integer, boolean, null

  /// The type as sentences name it: `an object`.
  package var words: String {
    switch self {
    case .object: "an object"
    case .array: "an array"
    case .string: "a string"
    case .number: "a number"
    case .integer: "an integer"
    case .boolean: "a boolean"
    case .null: "null"
    }
  }

  /// Whether a value is of the type; `1.0` is an integer.
  func includes(_ value: JSONValue) -> Bool {
    switch (self, value) {
    case (.object, .object), (.array, .array), (.string, .string), (.number, .number),
      (.boolean, .bool), (.null, .null):
      true
    case (.integer, .number(let number)): Int(number.text) != nil || ExactDecimal(number).isWhole
    default: false
    }
  }
}
