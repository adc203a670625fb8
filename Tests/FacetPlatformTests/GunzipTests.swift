import FacetPlatform
import TestSupport
import Testing

@Suite("Gzip data")
struct GunzipTests {
  /// What the `gzip` program makes of bytes.
  static func compressed(_ bytes: [UInt8], level: Int = 6) async throws -> [UInt8] {
    try await ProgramResult(
      of: .init(["/bin/sh", "-c", "gzip -\(level)"], environment: ["PATH=/usr/bin:/bin"]),
      input: bytes, outputLimit: .max
    ).output
  }

  /// What is decompressed from pieces of a size.
  static func decompressed(
    _ bytes: [UInt8], piece: Int = .max, limit: Int = 1 << 30, ratio: Int = 200
  ) throws(GzipFault) -> [UInt8] {
    var rest = bytes[...]
    var gunzip = Gunzip(limit: limit, ratio: ratio) { () throws(SystemError) -> [UInt8] in
      defer { rest = rest.dropFirst(piece) }
      return Array(rest.prefix(piece))
    }
    var result: [UInt8] = []
    while true {
      let piece = try gunzip.next()
      if piece.isEmpty { return result }
      result += piece
    }
  }

  /// Texts that need every kind of block: stored, with fixed codes, with codes of their own.
  static let texts: [String: [UInt8]] = {
    var random = SystemRandomNumberGenerator()
    let noise = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &random) }
    let words = ["river", "stone", "window", "harbour", "engine", "letter"]
    let prose = (0..<60_000).map { words[($0 * $0 + $0 / 7) % words.count] }.joined(separator: " ")
    // Symbols whose frequencies double need the longest codes.
    let skewed = (0..<18).flatMap { Array(repeating: UInt8(60 + $0), count: 1 << $0) }
    return [
      "nothing": [], "one byte": [7], "a word": Array("harbour".utf8), "noise": noise,
      "prose": Array(prose.utf8), "zeros": Array(repeating: 0, count: 400_000),
      "skewed": skewed.shuffled(using: &random), "mixed": noise + Array(prose.utf8) + noise,
    ]
  }()

  @Test(
    "Are decompressed whole, whatever the pieces", arguments: texts.keys.sorted(), [1, 6, 9])
  func whole(name: String, level: Int) async throws {
    let text = try #require(Self.texts[name])
    let bytes = try await Self.compressed(text, level: level)
    for piece in [bytes.count < 1000 ? 1 : 997, .max] {
      #expect(try Self.decompressed(bytes, piece: piece) == text, "pieces of \(piece)")
    }
  }

  @Test("May have several members and zeros at the end")
  func members() async throws {
    let (one, two) = (Array("one, ".utf8), Array("two".utf8))
    let bytes = try await Self.compressed(one) + Self.compressed(two)
    #expect(try Self.decompressed(bytes) == one + two)
    #expect(try Self.decompressed(bytes + [0, 0, 0], piece: 1) == one + two)
    #expect(throws: GzipFault.damaged("other data follows its compressed part")) {
      try Self.decompressed(bytes + [1, 2])
    }
  }

  @Test("That end early are never taken for whole")
  func truncated() async throws {
    let text = Array("one two three one two three one two three, four".utf8)
    let bytes = try await Self.compressed(text)
    for count in 0..<bytes.count {
      #expect(throws: GzipFault.truncated, "\(count) of \(bytes.count) bytes") {
        try Self.decompressed(Array(bytes[..<count]))
      }
    }
  }

  @Test("With a changed bit are refused, or mean the same")
  func changed() async throws {
    let text = Array("one two three one two three one two three, four".utf8)
    let bytes = try await Self.compressed(text)
    var refused = 0
    for index in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[index] ^= 1 << UInt8(bit)
        do throws(GzipFault) {
          // The time and the system in the header mean nothing here, nor do the last bits before the
          // checksum.
          #expect(try Self.decompressed(changed) == text)
          #expect(index < 10 || index == bytes.count - 9)
        } catch {
          refused += 1
        }
      }
    }
    #expect(refused > (bytes.count - 10) * 8)
  }

  @Test("That grow beyond their limit are refused before they have grown")
  func bomb() async throws {
    let bytes = try await Self.compressed(Array(repeating: 0, count: 3_000_000), level: 9)
    #expect(throws: GzipFault.tooLarge(limit: 1 << 20)) {
      try Self.decompressed(bytes, limit: 1 << 20)
    }
    #expect(try Self.decompressed(bytes, limit: 1 << 20, ratio: 2000).count == 3_000_000)
  }

  @Test("In a file are decompressed, with the digest of the file as stored")
  func file() async throws {
    let folder = try ScratchFolder()
    let text = try #require(Self.texts["prose"])
    let bytes = try await Self.compressed(text)
    let path = try folder.write(bytes, to: "prose")
    let file = try UnpackedFile(path: path, digests: true)
    var read = try file.next()
    #expect(file.isCompressed)
    #expect(try file.digest() == SHA256(of: bytes))
    read = []
    let again = try UnpackedFile(path: path)
    while true {
      let piece = try again.next()
      if piece.isEmpty { break }
      read += piece
    }
    #expect(read == text)
    #expect(try again.digest() == nil)
    let cut = try UnpackedFile(path: try folder.write(Array(bytes.dropLast(9)), to: "prose"))
    let error = #expect(throws: SystemError.self) {
      while try !cut.next().isEmpty {}
    }
    #expect(
      error?.description
        == "cannot read '\(path)': the file ends in the middle of its compressed data")
    #expect(throws: SystemError.self) { try UnpackedFile(path: "/dev/zero") }
  }
}
