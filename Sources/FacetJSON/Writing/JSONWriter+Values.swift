extension JSONWriter {
  /// Writes a whole value.
  package mutating func value(_ value: JSONValue) {
    switch value {
    case .null: null()
    case .bool(let bool): self.bool(bool)
    case .number(let number): self.number(number)
    case .string(let string): self.string(string)
    case .array(let elements):
      beginArray()
      for element in elements { self.value(element) }
      endArray()
    case .object(let object):
      beginObject()
      for member in object.members {
        key(member.key)
        self.value(member.value)
      }
      endObject()
    }
  }

  /// Writes a whole value, with the keys of every object sorted by their UTF-8 bytes.
  mutating func canonicalValue(_ value: JSONValue) {
    switch value {
    case .array(let elements):
      beginArray()
      for element in elements { canonicalValue(element) }
      endArray()
    case .object(let object):
      let sorted = object.members.sorted { left, right in
        left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
      }
      beginObject()
      for member in sorted {
        key(member.key)
        canonicalValue(member.value)
      }
      endObject()
    default: self.value(value)
    }
  }
}

extension JSONValue {
  /// The value's JSON text in UTF-8.
  package func bytes(style: JSONWriter.Style = .compact) -> [UInt8] {
    var writer = JSONWriter(style: style)
    writer.value(self)
    return writer.bytes
  }

  /// The value's JSON text, compact.
  package var text: String { String(decoding: bytes(), as: UTF8.self) }

  /// The value as a line of JSON Lines, including its line feed.
  package var line: [UInt8] { bytes(style: .line) + [UInt8(ascii: "\n")] }

  /// One spelling for equal values: compact, keys sorted by their UTF-8 bytes, numbers in their own
  /// text.
  package var canonicalBytes: [UInt8] {
    var writer = JSONWriter()
    writer.canonicalValue(self)
    return writer.bytes
  }
}
