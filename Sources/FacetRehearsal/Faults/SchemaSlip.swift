internal import FacetJSON

/// The ways in which models miss a schema.
enum SchemaSlip: CaseIterable {
  case wrongType
  case missingMember
  case prose
  case fence
  case cut

  /// A structured answer with this slip.
  func applied(to text: String) -> String {
    switch self {
    case .prose: return "Here is the answer you asked for:\n\n\(text)\n\nLet me know if it helps."
    case .fence: return "```json\n\(text)\n```"
    case .cut: return String(text.unicodeScalars.dropLast(max(1, text.unicodeScalars.count / 3)))
    case .wrongType, .missingMember: break
    }
    guard let value = try? ResponseJSON.value(of: Array(text.utf8)) else { return text }
    guard var object = value.object, let last = object.members.last else {
      return Self.otherType(than: value).text
    }
    if self == .missingMember {
      object[last.key] = nil
    } else {
      object[last.key] = Self.otherType(than: last.value)
    }
    return JSONValue.object(object).text
  }

  private static func otherType(than value: JSONValue) -> JSONValue {
    switch value {
    case .string: ["text": value]
    case .number(let number): .string("about \(number.text)")
    default: .string("none")
    }
  }
}
