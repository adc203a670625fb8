package import FacetJSON

extension CodeHook {
  /// The hook as stored in records and traces.
  package var json: JSONValue {
    var object: JSONObject = [
      "variable_name": .string(name), "value": value, "value_hash": .string(valueHash),
      "description": description.map { .string($0) } ?? .null,
      "code_line": codeLine.map { .string($0) } ?? .null,
      "depends_on": .array(dependsOn.map { .string($0) }),
    ]
    if let lineRan { object["line_ran"] = .bool(lineRan) }
    return .object(object)
  }

  /// Reads a hook of a record or a trace; nil if it has no name.
  package init?(json: JSONValue) {
    guard let name = json["variable_name"]?.string else { return nil }
    self.init(
      name: name, value: json["value"] ?? .null, valueHash: json["value_hash"]?.string ?? "",
      description: json["description"]?.string, codeLine: json["code_line"]?.string,
      lineRan: json["line_ran"]?.bool,
      dependsOn: json["depends_on"]?.array?.compactMap(\.string) ?? [])
  }
}
