internal import FacetJSON
internal import FacetPlatform

/// Values that satisfy a JSON Schema, for tool arguments and structured answers.
struct SchemaValue {
  /// The deepest nesting of values; deeper, optional members and elements are left out.
  private static let maximumDepth = 8

  let sample: SampleWords
  var random: SeededRandom
  /// The whole schema, for its definitions.
  private let root: JSONValue

  init(of root: JSONValue, sample: SampleWords, random: SeededRandom) {
    self.root = root
    self.sample = sample
    self.random = random
  }

  /// A value of the whole schema.
  mutating func value() -> JSONValue { value(for: root, depth: 0) }

  /// A value that satisfies a schema; a word if the schema does not restrict the type.
  private mutating func value(for written: JSONValue, depth: Int) -> JSONValue {
    let schema = SaidConditions.restored(in: written)
    if let constant = schema["const"] { return constant }
    if let choices = schema["enum"]?.array, !choices.isEmpty {
      return choices[random.index(below: choices.count)]
    }
    guard depth < 4 * Self.maximumDepth else { return .null }
    if let reference = schema["$ref"]?.string {
      return value(for: target(of: reference), depth: depth + 1)
    }
    for key in ["anyOf", "oneOf", "allOf"] {
      guard let alternatives = schema[key]?.array, !alternatives.isEmpty else { continue }
      let index =
        depth < Self.maximumDepth
        ? (key == "anyOf" ? random.index(below: alternatives.count) : 0)
        : alternatives.firstIndex(where: isScalar) ?? 0
      return value(for: alternatives[index], depth: depth + 1)
    }
    switch type(of: schema) {
    case "object": return object(for: schema, depth: depth)
    case "array": return array(for: schema, depth: depth)
    case "integer": return number(for: schema, isWhole: true)
    case "number": return number(for: schema, isWhole: false)
    case "boolean": return .bool(random.next() & 1 == 0)
    case "null": return .null
    default: return .string(string(for: schema))
    }
  }

  private func type(of schema: JSONValue) -> String {
    let type = schema["type"]?.string ?? schema["type"]?[0]?.string
    return type?.lowercased() ?? (schema["properties"]?.object == .none ? "string" : "object")
  }

  private func isScalar(_ schema: JSONValue) -> Bool {
    schema["$ref"] == nil && !["object", "array"].contains(type(of: schema))
  }

  private func target(of reference: String) -> JSONValue {
    let name = reference.split(separator: "/").last.map(String.init) ?? "#"
    return name == "#" ? root : root["$defs"]?[name] ?? root["definitions"]?[name] ?? [:]
  }

  private mutating func object(for schema: JSONValue, depth: Int) -> JSONValue {
    var object = JSONObject()
    let required = schema["required"]?.array?.compactMap(\.string) ?? []
    for member in schema["properties"]?.object?.members ?? [] {
      guard depth < Self.maximumDepth || required.contains(member.key) else { continue }
      object[member.key] = value(for: member.value, depth: depth + 1)
    }
    return .object(object)
  }

  private mutating func array(for schema: JSONValue, depth: Int) -> JSONValue {
    let least = schema["minItems"]?.int ?? 0
    let usual = depth < Self.maximumDepth ? max(least, 2) : least
    let count = max(0, min(usual, schema["maxItems"]?.int ?? usual, 100))
    guard let items = schema["items"], items.object != nil else {
      return .array((0..<least).map { _ in .string(sample.term(random: &random)) })
    }
    return .array((0..<count).map { _ in value(for: items, depth: depth + 1) })
  }

  private mutating func string(for schema: JSONValue) -> String {
    if let pattern = schema["pattern"]?.string.flatMap({ try? TextPattern($0) }),
      let text = pattern.example(using: &random)
    {
      return text
    }
    var text = sample.term(random: &random)
    let least = min(schema["minLength"]?.int ?? 0, 10_000)
    while text.unicodeScalars.count < least { text += " " + sample.term(random: &random) }
    if let most = schema["maxLength"]?.int, most >= 0 {
      text = String(String.UnicodeScalarView(text.unicodeScalars.prefix(most)))
    }
    return text
  }

  /// A number within the bounds, a multiple where one is asked for.
  private mutating func number(for schema: JSONValue, isWhole: Bool) -> JSONValue {
    let divisor = schema["multipleOf"]?.double ?? (isWhole ? 1 : 0)
    let step = divisor > 0 && divisor.isFinite ? divisor : 0
    let smallest = step > 0 ? step : 0.001
    let low =
      schema["minimum"]?.double ?? schema["exclusiveMinimum"]?.double.map { $0 + smallest }
      ?? min(1, (schema["maximum"]?.double ?? 10) - 9 * max(1, step))
    let high =
      schema["maximum"]?.double ?? schema["exclusiveMaximum"]?.double.map { $0 - smallest }
      ?? low + 9 * max(1, step)
    let unit = step > 0 ? step : high - low >= 9 ? 1 : (high - low) / 8
    guard low.isFinite, high.isFinite, unit > 0 else { return schema["minimum"] ?? 1 }
    let first = step > 0 ? (low / unit).rounded(.up) : 0
    let count =
      step > 0 ? (high / unit).rounded(.down) - first : ((high - low) / unit).rounded(.down)
    let index = first + Double(random.index(below: Int(saturating: min(max(0, count), 1e6)) + 1))
    return Self.number(step > 0 ? index * unit : low + index * unit)
  }

  /// Without the digits that binary fractions add.
  private static func number(_ value: Double) -> JSONValue {
    guard abs(value) < 1e9 else { return .number(JSONNumber(finite: value)) }
    return .number(JSONNumber(finite: (value * 1e6).rounded() / 1e6))
  }
}
