internal import FacetPlatform

/// The appearance of providers' keys.
package enum KeyShape {
  /// The prefixes of known providers' keys.
  package static let beginnings = [
    "sk-", "sk_", "gsk_", "xai-", "AIza", "hf_", "r8_", "tgp_", "fw_", "csk-", "pplx-", "nvapi-",
    "ghp_", "github_pat_", "AKIA",
  ]
}

/// A key as stored in a variable.
package enum KeyText {
  /// Why a variable's text is not a key, without the text.
  package struct Fault: Error, Sendable, Hashable {
    /// `the key in OPENAI_API_KEY must be …`
    package var message: String
  }

  /// Returns the key in a variable's text, without the white space, quotes and `Bearer ` that are
  /// often pasted along; empty if nothing else remains.
  ///
  /// - Throws: ``Fault`` if the rest cannot be sent in a header.
  package static func key(in text: String, variable: String) throws(Fault) -> String {
    var key = text.trimmed
    var length = key.utf8.count + 1
    while key.utf8.count < length {
      length = key.utf8.count
      if let first = key.first, "'\"`".contains(first), key.count > 1, key.last == first {
        key = String(key.dropFirst().dropLast()).trimmed
      }
      for scheme in ["authorization:", "bearer "] where key.lowercased().hasPrefix(scheme) {
        key = String(key.dropFirst(scheme.count)).trimmed
      }
    }
    if key.lowercased() == "bearer" { key = "" }
    guard key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\"'`".utf8.contains($0) }) else {
      throw Fault(
        message: "the key in \(variable) must be one word of visible ASCII characters, "
          + "without a space, a line break or a quote in it")
    }
    return key
  }
}
