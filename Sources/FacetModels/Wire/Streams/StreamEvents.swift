internal import FacetJSON

/// The events of a body that a server streamed without a request to do so: server-sent events, a
/// JSON value on each line, or an array of them.
struct StreamEvents {
  private(set) var values: [JSONValue] = []
  /// Whether the server marked the end of the stream.
  private(set) var hasEnded = false
  /// Whether the last event was cut off.
  private(set) var isCut = false

  /// Reads the elements of an array; one provider streams like that.
  init(of elements: [JSONValue]) {
    values = elements
  }

  /// Reads a body; `nil` if it contains no event.
  init?(_ body: [UInt8]) {
    var lines = StreamLines(body)
    guard lines.looksLikeEvents else { return nil }
    var data: [ArraySlice<UInt8>] = []
    var name: ArraySlice<UInt8> = []
    while let line = lines.next() {
      if line.isEmpty {
        add(data, name: name)
        (data, name) = ([], [])
      } else if let value = Self.value(of: "data", in: line) {
        data.append(value)
      } else if let value = Self.value(of: "event", in: line) {
        name = value
      } else if line.first == UInt8(ascii: "{") || line.first == UInt8(ascii: "[") {
        add([line], name: [])
      }
    }
    add(data, name: name)
    guard !values.isEmpty else { return nil }
  }

  /// The value of a field of an event, without the space before it.
  private static func value(of field: String, in line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard line.starts(with: field.utf8) else { return nil }
    let rest = line.dropFirst(field.utf8.count)
    guard let colon = rest.first else { return rest }
    guard colon == UInt8(ascii: ":") else { return nil }
    let value = rest.dropFirst()
    return value.first == UInt8(ascii: " ") ? value.dropFirst() : value
  }

  private mutating func add(_ data: [ArraySlice<UInt8>], name: ArraySlice<UInt8>) {
    guard !data.isEmpty else { return }
    if data.count > 1 {
      let joined = Array(data.joined(separator: [UInt8(ascii: "\n")]))
      if let value = try? ResponseJSON.value(of: joined) { return add(value, name: name) }
    }
    // Some servers omit the blank line between events.
    for text in data {
      if text.elementsEqual("[DONE]".utf8) {
        hasEnded = true
      } else if let value = try? ResponseJSON.value(of: Array(text)) {
        add(value, name: name)
      } else {
        isCut = text.contains { $0 > UInt8(ascii: " ") }
      }
    }
  }

  private mutating func add(_ value: JSONValue, name: ArraySlice<UInt8>) {
    isCut = false
    guard var object = value.object, object["type"] == nil, !name.isEmpty else {
      if value.object != nil || value.array != nil { values.append(value) }
      return
    }
    // The kind of an event whose name alone gives it.
    object["type"] = .string(String(decoding: name, as: UTF8.self))
    values.append(.object(object))
  }
}

/// The lines of a body, with any of the three line ends.
private struct StreamLines {
  private let body: [UInt8]
  private var position: Int

  init(_ body: [UInt8]) {
    self.body = body
    position = body.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// Whether the first line that is not blank may be part of a stream.
  var looksLikeEvents: Bool {
    let start = body[position...].drop { $0 <= UInt8(ascii: " ") }
    return [":", "data", "event", "id:", "retry:", "{", "["].contains {
      start.starts(with: $0.utf8)
    }
  }

  mutating func next() -> ArraySlice<UInt8>? {
    guard position < body.count else { return nil }
    let start = position
    while position < body.count, body[position] != 0x0A, body[position] != 0x0D { position += 1 }
    let line = body[start..<position]
    if position < body.count {
      let isPair = body[position] == 0x0D && position + 1 < body.count && body[position + 1] == 0x0A
      position += isPair ? 2 : 1
    }
    return line
  }
}
