import FacetJSON
import FacetModels
import Testing

@testable import FacetRehearsal

@Suite("Gzip bodies are gzip")
struct GzipTests {
  @Test("The checksum is CRC-32")
  func checksum() {
    #expect(GzipBody.checksum(of: Array("123456789".utf8)) == 0xcbf4_3926)
  }

  @Test("Stored blocks hold the bytes as they are", arguments: [0, 1, 0xffff, 0x10000, 200_000])
  func stored(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    #expect(try Inflation(GzipBody.stored(bytes), limit: 1 << 20).output == bytes)
  }

  @Test("Spaces unpack to as many as the trailer says", arguments: [16, 160, 1600])
  func spaces(matches: Int) throws {
    let spaces = [UInt8](repeating: 0x20, count: 1 + 258 * matches)
    let packed = GzipBody.spaces(matches: matches, checksum: GzipBody.checksum(of: spaces))
    #expect(try Inflation(packed, limit: 1 << 20).output == spaces)
  }

  @Test("The bomb is small and announces 256 MiB")
  func bomb() {
    #expect(GzipBody.bomb.count < 1_800_000)
    #expect(GzipBody.bomb.suffix(4) == [0x81, 0, 0, 0x10])
  }

  @Test("An answer in gzip says so and holds the answer")
  func answer() async throws {
    try await RehearsalServer.withServer { server in
      let response = try #require(
        server.response(to: RehearsalRequest().with(fault: .gzip)))
      #expect(response.header("content-encoding") == "gzip")
      let plain = try #require(server.response(to: RehearsalRequest()))
      #expect(try Inflation(response.body, limit: 1 << 20).output == plain.body)
    }
  }

  @Test("The bomb is served as a small body")
  func servedBomb() async throws {
    try await RehearsalServer.withServer { server in
      let connection = RawConnection(port: server.port)
      connection.send(RehearsalRequest().with(fault: .gzipBomb).bytes)
      let head = String(decoding: connection.piece().prefix(400), as: UTF8.self)
      #expect(head.contains("content-encoding: gzip\r\n"))
      #expect(head.contains("content-length: \(GzipBody.bomb.count)\r\n"))
    }
  }
}

/// Reads the two kinds of deflate block that the rehearsal writes.
private struct Inflation {
  struct Malformed: Error {}

  /// The unpacked bytes, as far as the limit.
  private(set) var output: [UInt8] = []
  private(set) var length = 0
  private let bytes: [UInt8]
  private var bit = 80

  init(_ bytes: [UInt8], limit: Int) throws {
    self.bytes = bytes
    guard bytes.starts(with: [0x1f, 0x8b, 8, 0]) else { throw Malformed() }
    var isLast = false
    while !isLast {
      isLast = take(1) == 1
      switch take(2) {
      case 0: try storedBlock(limit: limit)
      case 1: try fixedBlock(limit: limit)
      default: throw Malformed()
      }
    }
    bit = (bit + 7) / 8 * 8
    let checksum = UInt32(take(32))
    guard take(32) == length & 0xffff_ffff, bit / 8 == bytes.count else { throw Malformed() }
    if length <= limit, checksum != GzipBody.checksum(of: output) { throw Malformed() }
  }

  private mutating func take(_ count: Int) -> Int {
    var value = 0
    for place in 0..<count {
      value |= Int((bytes[bit >> 3] >> UInt8(bit & 7)) & 1) << place
      bit += 1
    }
    return value
  }

  private mutating func takeCode(_ count: Int) -> Int {
    (0..<count).reduce(0) { code, _ in code << 1 | take(1) }
  }

  private mutating func put(_ byte: UInt8, count: Int, limit: Int) {
    length += count
    if output.count < limit { output.append(contentsOf: repeatElement(byte, count: count)) }
  }

  private mutating func storedBlock(limit: Int) throws {
    bit = (bit + 7) / 8 * 8
    let count = take(16)
    guard take(16) == ~count & 0xffff else { throw Malformed() }
    output.append(contentsOf: bytes[(bit >> 3)..<(bit >> 3) + count])
    length += count
    bit += count * 8
  }

  private mutating func fixedBlock(limit: Int) throws {
    var last: UInt8 = 0
    while true {
      let start = takeCode(7)
      if start == 0 { return }
      let code = start << 1 | takeCode(1)
      if (0x30..<0xc0).contains(code) {
        last = UInt8(code - 0x30)
        put(last, count: 1, limit: limit)
      } else if code == 0xc5, takeCode(5) == 0 {
        put(last, count: 258, limit: limit)
      } else {
        throw Malformed()
      }
    }
  }
}
