internal import FacetConfiguration
internal import FacetJSON

extension Sample {
  /// The value of a name in a template; `nil` if the sample has none.
  func value(of name: String, data: DataConfiguration) -> JSONValue? {
    let value =
      switch name {
      case "input": fields[data.inputField] ?? fields[name]
      case "reference": fields[data.referenceField] ?? fields[name]
      default: fields[name]
      }
    return value.flatMap { $0.isNull ? Optional.none : $0 }
  }

  /// The sample and a completion of it, for a scorer that is a program.
  func row(response: String, condition: String, data: DataConfiguration) -> JSONObject {
    [
      "sample_id": .string(id), "condition": .string(condition),
      "context": value(of: "input", data: data) ?? .null,
      "reference": value(of: "reference", data: data) ?? .null,
      "fields": .object(otherFields(data: data)),
      "response": .string(response),
    ]
  }
}
