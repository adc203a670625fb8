internal import CJSONC

/// A json-c tokener with one owner, freed when that owner goes away.
@safe struct Tokener: ~Copyable {
  enum Strictness {
    /// RFC 8259, and a few extensions that ``RowScan`` has to refuse.
    case strict
    /// Also single quotes, comments, trailing commas and literals in any case.
    case lenient
  }

  /// Why the bytes are not a value.
  enum Fault: Error {
    /// The bytes end before the value does.
    case ended
    case tooDeep
    /// The byte at the offset cannot continue a value; the text is json-c's.
    case unexpected(at: Int, String)
    case tooLong
  }

  private let pointer: UnsafeMutablePointer<json_tokener>

  init(_ strictness: Strictness) {
    // json-c counts levels by container content, so a scalar takes one too.
    let levels = Int32(LocatedParser.maximumDepth + 1)
    guard let pointer = unsafe json_tokener_new_ex(levels) else {
      fatalError("json-c could not allocate a tokener")
    }
    if strictness == .strict {
      unsafe json_tokener_set_flags(
        pointer, JSON_TOKENER_STRICT | JSON_TOKENER_ALLOW_TRAILING_CHARS)
    }
    unsafe self.pointer = pointer
  }

  deinit { unsafe json_tokener_free(pointer) }

  /// Returns the value that the bytes begin with, and the offset at which it ends.
  mutating func tree(of bytes: Span<UInt8>) throws(Fault) -> ParsedTree {
    guard bytes.count < Int32.max else { throw .tooLong }
    // The remains of a broken text are freed at once, not at the next call.
    defer { unsafe json_tokener_reset(pointer) }
    var root = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe parse(buffer.baseAddress, count: buffer.count)
    }
    var end = unsafe Int(json_tokener_get_parse_end(pointer))
    if unsafe json_tokener_get_error(pointer) == json_tokener_continue {
      // A number or an unclosed value: a NUL marks the end of the bytes.
      var terminator: UInt8 = 0
      unsafe root = withUnsafePointer(to: &terminator) { unsafe parse($0, count: 1) }
      end = bytes.count
      guard unsafe json_tokener_get_error(pointer) == json_tokener_success else { throw .ended }
    }
    switch unsafe json_tokener_get_error(pointer) {
    case json_tokener_success: return unsafe ParsedTree(root: root, end: end)
    case json_tokener_error_depth: throw .tooDeep
    case let error:
      let description = unsafe json_tokener_error_desc(error).map { unsafe String(cString: $0) }
      throw .unexpected(at: end, description ?? "not JSON")
    }
  }

  private func parse(_ start: UnsafePointer<UInt8>?, count: Int) -> OpaquePointer? {
    guard let start = unsafe start else {
      var terminator: UInt8 = 0
      return unsafe withUnsafePointer(to: &terminator) { unsafe parse($0, count: 1) }
    }
    return unsafe start.withMemoryRebound(to: CChar.self, capacity: count) {
      unsafe json_tokener_parse_ex(pointer, $0, Int32(count))
    }
  }
}
