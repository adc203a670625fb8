/// Bytes of input data in; one row after another out, in memory bounded by the largest row.
///
/// The data is one JSON array whose elements are the rows, or JSON Lines: the first byte that is
/// not white space decides. An object around a single array of rows counts as the array. Reading is
/// strict: anything that json-c accepts against RFC 8259, or would change silently, is an error.
package final class JSONRowReader {
  /// One object of the input, with its position.
  package struct Row: Sendable, Hashable {
    package let value: JSONValue

    /// The row's 0-based index among all rows.
    package let index: Int

    /// The 1-based line on which the row begins.
    package let line: Int
  }

  enum Layout {
    case undecided
    case array
    case lines
    case finished
  }

  var source: any ByteSource
  var buffer: [UInt8] = []
  /// The offset of the unread bytes in the buffer.
  var position = 0
  var line = 1
  var index = 0
  private var layout = Layout.undecided
  var hasEnded = false
  private var tokener = Tokener(.strict)
  private let skipsBadRows: Bool
  /// Rows that could not be read and were skipped, in order.
  package private(set) var badRows: [InputError] = []
  /// The key of the array of rows in a surrounding object; `nil` if no object surrounds it.
  package private(set) var wrapper: String?
  /// Whether the rows are elements of an array; valid after the first row.
  package private(set) var isArray = false
  /// Whether the data contains only white space.
  package private(set) var isBlank = false

  /// - Parameter skipsBadRows: Whether rows that cannot be read are skipped and kept in
  ///   ``badRows`` instead of ending the reading.
  package init(source: any ByteSource, skipsBadRows: Bool = false) {
    self.source = source
    self.skipsBadRows = skipsBadRows
  }

  /// - Throws: ``InputError`` when the file cannot be opened.
  package convenience init(path: String, skipsBadRows: Bool = false) throws(InputError) {
    self.init(source: try FileByteSource(path: path), skipsBadRows: skipsBadRows)
  }

  /// Returns the next row, or `nil` after the last one and after an error.
  ///
  /// - Throws: ``InputError`` with the sample and the line at which reading stopped.
  package func next() throws(InputError) -> Row? {
    do throws(InputError) {
      if layout == .undecided { try begin() }
      switch layout {
      case .array: return try nextElement()
      case .lines: return try nextLine()
      case .undecided, .finished: return nil
      }
    } catch {
      finish()
      throw error
    }
  }

  // MARK: Layouts

  private func begin() throws(InputError) {
    while buffer.count < byteOrderMark.count, try readMore() {}
    if buffer.starts(with: byteOrderMark) { position = byteOrderMark.count }
    switch try nextByte() {
    case UInt8(ascii: "["):
      position += 1
      layout = .array
      isArray = true
    case UInt8(ascii: "{"):
      wrapper = try enterWrapper()
      layout = wrapper == nil ? .lines : .array
      isArray = wrapper != nil
    case nil:
      isBlank = true
      finish()
    default: layout = .lines
    }
  }

  private func nextElement() throws(InputError) -> Row? {
    while true {
      guard try hasElement() else { return nil }
      do throws(InputError) {
        return try row(within: nil)
      } catch {
        guard skipsBadRows, try skipElement() else { throw error }
        badRows.append(error)
        index += 1
      }
    }
  }

  /// Moves to the next element of the array; false at its end.
  private func hasElement() throws(InputError) -> Bool {
    guard let byte = try nextByte() else { throw endOfData() }
    if byte == UInt8(ascii: "]") {
      position += 1
      // The other members of the surrounding object do not matter.
      if wrapper == nil, try nextByte() != nil {
        let message = "unexpected \(try foundHere()) after the end of the array"
        throw InputError(line: line, message: message)
      }
      finish()
      return false
    }
    if index > 0 {
      guard byte == UInt8(ascii: ",") else {
        throw fault("expected ',' or ']' between rows, not \(try foundHere())")
      }
      let commaLine = line
      position += 1
      guard let next = try nextByte() else { throw endOfData() }
      if next == UInt8(ascii: "]") {
        throw InputError(
          sampleIndex: index - 1, line: commaLine,
          message: "trailing ',' after the last row")
      }
    }
    return true
  }

  private func nextLine() throws(InputError) -> Row? {
    while try nextByte() != nil {
      do throws(InputError) {
        return try rowOfLine()
      } catch {
        guard skipsBadRows else { throw error }
        badRows.append(error)
        try skipLine()
        index += 1
      }
    }
    finish()
    return nil
  }

  private func rowOfLine() throws(InputError) -> Row {
    let row = try row(within: try endOfLine())
    while try hasByte(), isWhiteSpace(buffer[position]) {
      position += 1
      if buffer[position - 1] == UInt8(ascii: "\n") {
        line += 1
        return row
      }
    }
    guard position == buffer.count else {
      index = row.index
      throw fault("unexpected \(try foundHere()) after the row, each line must hold one row")
    }
    return row
  }

  /// The number of bytes from the position to the line's end, excluding its line feed.
  func endOfLine() throws(InputError) -> Int {
    var wanted = 0
    while true {
      if let offset = offsetOfByte(UInt8(ascii: "\n"), in: buffer.span, from: position) {
        return offset - position
      }
      wanted = max(wanted, buffer.count - position) * 2
      guard try read(atLeast: wanted) else { return buffer.count - position }
    }
  }

  // MARK: Rows

  /// Reads the row at the position.
  ///
  /// - Parameter length: The row's maximum length in bytes; `nil` for no maximum.
  private func row(within length: Int?) throws(InputError) -> Row {
    while true {
      let limit = length.map { position + $0 } ?? buffer.count
      let isWhole = length != nil || hasEnded
      let scan = RowScan(of: buffer.span.extracting(..<limit), at: position, isWhole: isWhole)
      switch scan.outcome {
      case .complete(let end): return try row(scan, end: end)
      case .ended:
        if length == nil, try read(atLeast: (buffer.count - position) * 2) { continue }
        if limit < buffer.count {
          throw fault("the row does not end on its line, JSON Lines need one whole row per line")
        }
        throw endOfData(rowLineFeedCount: scan.lineFeedCount)
      case .refused(let offset):
        let refused = offset - position
        // The message may quote some of the following bytes.
        if length == nil { _ = try read(atLeast: refused + 64) }
        let count = min(length ?? refused + 64, buffer.count - position)
        throw explanation(of: count, refusedAt: refused)
      }
    }
  }

  private func row(_ scan: RowScan, end: Int) throws(InputError) -> Row {
    let data = buffer
    let bytes = data.span.extracting(position..<end)
    guard firstInvalidUTF8Offset(of: bytes) == nil else { throw explanation(of: bytes.count) }
    let conversion: ParsedTree.Conversion
    do throws(Tokener.Fault) {
      let tree = try tokener.tree(of: bytes)
      guard tree.end == bytes.count else { throw .unexpected(at: tree.end, "not JSON") }
      conversion = tree.conversion(isChecked: true)
    } catch {
      if case .tooLong = error { throw fault("the row is longer than 2 GiB") }
      throw explanation(of: bytes.count)
    }
    // json-c keeps one member of each repeated key.
    guard conversion.memberCount == scan.colonCount else {
      throw explanation(of: bytes.count)
    }
    var value = conversion.value
    if scan.needsExactReading {
      var parser = LocatedParser(bytes: Array(buffer[position..<end]), rules: .input)
      if let exact = try? parser.document() { value = exact.plain }
    }
    let row = Row(value: value, index: index, line: line)
    position = end
    line += scan.lineFeedCount
    index += 1
    return row
  }

  /// The mistake that `LocatedParser` finds in the row at the position.
  ///
  /// - Parameters:
  ///   - count: The number of the row's bytes to read.
  ///   - refused: The first wrong byte, if known: the bytes after it may be cut anywhere.
  private func explanation(of count: Int, refusedAt refused: Int? = nil) -> InputError {
    let bytes = Array(buffer[position..<position + count])
    if let offset = firstInvalidUTF8Offset(of: bytes.span.extracting(..<(refused ?? count))) {
      let lineFeeds = bytes[..<offset].count { $0 == UInt8(ascii: "\n") }
      return fault("invalid UTF-8; save the file as UTF-8", linesDown: lineFeeds)
    }
    var parser = LocatedParser(bytes: bytes, rules: .input)
    do throws(JSONSyntaxError) {
      _ = try parser.firstValue()
      return fault("the row is not a JSON value")
    } catch {
      return fault(error.message, linesDown: error.location.line - 1)
    }
  }

  private func fault(_ message: String, linesDown: Int = 0) -> InputError {
    InputError(sampleIndex: index, line: line + linesDown, message: message)
  }

  private func endOfData(rowLineFeedCount: Int = 0) -> InputError {
    fault("unexpected end of data", linesDown: rowLineFeedCount)
  }

  // MARK: Bytes

  /// The next byte that is not white space, without consuming it; `nil` at the end.
  func nextByte() throws(InputError) -> UInt8? {
    while try hasByte() {
      let byte = buffer[position]
      guard isWhiteSpace(byte) else { return byte }
      if byte == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
    return nil
  }

  private func hasByte() throws(InputError) -> Bool {
    if position < buffer.count { return true }
    return try readMore()
  }

  private func foundHere() throws(InputError) -> String {
    _ = try read(atLeast: 4)
    return LocatedParser(bytes: buffer, rules: .input).found(at: position)
  }

  /// Reads until at least `count` bytes lie after the position; false if no more came.
  private func read(atLeast count: Int) throws(InputError) -> Bool {
    var hasRead = false
    while buffer.count - position < count || !hasRead {
      guard try readMore() else { break }
      hasRead = true
    }
    return hasRead
  }

  func readMore() throws(InputError) -> Bool {
    guard !hasEnded else { return false }
    if position > 0 {
      buffer.removeSubrange(..<position)
      position = 0
    }
    let before = buffer.count
    do throws(InputError) {
      try source.read(into: &buffer)
    } catch {
      // What was read so far tells how much of the file is good.
      throw line > 1 ? InputError(line: line, message: error.message) : error
    }
    hasEnded = buffer.count == before
    return !hasEnded
  }

  private func finish() {
    layout = .finished
    buffer = []
    position = 0
  }
}
