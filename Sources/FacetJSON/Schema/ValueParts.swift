/// A value and everything in it, each with a number of its own; the whole value has number 0.
struct ValueParts {
  struct Part {
    var value: JSONValue
    /// The number of the part that contains it.
    var parent: Int
    /// The key or the position in the parent.
    var token: String
    var children: Range<Int>
  }

  private var parts: [Part] = []

  init(of value: JSONValue) {
    parts = [Part(value: value, parent: 0, token: "", children: 0..<0)]
    var next = 0
    while next < parts.count {
      let start = parts.count
      switch parts[next].value {
      case .array(let elements):
        for (position, element) in elements.enumerated() {
          parts.append(
            Part(value: element, parent: next, token: String(position), children: 0..<0))
        }
      case .object(let object):
        for member in object.members {
          parts.append(
            Part(value: member.value, parent: next, token: member.key, children: 0..<0))
        }
      default: break
      }
      parts[next].children = start..<parts.count
      next += 1
    }
  }

  subscript(part: Int) -> Part { parts[part] }

  /// The JSON Pointer to a part.
  func pointer(to part: Int) -> String {
    var tokens: [String] = []
    var part = part
    while part > 0 {
      tokens.append(parts[part].token)
      part = parts[part].parent
    }
    return tokens.reversed().reduce("") { JSONPointer.appending($1, to: $0) }
  }
}
