/// Typographic variants of characters.
///
/// The standard library composes characters but does not decompose compatibility forms; these are
/// the forms that occur in texts about data.
package enum TextFolding {
  /// The plain form of a character; `nil` if it is plain already.
  package static func plain(_ scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case ..<0xA0: nil
    case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63, 0xFF0D: "-"
    case 0x2018, 0x2019, 0x201A, 0x201B, 0x02BC, 0x2032, 0xB4: "'"
    case 0x201C, 0x201D, 0x201E, 0x201F, 0x2033, 0xAB, 0xBB: "\""
    case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0).map { String(Character($0)) }
    case 0x2070, 0x2074...0x2079: String(scalar.value - 0x2070)
    case 0x2080...0x2089: String(scalar.value - 0x2080)
    // Soft hyphen, joiners, marks of direction, byte order mark.
    case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060, 0x2066...0x2069, 0xFEFF: ""
    default: others[scalar]
    }
  }

  private static let others: [Unicode.Scalar: String] = [
    "ª": "a", "º": "o", "²": "2", "³": "3", "¹": "1", "µ": "μ", "¼": "1/4", "½": "1/2",
    "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8", "⁄": "/", "∕": "/", "Ĳ": "IJ", "ĳ": "ij",
    "Ǆ": "DŽ", "ǆ": "dž", "Ǉ": "LJ", "ǉ": "lj", "Ǌ": "NJ", "ǌ": "nj", "ŉ": "'n", "ſ": "s",
    "․": ".", "‥": "..", "…": "...", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl",
    "ﬅ": "st", "ﬆ": "st", "℃": "°C", "℉": "°F", "№": "No", "™": "TM", "℠": "SM", "℡": "TEL",
    "Ω": "Ω", "K": "K", "Å": "Å", "ℓ": "l", "ℎ": "h", "℅": "c/o", "₨": "Rs", "⁺": "+", "⁻": "-",
    "ⁿ": "n", "Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV", "Ⅴ": "V", "Ⅵ": "VI", "Ⅶ": "VII",
    "Ⅷ": "VIII", "Ⅸ": "IX", "Ⅹ": "X", "Ⅺ": "XI", "Ⅻ": "XII", "ⅰ": "i", "ⅱ": "ii", "ⅲ": "iii",
    "ⅳ": "iv", "ⅴ": "v", "ⅵ": "vi", "㎏": "kg", "㎜": "mm", "㎝": "cm", "㎞": "km", "㎡": "m2",
    "㎎": "mg", "㎖": "ml", "㎥": "m3", "①": "1", "②": "2", "③": "3",
  ]
}
