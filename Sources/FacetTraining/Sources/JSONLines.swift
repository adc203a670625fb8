internal import FacetJSON
internal import FacetPlatform

/// The values of a JSON Lines file, one after the other.
///
/// Lone surrogates become U+FFFD and are counted: a single one would keep a loader from reading
/// the whole file.
struct JSONLines {
  private let chunks: FileChunks
  private let path: String
  private var buffer: [UInt8] = []
  private var start = 0
  private var hasEnded = false
  /// The 1-based line of the value read last.
  private(set) var line = 0
  private(set) var loneSurrogates = 0

  init(path: String) throws(TrainingError) {
    self.path = path
    do throws(SystemError) {
      chunks = try FileChunks(path: path)
    } catch {
      throw TrainingError("\(error)")
    }
  }

  /// The next value that is not blank.
  ///
  /// - Parameters:
  ///   - mark: A comma and a key of an object; the members from there on are left out if it occurs
  ///     near the beginning. Quotes within texts are escaped, so a text cannot hold it.
  ///   - needed: A comma and a key that must stand before the mark.
  mutating func next(
    before mark: String? = nil, after needed: String = ""
  ) throws(TrainingError) -> JSONValue? {
    while var bytes = try nextLine() {
      line += 1
      // Other control characters, such as the zeros of a file that a crash cut short, are no space.
      if bytes.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) { continue }
      if let mark, bytes.first == 0x7B, let place = Self.place(of: mark, in: bytes),
        let other = Self.place(of: needed, in: bytes), other < place
      {
        bytes = bytes[..<place] + [0x7D]
      }
      loneSurrogates += Self.loneSurrogates(in: bytes)
      do throws(JSONSyntaxError) {
        return try ResponseJSON.value(of: bytes)
      } catch {
        throw TrainingError("\(path):\(line): \(error.message)")
      }
    }
    return nil
  }

  private mutating func nextLine() throws(TrainingError) -> [UInt8]? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: 0x0A) {
        defer { start = end + 1 }
        return Array(buffer[start..<end])
      }
      searched = buffer.count - start
      buffer.removeSubrange(..<start)
      start = 0
      if hasEnded {
        guard !buffer.isEmpty else { return nil }
        defer { buffer = [] }
        return buffer
      }
      let chunk: [UInt8]
      do throws(SystemError) {
        chunk = try chunks.next()
      } catch {
        throw TrainingError("\(error)", isMistake: false)
      }
      if chunk.isEmpty { hasEnded = true } else { buffer += chunk }
    }
  }

  /// Where a mark begins, if it does in the first 500 bytes.
  private static func place(of mark: String, in bytes: [UInt8]) -> Int? {
    place(of: Array(mark.utf8), in: bytes.prefix(500))
  }

  /// Where a mark begins; the library's own search is ten times slower on bytes.
  static func place(of mark: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = mark.first else { return bytes.startIndex }
    var start = bytes.startIndex
    while let place = bytes[start...].firstIndex(of: first) {
      if bytes[place...].starts(with: mark) { return place }
      start = place + 1
    }
    return nil
  }

  /// The number of escaped surrogates without a partner.
  static func loneSurrogates(in bytes: [UInt8]) -> Int {
    var count = 0
    var place = 0
    while let slash = bytes[place...].firstIndex(of: 0x5C), slash + 1 < bytes.count {
      guard bytes[slash + 1] == UInt8(ascii: "u") else {
        place = slash + 2
        continue
      }
      guard let unit = unit(bytes, at: slash), unit & 0xF800 == 0xD800 else {
        place = min(slash + 2, bytes.count)
        continue
      }
      place = slash + 6
      if unit < 0xDC00, let next = self.unit(bytes, at: place), next & 0xFC00 == 0xDC00 {
        place += 6
      } else {
        count += 1
      }
    }
    return count
  }

  /// The code unit of the escape at an offset.
  static func unit(_ bytes: [UInt8], at offset: Int) -> UInt32? {
    guard offset + 6 <= bytes.count, bytes[offset] == 0x5C,
      bytes[offset + 1] == UInt8(ascii: "u")
    else { return nil }
    return UInt32(String(decoding: bytes[(offset + 2)..<(offset + 6)], as: UTF8.self), radix: 16)
  }
}
