internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform

extension Scorer {
  /// The scorer as a configuration declares it, with what its files hold, for a dataset's metadata.
  var json: JSONValue {
    var object: JSONObject = ["name": .string(name)]
    for member in definition.members { object[member.key] = member.value }
    if !condition.isEmpty {
      object["where"] = .object(
        JSONObject(condition.map { ($0.field, JSONValue.array($0.values)) }))
    }
    if !perspectives.isEmpty {
      object["perspectives"] = .array(perspectives.map { .string($0.text) })
    }
    if let scale { object["scale"] = [.number(scale.from.number), .number(scale.to.number)] }
    switch missing {
    case .null: break
    case .fail: object["missing"] = "fail"
    case .value(let value): object["missing"] = .number(value.number)
    }
    return .object(object)
  }
}
