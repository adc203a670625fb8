extension JSONValue {
  /// Whether two values are the same JSON: numbers by their value (`1` is `1.0`), strings by their
  /// code points, objects without regard to the order of their members.
  package func isSame(as other: JSONValue) -> Bool {
    switch (self, other) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)):
      left.text == right.text || ExactDecimal(left) == ExactDecimal(right)
    case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
    case (.array(let left), .array(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
    case (.object(let left), .object(let right)): Self.isSame(left, right)
    default: false
    }
  }

  private static func isSame(_ left: JSONObject, _ right: JSONObject) -> Bool {
    guard left.count == right.count else { return false }
    let sorted = [left, right].map {
      $0.members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
    return zip(sorted[0], sorted[1]).allSatisfy {
      $0.key.utf8.elementsEqual($1.key.utf8) && $0.value.isSame(as: $1.value)
    }
  }
}
