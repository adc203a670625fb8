internal import FacetConfiguration
internal import FacetJSON

extension Scorer {
  /// The scorer as a configuration declares it, with what its files hold, for a dataset's metadata.
  var json: JSONValue {
    var object: JSONObject = ["name": .string(name)]
    for member in definition.members { object[member.key] = member.value }
    if let scale { object["scale"] = [.number(scale.from.number), .number(scale.to.number)] }
    switch missing {
    case .null: break
    case .fail: object["missing"] = "fail"
    case .value(let value): object["missing"] = .number(value.number)
    }
    return .object(object)
  }
}
