internal import FacetPlatform

/// Keeps keys out of texts: errors of providers repeat a wrong key, whole or in part.
struct KeyRedaction: Sendable {
  private let forms: [String]
  private let parts: Set<UInt64>

  init(for endpoint: Endpoint) {
    let secrets = Self.secrets(of: endpoint)
    forms = secrets.flatMap { KeyForms(of: $0).texts }.sorted { $0.count > $1.count }
    parts = Set(secrets.flatMap { Self.windows(of: Array($0.utf8)).map(\.bytes) })
  }

  /// The keys that requests to an endpoint carry.
  static func secrets(of endpoint: Endpoint) -> [String] {
    var secrets = endpoint.key.map { [$0.exposed] } ?? []
    for (name, value) in endpoint.extraHeaders {
      let name = name.lowercased()
      guard KeyHeader.mayCarryKey(name) else { continue }
      secrets.append(value)
      secrets += value.split(separator: " ").map(String.init).filter { $0.utf8.count >= 8 }
    }
    return secrets.filter { $0.utf8.count >= 4 }
  }

  /// The text with `<redacted>` in place of each key, each part of one, and each word that looks
  /// like one.
  func redacting(_ text: String) -> String {
    var text = text
    for form in forms where text.contains(form) {
      text = text.replacing(form, with: Self.replacement)
    }
    text = redactingParts(text)
    guard KeyShape.beginnings.contains(where: text.contains) else { return text }
    return text.split(separator: " ", omittingEmptySubsequences: false)
      .map(Self.redactingWord).joined(separator: " ")
  }

  private static let replacement = "<redacted>"

  /// No part of a key of this length, in bytes, may remain readable.
  private static let partLength = 8

  /// The text without the remaining parts of keys.
  private func redactingParts(_ text: String) -> String {
    guard !parts.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var redacted: [UInt8] = []
    var kept = 0
    for window in Self.windows(of: bytes) where parts.contains(window.bytes) {
      if window.start >= kept {
        redacted += bytes[kept..<window.start]
        redacted += Self.replacement.utf8
      }
      kept = window.start + Self.partLength
    }
    return kept == 0 ? text : String(decoding: redacted + bytes[kept...], as: UTF8.self)
  }

  /// All substrings of ``partLength`` bytes.
  private static func windows(of bytes: [UInt8]) -> [(start: Int, bytes: UInt64)] {
    var window: UInt64 = 0
    var windows: [(start: Int, bytes: UInt64)] = []
    for (offset, byte) in bytes.enumerated() {
      window = window << 8 | UInt64(byte)
      if offset >= partLength - 1 { windows.append((offset - partLength + 1, window)) }
    }
    return windows
  }

  private static func redactingWord(_ word: Substring) -> String {
    for beginning in KeyShape.beginnings {
      guard let range = word.firstRange(of: beginning) else { continue }
      let key = word[range.lowerBound...].prefix {
        $0.isLetter || $0.isNumber || "-_*.…".contains($0)
      }
      let isWhole =
        range.lowerBound == word.startIndex
        || !(word[word.index(before: range.lowerBound)].isLetter)
      guard isWhole, key.count >= 12 else { continue }
      var end = key.endIndex
      while end > key.startIndex, word[word.index(before: end)] == "." {
        end = word.index(before: end)
      }
      return word[..<range.lowerBound] + "<redacted>" + word[end...]
    }
    return String(word)
  }
}
