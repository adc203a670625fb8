/// Recognises headers that carry a key by their names.
package enum KeyHeader {
  /// Whether a header of this lower-case name carries a key.
  package static func carriesKey(_ name: String) -> Bool {
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

  /// Whether the value of a header of this lower-case name may be a key: more names than
  /// ``carriesKey(_:)``, because a value that is hidden needlessly does no harm.
  static func mayCarryKey(_ name: String) -> Bool {
    carriesKey(name) || ["auth", "key", "token"].contains(where: name.contains)
  }
}
