package import FacetJSON

extension PromptTemplate {
  /// A field's value as shown in a prompt: a string unchanged, a number as written in the file,
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
