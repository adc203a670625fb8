internal import FacetJSON

/// Escapes text and data so that HTML treats them as plain text.
enum HTMLText {
  /// Text between tags.
  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { escaped, character in
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      default: escaped.append(character)
      }
    }
  }

  /// A value as JSON inside a script element.
  ///
  /// In JSON, `<`, `>` and `&` occur only within strings, so they can be escaped; no end tag or
  /// comment can begin. The two line separators that JSON allows and old JavaScript does not are
  /// escaped too.
  static func embedded(_ value: JSONValue) -> [UInt8] {
    let json = value.bytes()
    var embedded: [UInt8] = []
    embedded.reserveCapacity(json.count + json.count / 16)
    var index = json.startIndex
    while index < json.endIndex {
      let byte = json[index]
      switch byte {
      case UInt8(ascii: "<"): embedded += #"\u003c"#.utf8
      case UInt8(ascii: ">"): embedded += #"\u003e"#.utf8
      case UInt8(ascii: "&"): embedded += #"\u0026"#.utf8
      case 0xE2
      where index + 2 < json.endIndex && json[index + 1] == 0x80 && json[index + 2] & 0xFE == 0xA8:
        embedded += (json[index + 2] == 0xA8 ? #"\u2028"# : #"\u2029"#).utf8
        index += 2
      default: embedded.append(byte)
      }
      index += 1
    }
    return embedded
  }
}
