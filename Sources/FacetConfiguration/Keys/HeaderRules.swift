internal import FacetModels

/// The rules for `extra_headers`.
enum HeaderRules {
  /// Why a header's name is invalid, or `nil`.
  static func fault(inName name: String) -> Mistake? {
    guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte) else {
      return .invalidHeaderName(SecretShape.matches(name) ? "…" : name)
    }
    let folded = name.lowercased()
    if KeyHeader.carriesKey(folded) { return .keyHeader(name) }
    return own.contains(folded) ? .ownHeader(name) : nil
  }

  /// Whether a value is one line without control characters.
  static func isValue(_ value: String) -> Bool {
    value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
  }

  /// Whether a value begins like a key.
  static func isCredential(_ value: String) -> Bool {
    let start = value.drop { $0 == " " || $0 == "\t" }.lowercased()
    return ["bearer ", "basic ", "token "].contains { start.hasPrefix($0) }
  }

  private static let own: Set<String> = [
    "content-length", "content-type", "transfer-encoding", "host", "connection",
    "accept-encoding", "expect",
  ]

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
