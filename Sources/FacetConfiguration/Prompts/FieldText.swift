package import FacetJSON

extension PromptTemplate {
  /// A field's value as a prompt shows it: a string as it is, a number as it stands in the file,
  /// arrays and objects as compact JSON, and nothing for null.
  package static func fieldText(_ value: JSONValue) -> String {
    switch value {
    case .null: ""
    case .bool(let bool): bool ? "true" : "false"
    case .number(let number): number.text
    case .string(let string): string
    case .array, .object: value.text
    }
  }
}
