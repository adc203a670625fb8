package import FacetPlatform

/// The records of a CSV text, one after another, as bytes.
///
/// RFC 4180 with any delimiter and quote: a quoted field may contain delimiters, line breaks and
/// doubled quotes; a quote inside an unquoted field is literal. A record ends with a line feed, a
/// carriage return or both.
package struct CSVRecords {
  private let source: FileChunks?
  private var chunk: [UInt8]
  private var position = 0
  private var line = 1
  /// Whether the last record ended with a carriage return, so that a line feed belongs to it.
  private var skipsLineFeed = false
  private let delimiter: UInt8
  private let quote: UInt8
  private let skipsInitialSpace: Bool

  package static let comma = UInt8(ascii: ",")
  package static let doubleQuote = UInt8(ascii: "\"")

  /// Skips a byte order mark at the start of the file.
  package init(
    path: String, delimiter: UInt8 = comma, quote: UInt8 = doubleQuote,
    skipsInitialSpace: Bool = false
  ) throws(SystemError) {
    source = try FileChunks(path: path)
    chunk = []
    self.delimiter = delimiter
    self.quote = quote
    self.skipsInitialSpace = skipsInitialSpace
  }

  /// - Parameter skipsInitialSpace: Whether spaces after a delimiter belong to it.
  package init(
    bytes: [UInt8], delimiter: UInt8 = comma, quote: UInt8 = doubleQuote,
    skipsInitialSpace: Bool = false
  ) {
    source = nil
    chunk = bytes
    self.delimiter = delimiter
    self.quote = quote
    self.skipsInitialSpace = skipsInitialSpace
  }

  private enum State {
    /// Before the first byte of a field.
    case start
    case plain
    case quoted
    /// After a quote inside quotes: it ends the field, or is the first of two.
    case closing
  }

  /// Reads the next record into `record`, replacing its content.
  ///
  /// - Returns: Whether there was a record.
  package mutating func next(into record: inout CSVRecord) throws(SystemError) -> Bool {
    record.removeAll()
    var state = State.start
    var isFirstPiece = true
    while try fill() {
      let chunk = chunk
      let bytes = chunk.span
      var index = position
      if skipsLineFeed {
        skipsLineFeed = false
        if bytes[index] == UInt8(ascii: "\n") { index += 1 }
      }
      if isFirstPiece { record.line = line }
      isFirstPiece = false
      var run = index
      while index < bytes.count {
        let byte = bytes[index]
        if state == .quoted {
          if byte == quote {
            record.bytes.append(contentsOf: chunk[run..<index])
            state = .closing
            run = index + 1
          } else if byte == UInt8(ascii: "\n") {
            line += 1
          }
        } else if byte == quote, state != .plain {
          // The second of two quotes is part of the text.
          run = state == .closing ? index : index + 1
          state = .quoted
        } else if byte == delimiter {
          record.bytes.append(contentsOf: chunk[run..<index])
          record.ends.append(record.bytes.count)
          state = .start
          run = index + 1
        } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
          record.bytes.append(contentsOf: chunk[run..<index])
          record.ends.append(record.bytes.count)
          line += 1
          skipsLineFeed = byte == UInt8(ascii: "\r")
          position = index + 1
          return true
        } else if skipsInitialSpace, state == .start, byte == UInt8(ascii: " ") {
          run = index + 1
        } else {
          state = .plain
        }
        index += 1
      }
      if run < index { record.bytes.append(contentsOf: chunk[run..<index]) }
      position = index
    }
    guard !record.ends.isEmpty || !record.bytes.isEmpty || state != .start else { return false }
    record.ends.append(record.bytes.count)
    record.isUnclosed = state == .quoted
    return true
  }

  /// Ensures that a byte is available; `false` at the end.
  private mutating func fill() throws(SystemError) -> Bool {
    if position < chunk.count { return true }
    guard let source else { return false }
    chunk = try source.next()
    position = 0
    return !chunk.isEmpty
  }
}

/// One record of a CSV text: the bytes of its fields, without quotes and delimiters.
package struct CSVRecord: Sendable {
  /// The fields' bytes, one field after another.
  package fileprivate(set) var bytes: [UInt8] = []
  /// The end of each field in ``bytes``.
  package fileprivate(set) var ends: [Int] = []
  /// The 1-based line on which the record begins.
  package fileprivate(set) var line = 1
  /// Whether the text ended inside a quoted field.
  package fileprivate(set) var isUnclosed = false

  package init() {}

  /// The number of fields.
  package var count: Int { ends.count }

  /// The range of a field in ``bytes``.
  package func range(_ index: Int) -> Range<Int> {
    (index == 0 ? 0 : ends[index - 1])..<ends[index]
  }

  /// Whether all fields are empty or contain only spaces.
  package var isEmpty: Bool {
    bytes.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }

  /// The bytes of a field.
  package func field(_ index: Int) -> ArraySlice<UInt8> { bytes[range(index)] }

  /// Whether the record is a line of spaces only.
  package var isBlank: Bool {
    ends.count <= 1 && bytes.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }

  fileprivate mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    isUnclosed = false
  }
}
