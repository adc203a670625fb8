/// The received part of a response: the header lines of the latest head, and the body.
struct ResponseProgress {
  /// More than any honest server sends; a longer head ends the transfer.
  private static let maxHeaderBytes = 256 << 10
  /// The most memory reserved on the strength of a server's content length.
  private static let maxReserved = 1 << 20

  private var head: [UInt8] = []
  private(set) var body: [UInt8] = []
  /// Whether the empty line after the header lines has arrived.
  private(set) var headIsComplete = false

  /// Adds a header line, including its end; returns a reason if the transfer must end.
  mutating func appendHeaderLine(
    _ line: UnsafeRawBufferPointer, maxBodyBytes: Int
  ) -> TransferSlot.Refusal? {
    if unsafe line.count >= 5 && line.prefix(5).elementsEqual("HTTP/".utf8) && body.isEmpty {
      // A head follows an interim one, or is the only one; its first line is not a field.
      head.removeAll(keepingCapacity: true)
      headIsComplete = false
      return nil
    }
    // Fields after the body do not belong to the head.
    if headIsComplete { return nil }
    if line.count <= 2 {
      headIsComplete = true
      return nil
    }
    if head.count + line.count > Self.maxHeaderBytes { return .headersTooLarge }
    unsafe head.append(contentsOf: line)
    guard let length = unsafe Self.contentLength(line) else { return nil }
    if length > maxBodyBytes { return .tooLarge }
    body.reserveCapacity(min(length, Self.maxReserved))
    return nil
  }

  /// Adds a piece of the body; `false` if the body exceeds its limit.
  mutating func appendBody(_ piece: UnsafeRawBufferPointer, maxBodyBytes: Int) -> Bool {
    guard piece.count <= maxBodyBytes - body.count else { return false }
    unsafe body.append(contentsOf: piece)
    return true
  }

  /// The fields of the last head.
  func headers() -> HTTPHeaders {
    var headers = HTTPHeaders()
    for line in head.split(whereSeparator: { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") })
    {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      let name = String(decoding: line[..<colon], as: UTF8.self)
      var value = line[line.index(after: colon)...]
      while let first = value.first, first == 0x20 || first == 0x09 { value.removeFirst() }
      while let last = value.last, last == 0x20 || last == 0x09 { value.removeLast() }
      headers.append(name: name, value: String(decoding: value, as: UTF8.self))
    }
    return headers
  }

  private static func contentLength(_ line: UnsafeRawBufferPointer) -> Int? {
    let name: StaticString = "content-length:"
    guard line.count > name.utf8CodeUnitCount, unsafe line[0] | 0x20 == UInt8(ascii: "c")
    else { return nil }
    for index in 0..<name.utf8CodeUnitCount
    where unsafe line[index] | 0x20 != name.utf8Start[index] | 0x20 {
      return nil
    }
    var length = 0
    for index in name.utf8CodeUnitCount..<line.count {
      let byte = unsafe line[index]
      if byte == UInt8(ascii: " ") { continue }
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), length < Int.max / 16 else {
        break
      }
      length = length * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return length
  }
}
