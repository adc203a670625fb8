package import FacetJSON

/// Writes a JSON object as TOML: values first, then tables.
package enum TOMLWriter {
  /// The text of an object; `null` members are left out.
  package static func text(of object: JSONObject) -> String {
    var text = ""
    write(object, path: [], to: &text)
    return text
  }

  private static func write(_ object: JSONObject, path: [String], to text: inout String) {
    for member in object.members where !isTable(member.value) && !member.value.isNull {
      text += "\(key(member.key)) = \(value(member.value))\n"
    }
    for member in object.members where isTable(member.value) {
      let path = path + [member.key]
      let name = path.map(key).joined(separator: ".")
      if let table = member.value.object {
        let hasValues = table.members.contains { !isTable($0.value) && !$0.value.isNull }
        if hasValues || table.isEmpty { text += (text.isEmpty ? "" : "\n") + "[\(name)]\n" }
        write(table, path: path, to: &text)
      }
      for element in member.value.array ?? [] {
        text += (text.isEmpty ? "" : "\n") + "[[\(name)]]\n"
        if let table = element.object { write(table, path: path, to: &text) }
      }
    }
  }

  private static func isTable(_ value: JSONValue) -> Bool {
    if value.object != nil { return true }
    guard let list = value.array, !list.isEmpty else { return false }
    return list.allSatisfy { $0.object != nil }
  }

  private static func key(_ key: String) -> String {
    let isBare =
      !key.isEmpty
      && key.unicodeScalars.allSatisfy {
        $0.isASCII
          && ($0.properties.isAlphabetic || ("0"..."9").contains($0)
            || "_-".unicodeScalars.contains($0))
      }
    return isBare ? key : quoted(key)
  }

  private static func value(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): quoted(text)
    case .number(let number): number.text
    case .bool(let flag): flag ? "true" : "false"
    case .array(let list): "[" + list.map { self.value($0) }.joined(separator: ", ") + "]"
    case .object(let object):
      "{ "
        + object.members.filter { !$0.value.isNull }.map {
          "\(key($0.key)) = \(self.value($0.value))"
        }
        .joined(separator: ", ") + " }"
    case .null: "\"\""
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          let digits = String(scalar.value, radix: 16, uppercase: true)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
