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
  mutating func next() throws(TrainingError) -> JSONValue? {
    while let bytes = try nextLine() {
      line += 1
      if bytes.allSatisfy({ $0 <= 0x20 }) { continue }
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
