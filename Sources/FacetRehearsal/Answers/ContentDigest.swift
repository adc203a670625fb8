internal import FacetJSON

/// A digest of a request's content: equal content gives an equal digest, regardless of key order
/// and white space.
enum ContentDigest {
  /// The digest of a request's body and model; some formats name the model in the path.
  static func digest(of body: JSONValue, model: String) -> UInt64 {
    SeededRandom.mixed(digest(of: body) ^ SeededRandom.mixed(digest(of: model)))
  }

  static func digest(of text: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }

  private static func digest(of value: JSONValue) -> UInt64 {
    switch value {
    case .null: return 1
    case .bool(let bool): return bool ? 2 : 3
    case .number(let number): return SeededRandom.mixed(digest(of: number.text) &+ 4)
    case .string(let string): return SeededRandom.mixed(digest(of: string) &+ 5)
    case .array(let elements):
      return elements.reduce(6) { SeededRandom.mixed($0 &* 31 &+ digest(of: $1)) }
    case .object(let object):
      // A sum, so that the order of members does not matter.
      return object.members.reduce(7) { sum, member in
        sum
          &+ SeededRandom.mixed(
            digest(of: member.key) ^ SeededRandom.mixed(digest(of: member.value)))
      }
    }
  }
}
