/// Finds the end of a value, and anything in it that json-c would wrongly accept.
///
/// It knows tokens and bracket nesting; json-c checks the rest of the grammar. Neither validates
/// UTF-8 here.
struct RowScan {
  enum Outcome: Equatable {
    /// The value ends before the offset.
    case complete(end: Int)
    /// The bytes end within the value, or after a number that might continue.
    case ended
    /// The byte at the offset fits in no value.
    case refused(at: Int)
  }

  private(set) var outcome = Outcome.ended

  /// The number of `:` outside strings: the number of members, if json-c accepts the value.
  private(set) var colonCount = 0
  private(set) var lineFeedCount = 0

  /// Whether json-c would change something: a `-0`, or a surrogate pair that satisfies
  /// ``isMisreadHighSurrogate(_:)``.
  private(set) var needsExactReading = false

  private var openBrackets: [UInt8] = []
  private var lastStringHasNUL = false

  /// - Parameters:
  ///   - start: The offset of the value's first byte.
  ///   - isWhole: Whether nothing follows the bytes.
  init(of bytes: Span<UInt8>, at start: Int, isWhole: Bool) {
    outcome = scan(bytes, from: start, isWhole: isWhole)
  }

  private mutating func scan(_ bytes: Span<UInt8>, from start: Int, isWhole: Bool) -> Outcome {
    var offset = start
    var needsKey = false
    while offset < bytes.count {
      let byte = bytes[offset]
      if isWhiteSpace(byte) {
        if byte == UInt8(ascii: "\n") { lineFeedCount += 1 }
        offset += 1
        continue
      }
      if needsKey {
        guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "}") else {
          return .refused(at: offset)
        }
        needsKey = false
      }
      switch byte {
      case UInt8(ascii: "\""):
        let outcome = passString(bytes, from: offset + 1)
        guard case .complete(let end) = outcome else { return outcome }
        offset = end
      case UInt8(ascii: ":"):
        guard !openBrackets.isEmpty, !lastStringHasNUL else { return .refused(at: offset) }
        colonCount += 1
        offset += 1
        continue
      case UInt8(ascii: ","):
        guard let bracket = openBrackets.last else { return .refused(at: offset) }
        needsKey = bracket == UInt8(ascii: "{")
        offset += 1
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard openBrackets.count < LocatedParser.maximumDepth else {
          return .refused(at: offset)
        }
        openBrackets.append(byte)
        needsKey = byte == UInt8(ascii: "{")
        offset += 1
        continue
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        // In ASCII each closing bracket is its opening bracket plus 2.
        guard openBrackets.popLast() == byte - 2 else { return .refused(at: offset) }
        offset += 1
      default:
        let outcome = passScalar(bytes, from: offset, isWhole: isWhole)
        guard case .complete(let end) = outcome else { return outcome }
        offset = end
      }
      if openBrackets.isEmpty { return .complete(end: offset) }
    }
    return .ended
  }

  /// - Parameter start: The offset after the opening quote.
  private mutating func passString(_ bytes: Span<UInt8>, from start: Int) -> Outcome {
    lastStringHasNUL = false
    var offset = start
    while true {
      offset = endOfPlainRun(in: bytes, from: offset)
      guard offset < bytes.count else { return .ended }
      switch bytes[offset] {
      case UInt8(ascii: "\""): return .complete(end: offset + 1)
      case UInt8(ascii: "\\"):
        let outcome = passEscape(bytes, at: offset)
        guard case .complete(let end) = outcome else { return outcome }
        offset = end
      default: return .refused(at: offset)
      }
    }
  }

  private mutating func passEscape(_ bytes: Span<UInt8>, at start: Int) -> Outcome {
    guard start + 1 < bytes.count else { return .ended }
    switch bytes[start + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return .complete(end: start + 2)
    case UInt8(ascii: "u"): break
    default: return .refused(at: start + 1)
    }
    var offset = start + 2
    let first = codeUnit(bytes, at: &offset)
    guard let first else { return offset < bytes.count ? .refused(at: offset) : .ended }
    if first == 0 { lastStringHasNUL = true }
    guard 0xD800..<0xE000 ~= first else { return .complete(end: offset) }
    guard first < 0xDC00 else { return .refused(at: start) }
    if isMisreadHighSurrogate(first) { needsExactReading = true }
    for expected in [UInt8(ascii: "\\"), UInt8(ascii: "u")] {
      guard offset < bytes.count else { return .ended }
      guard bytes[offset] == expected else { return .refused(at: offset) }
      offset += 1
    }
    let second = codeUnit(bytes, at: &offset)
    guard let second else { return offset < bytes.count ? .refused(at: offset) : .ended }
    return 0xDC00..<0xE000 ~= second ? .complete(end: offset) : .refused(at: offset - 1)
  }

  private mutating func passScalar(
    _ bytes: Span<UInt8>, from start: Int, isWhole: Bool
  ) -> Outcome {
    switch bytes[start] {
    case UInt8(ascii: "t"): return pass("true", bytes, from: start)
    case UInt8(ascii: "f"): return pass("false", bytes, from: start)
    case UInt8(ascii: "n"): return pass("null", bytes, from: start)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): break
    default: return .refused(at: start)
    }
    let scan = NumberScan(of: bytes, at: start)
    // If more bytes follow, the number may continue in them.
    if !isWhole, scan.end == bytes.count { return .ended }
    switch scan.fault {
    case nil: break
    case .ended: return .ended
    case .leadingZero: return .refused(at: start)
    case .noDigits(let offset), .trailing(let offset): return .refused(at: offset)
    }
    if scan.isInteger {
      let length = scan.end - start
      if length == 2, bytes[start] == UInt8(ascii: "-"), bytes[start + 1] == UInt8(ascii: "0") {
        needsExactReading = true
      }
      // Up to 18 digits fit in any case.
      if length > 18, !Self.fits(bytes.extracting(start..<scan.end)) {
        return .refused(at: start)
      }
    }
    return .complete(end: scan.end)
  }

  private static func fits(_ digits: Span<UInt8>) -> Bool {
    let isNegative = digits[0] == UInt8(ascii: "-")
    var magnitude: UInt64 = 0
    for index in (isNegative ? 1 : 0)..<digits.count {
      let (product, hasOverflown) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, hasCarried) = product.addingReportingOverflow(
        UInt64(digits[index] - UInt8(ascii: "0")))
      if hasOverflown || hasCarried { return false }
      magnitude = sum
    }
    return !isNegative || magnitude <= Int64.min.magnitude
  }

  private func pass(_ word: StaticString, _ bytes: Span<UInt8>, from start: Int) -> Outcome {
    var offset = start
    for scalar in word.description.utf8 {
      guard offset < bytes.count else { return .ended }
      guard bytes[offset] == scalar else { return .refused(at: offset) }
      offset += 1
    }
    return .complete(end: offset)
  }
}
