/// Looks for the one JSON value of a text.
struct JSONReplySearch {
  /// The most places at which a value in prose is tried.
  private static let maximumAttempts = 1000
  /// The most fenced blocks that are tried.
  private static let maximumBlocks = 100

  private let bytes: [UInt8]
  private let onlyObjects: Bool

  init(_ text: String, onlyObjects: Bool) {
    bytes = Array(text.utf8)
    self.onlyObjects = onlyObjects
  }

  var hasText: Bool { bytes.contains { !isWhiteSpace($0) } }

  func wholeText() throws(JSONSyntaxError) -> JSONValue {
    var parser = LocatedParser(bytes: bytes, rules: .reply)
    return try parser.document().plain
  }

  // MARK: Fences

  /// The value of the only fenced block that holds one; `nil` if no block does.
  func fencedValue() throws(JSONReplyMistake) -> JSONValue? {
    var values: [JSONValue] = []
    var mistake: JSONSyntaxError?
    for block in fencedBlocks() {
      var parser = LocatedParser(bytes: Array(bytes[..<block.content.upperBound]), rules: .reply)
      parser.position = block.content.lowerBound
      do throws(JSONSyntaxError) {
        values.append(try parser.document().plain)
      } catch  where block.isLabelledJSON {
        mistake = mistake ?? error
      } catch {
        continue
      }
    }
    guard let first = values.first else {
      if let mistake { throw JSONReplyMistake(mistake) }
      return nil
    }
    guard values.dropFirst().allSatisfy({ $0.isSame(as: first) }) else {
      throw .severalValues
    }
    return first
  }

  private struct Block {
    var content: Range<Int>
    var isLabelledJSON: Bool
  }

  /// The blocks between lines of three or more backticks or tildes; a block without an end goes on
  /// to the end of the text.
  private func fencedBlocks() -> [Block] {
    var blocks: [Block] = []
    var opening: (mark: UInt8, length: Int, start: Int, label: String)?
    var line = 0
    while line < bytes.count, blocks.count < Self.maximumBlocks {
      let end = bytes[line...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      if let fence = fence(in: line..<end) {
        if let open = opening {
          if fence.mark == open.mark, fence.length >= open.length, fence.label.isEmpty {
            blocks.append(Self.block(open.start..<line, open.label))
            opening = nil
          }
        } else {
          opening = (fence.mark, fence.length, min(end + 1, bytes.count), fence.label)
        }
      }
      line = end + 1
    }
    if let opening { blocks.append(Self.block(opening.start..<bytes.count, opening.label)) }
    return blocks
  }

  private static func block(_ content: Range<Int>, _ label: String) -> Block {
    Block(content: content, isLabelledJSON: label.lowercased().hasPrefix("json"))
  }

  private func fence(in line: Range<Int>) -> (mark: UInt8, length: Int, label: String)? {
    let text = bytes[line].drop(while: isWhiteSpace)
    guard let mark = text.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else {
      return nil
    }
    let length = text.prefix { $0 == mark }.count
    guard length >= 3 else { return nil }
    let label = text.dropFirst(length)
    guard !label.contains(mark) else { return nil }
    return (
      mark, length,
      String(decoding: label, as: UTF8.self).filter { !$0.isWhitespace }
    )
  }

  // MARK: Prose

  /// The only object or array of a text; `nil` if there is none.
  ///
  /// A bracket that does not begin like JSON is a word. One that does must hold JSON: what stands
  /// inside a broken value is never taken for the answer.
  func valueInProse() throws(JSONReplyMistake) -> JSONValue? {
    var value: JSONValue?
    var attempts = 0
    var place = 0
    while place < bytes.count, attempts < Self.maximumAttempts {
      guard isOpening(bytes[place]) else {
        place += 1
        continue
      }
      attempts += 1
      switch parsed(at: place) {
      case .success(let found):
        guard value == nil else { throw .severalValues }
        value = found.value
        place = found.end
      case .failure(let error):
        guard !beginsLikeJSON(at: place) else { throw JSONReplyMistake(error) }
        place += 1
        continue
      }
      if let next = bytes[place...].first(where: { !isWhiteSpace($0) }), isJSONMark(next) {
        throw JSONReplyMistake(
          sentence: "has '\(Character(UnicodeScalar(next)))' after its JSON value")
      }
    }
    return value
  }

  private func parsed(at place: Int) -> Result<(value: JSONValue, end: Int), JSONSyntaxError> {
    var parser = LocatedParser(bytes: bytes, rules: .reply)
    parser.position = place
    do throws(JSONSyntaxError) {
      let value = try parser.firstValue().plain
      return .success((value, parser.position))
    } catch {
      return .failure(error)
    }
  }

  private func isOpening(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") && !onlyObjects
  }

  private func beginsLikeJSON(at place: Int) -> Bool {
    guard let next = bytes[(place + 1)...].first(where: { !isWhiteSpace($0) }) else { return true }
    let quotes = [UInt8(ascii: "\""), UInt8(ascii: "'")]
    if bytes[place] == UInt8(ascii: "{") { return quotes.contains(next) }
    return quotes.contains(next) || next == UInt8(ascii: "{") || next == UInt8(ascii: "[")
  }

  private func isJSONMark(_ byte: UInt8) -> Bool {
    [UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ":")].contains(byte)
  }
}
