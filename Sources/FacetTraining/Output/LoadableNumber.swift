internal import FacetJSON

/// Numbers as loaders read them: one whose whole part needs more than 64 bits, or that no double
/// holds, keeps `datasets` from reading the whole file.
enum LoadableNumber {
  /// A value with the nearest double, which has an exponent, in place of each such number, or with
  /// its text if there is none.
  static func loadable(_ value: JSONValue) -> JSONValue {
    isLoadable(value) ? value : replaced(value)
  }

  private static func isLoadable(_ value: JSONValue) -> Bool {
    switch value {
    case .number(let number): isLoadable(number)
    case .array(let elements): elements.allSatisfy { isLoadable($0) }
    case .object(let object): object.members.allSatisfy { isLoadable($0.value) }
    default: true
    }
  }

  private static func isLoadable(_ number: JSONNumber) -> Bool {
    let text = number.text
    if text.utf8.count < 19 {
      // Only an exponent of three digits goes beyond a double in so few.
      return !text.utf8.contains { $0 | 0x20 == 0x65 } || number.double.isFinite
    }
    guard number.double.isFinite else { return false }
    let whole = text.prefix { $0 == "-" || $0.isNumber }
    return Int64(whole) != nil || UInt64(whole) != nil
  }

  private static func replaced(_ value: JSONValue) -> JSONValue {
    switch value {
    case .number(let number):
      if isLoadable(number) {
        value
      } else if number.double.isFinite {
        .number(JSONNumber(finite: number.double))
      } else {
        .string(number.text)
      }
    case .array(let elements): .array(elements.map { replaced($0) })
    case .object(let object):
      .object(JSONObject(object.members.map { ($0.key, replaced($0.value)) }))
    default: value
    }
  }
}
