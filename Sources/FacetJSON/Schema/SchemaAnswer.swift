/// A model's text, read as a value of a schema.
package struct SchemaAnswer: Sendable, Hashable {
  /// The value, matching or not; `nil` for a text without one JSON value.
  package var value: JSONValue?
  /// What stood around the value and was passed over.
  package var wrapping: JSONReply.Wrapping?
  /// What is wrong with it; empty for an answer that matches.
  package var mismatches: [SchemaMismatch]
}

extension JSONValue {
  /// Whether arrays and objects are nested deeper than the given number of levels.
  fileprivate func isDeeper(than levels: Int) -> Bool {
    switch self {
    case .array(let elements):
      levels == 0 || elements.contains { $0.isDeeper(than: levels - 1) }
    case .object(let object):
      levels == 0 || object.members.contains { $0.value.isDeeper(than: levels - 1) }
    default: false
    }
  }

  /// The first number that no 64-bit number can hold; `nil` if there is none.
  fileprivate var oversizedNumber: JSONNumber? {
    switch self {
    case .number(let number): return number.isOversized ? number : nil
    case .array(let elements):
      for element in elements {
        if let found = element.oversizedNumber { return found }
      }
    case .object(let object):
      for member in object.members {
        if let found = member.value.oversizedNumber { return found }
      }
    default: break
    }
    return nil
  }
}

extension JSONNumber {
  /// Whether it is neither an integer of 64 bits nor in a double's range: readers of rows refuse it.
  fileprivate var isOversized: Bool {
    let isInteger = text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || $0 &- UInt8(ascii: "0") <= 9 }
    return isInteger
      ? Int64(text) == nil && UInt64(text) == nil : Double(text)?.isFinite != true
  }
}

extension JSONSchema {
  /// The deepest nesting of an answer: datasets that hold it must stay readable.
  private static let maximumDepth = 200

  /// Reads a model's text, without its thoughts, as a value of this schema.
  package func answer(in text: String) -> SchemaAnswer {
    do throws(JSONReplyMistake) {
      let reply = try JSONReply.read(text, onlyObjects: nodes[0].types == [.object])
      guard !reply.value.isDeeper(than: Self.maximumDepth) else {
        throw JSONReplyMistake(
          sentence: "is nested deeper than \(Self.maximumDepth) levels, the most that are kept")
      }
      if let number = reply.value.oversizedNumber {
        throw JSONReplyMistake(
          sentence: "holds the number \(SchemaSentence.text(of: .number(number))), which does not "
            + "fit in 64 bits; write a long integer with an exponent")
      }
      return SchemaAnswer(
        value: reply.value, wrapping: reply.wrapping, mismatches: mismatches(of: reply.value))
    } catch {
      return SchemaAnswer(
        value: nil, wrapping: nil,
        mismatches: [SchemaMismatch(path: "", sentence: error.sentence)])
    }
  }
}
