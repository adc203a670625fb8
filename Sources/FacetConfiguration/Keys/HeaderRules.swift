/// The rules for `extra_headers`.
enum HeaderRules {
  /// Why a header's name is invalid, or `nil`.
  static func fault(inName name: String) -> Mistake? {
    guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte) else {
      return .invalidHeaderName(SecretShape.matches(name) ? "…" : name)
    }
    let folded = name.lowercased()
    if carriesKey(folded) { return .keyHeader(name) }
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

  /// Whether a header of this lower-case name carries a key.
  private static func carriesKey(_ name: String) -> Bool {
    let isSeparator = { (character: Character) in "-_.".contains(character) }
    let joined = name.filter { !isSeparator($0) }
    if secretParts.contains(where: { joined.contains($0) }) { return true }
    let words = name.split(whereSeparator: isSeparator)
    guard let last = words.last, !isSeparator(name.last ?? "-") else { return false }
    if ["token", "auth", "jwt", "pwd"].contains(last) { return true }
    let isHarmless = words.dropLast().last.map { harmlessKeys.contains(String($0)) } ?? false
    return last == "key" && !isHarmless
  }

  /// A name that contains one of these, ignoring separators, carries a key.
  private static let secretParts = [
    "authorization", "cookie", "passwd", "password", "secret", "credential", "bearer", "apikey",
    "accesskey", "privatekey", "authkey", "subscriptionkey", "licensekey", "servicekey",
    "functionkey", "functionskey", "masterkey", "accountkey",
  ]

  /// The words before `key` in names that carry no key.
  private static let harmlessKeys: Set<String> = [
    "idempotency", "cache", "routing", "partition", "sort", "trace", "request", "public",
  ]

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
