/// A line of ``SystemCallTable``.
struct SystemCall: Sendable {
  var name: String
  /// Its numbers on x86-64 and AArch64; nil where it is missing.
  var numbers: [UInt32?]
  /// The position of a restricted argument, then its allowed values.
  var values: [UInt32]

  /// The calls of a table: `name number number`, or `name number number: position value…`.
  static func list(_ table: String) -> [SystemCall] {
    table.split(separator: ",").compactMap { entry in
      let words = entry.split { " \n:".contains($0) }
      guard words.count >= 3 else { return nil }
      return SystemCall(
        name: String(words[0]), numbers: [number(words[1]), number(words[2])],
        values: words.dropFirst(3).compactMap(number))
    }
  }

  private static func number(_ word: Substring) -> UInt32? {
    word.hasPrefix("0x") ? UInt32(word.dropFirst(2), radix: 16) : UInt32(word)
  }
}
