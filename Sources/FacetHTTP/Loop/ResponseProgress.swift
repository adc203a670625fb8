/// What has arrived of a response: the header lines of the latest head, and the body.
struct ResponseProgress {
  /// More than any honest server sends; beyond it the transfer ends.
  private static let maxHeaderBytes = 256 << 10
  /// How much room is made on a server's word alone.
  private static let maxReserved = 1 << 20

  private var head: [UInt8] = []
  private(set) var body: [UInt8] = []
  /// Whether the empty line after the header lines has come.
  private(set) var headIsComplete = false

  /// Takes in one header line, its end included; returns why the transfer must end, if it must.
  mutating func appendHeaderLine(
    _ line: UnsafeRawBufferPointer, maxBodyBytes: Int
  ) -> TransferSlot.Refusal? {
    if unsafe line.count >= 5 && line.prefix(5).elementsEqual("HTTP/".utf8) && body.isEmpty {
      // A head follows an interim one, or begins the only one; its first line is no field.
      head.removeAll(keepingCapacity: true)
      headIsComplete = false
      return nil
    }
    // Fields after the body are not the head's.
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

  /// Takes in a piece of the body; `false` when it is more than may come.
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
