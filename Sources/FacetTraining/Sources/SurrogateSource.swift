internal import FacetJSON

/// The bytes of a JSON file with U+FFFD in the place of each escaped surrogate without a partner,
/// which a strict reader refuses.
final class SurrogateSource: ByteSource {
  private var source: any ByteSource
  /// Bytes that may be the beginning of an escape.
  private var held: [UInt8] = []
  private var hasEnded = false
  /// The surrogates that were replaced.
  private(set) var count = 0

  init(_ source: any ByteSource) {
    self.source = source
  }

  func read(into buffer: inout [UInt8]) throws(InputError) {
    while !hasEnded {
      var bytes = held
      let before = bytes.count
      try source.read(into: &bytes)
      hasEnded = bytes.count == before
      let end = replace(in: &bytes)
      buffer += bytes[..<end]
      held = Array(bytes[end...])
      // An empty piece would be the end.
      if end > 0 { return }
    }
  }

  /// Replaces surrogates, up to where a piece may end within an escape or a pair of them.
  private func replace(in bytes: inout [UInt8]) -> Int {
    var place = 0
    while let slash = bytes[place...].firstIndex(of: 0x5C) {
      guard hasEnded || slash + 12 <= bytes.count else { return slash }
      guard let unit = JSONLines.unit(bytes, at: slash), unit & 0xF800 == 0xD800 else {
        place = min(slash + 2, bytes.count)
        continue
      }
      place = slash + 6
      if unit < 0xDC00, let next = JSONLines.unit(bytes, at: place), next & 0xFC00 == 0xDC00 {
        place += 6
      } else {
        count += 1
        bytes.replaceSubrange((slash + 2)..<(slash + 6), with: Array("fffd".utf8))
      }
    }
    return bytes.count
  }
}
