internal import FacetPlatform

/// Keeps keys out of texts: providers repeat a wrong key, whole or in part, in their errors.
struct KeyRedaction: Sendable {
  private let secrets: [String]

  init(for endpoint: Endpoint) {
    var secrets = endpoint.key.map { [$0.exposed] } ?? []
    for (name, value) in endpoint.extraHeaders {
      let name = name.lowercased()
      guard Self.telltales.contains(where: name.contains) else { continue }
      secrets.append(value)
      secrets += value.split(separator: " ").map(String.init).filter { $0.utf8.count >= 8 }
    }
    self.secrets = secrets.filter { $0.utf8.count >= 4 }.sorted { $0.count > $1.count }
  }

  /// The text with `<redacted>` in place of each key and of each word that looks like one.
  func redacting(_ text: String) -> String {
    var text = text
    for secret in secrets where text.contains(secret) {
      text = text.replacing(secret, with: "<redacted>")
    }
    guard KeyShape.beginnings.contains(where: text.contains) else { return text }
    return text.split(separator: " ", omittingEmptySubsequences: false)
      .map(Self.redactingWord).joined(separator: " ")
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

  private static let telltales = ["auth", "key", "token", "secret", "cookie"]
}
