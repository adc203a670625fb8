/// Reads the bodies of provider responses.
package enum ResponseJSON {
  /// Returns the value of a whole body.
  ///
  /// A paid response is not refused for its style: json-c's lax spellings pass; of a repeated key,
  /// the last value counts, in the first one's place; a lone surrogate becomes U+FFFD; NaN and
  /// infinities become `null`. Numbers keep their text, except that `-0` becomes `0`.
  ///
  /// - Throws: ``JSONSyntaxError`` for a body that is cut short, is not UTF-8, is nested deeper
  ///   than 512 levels, continues after its value, or is not JSON.
  package static func value(of bytes: [UInt8]) throws(JSONSyntaxError) -> JSONValue {
    let start = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    let body = bytes.span.extracting(start...)
    if let offset = firstInvalidUTF8Offset(of: body) {
      throw error(at: start + offset, in: bytes, "invalid UTF-8")
    }
    var needsExactReading = false
    let value = try TokenerPool.shared.withTokener {
      (tokener: inout Tokener) throws(JSONSyntaxError) -> JSONValue in
      do throws(Tokener.Fault) {
        let tree = try tokener.tree(of: body)
        for offset in tree.end..<max(tree.end, body.count) where !isWhiteSpace(body[offset]) {
          throw .unexpected(at: offset, "data after the end of the value")
        }
        let conversion = tree.conversion(isChecked: false)
        needsExactReading = conversion.mayBeSaturated
        return conversion.value
      } catch {
        throw restated(error, start: start, bytes: bytes)
      }
    }
    // Bytes that json-c would change are rare enough for a second, slower reading.
    if needsExactReading || hasMisreadEscape(in: body) {
      var parser = LocatedParser(bytes: bytes, rules: .response)
      if let exact = try? parser.document() { return exact.plain }
    }
    return value
  }

  private static func restated(
    _ fault: Tokener.Fault, start: Int, bytes: [UInt8]
  ) -> JSONSyntaxError {
    switch fault {
    case .ended: error(at: bytes.count, in: bytes, "unexpected end of data")
    case .tooDeep:
      error(
        at: bytes.count, in: bytes,
        "nested too deeply, at most \(LocatedParser.maximumDepth) levels are allowed")
    case .tooLong: error(at: bytes.count, in: bytes, "longer than 2 GiB")
    case .unexpected(let offset, let text): error(at: start + offset, in: bytes, text)
    }
  }

  private static func error(
    at offset: Int, in bytes: [UInt8], _ message: String
  ) -> JSONSyntaxError {
    let start = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    var cursor = LocationCursor(offset: start)
    return JSONSyntaxError(
      location: cursor.location(at: min(offset, bytes.count), in: bytes), message: message)
  }
}
