internal import FacetCSV

/// The plain forms of characters outside ASCII, for comparisons.
enum CompatibilityForm {
  /// The plain form of a character: that of typographic variants, of full-width, circled and
  /// mathematical letters and digits.
  static func plain(_ scalar: Unicode.Scalar) -> String {
    if let plain = TextFolding.plain(scalar) { return plain }
    let value = scalar.value
    switch value {
    case 0x1D400...0x1D6A3: return letter(Int(value - 0x1D400) % 52)
    case 0x1D7CE...0x1D7FF: return String((value - 0x1D7CE) % 10)
    case 0x24B6...0x24CF: return letter(Int(value - 0x24B6) + 26)
    case 0x24D0...0x24E9: return letter(Int(value - 0x24D0) + 26)
    case 0x3000: return " "
    default: return String(Character(scalar))
    }
  }

  /// A letter of the 52 of a mathematical alphabet, upper case first.
  private static func letter(_ index: Int) -> String {
    Unicode.Scalar(UInt32(0x61 + index % 26)).map { String(Character($0)) } ?? ""
  }

  /// The letter without case and, for a Latin letter, without its diacritic.
  static func folded(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "ß", "ẞ": return "ss"
    case "ς": return "σ"
    case "æ", "Æ": return "ae"
    case "œ", "Œ": return "oe"
    case "ø", "Ø": return "o"
    case "ı", "İ": return "i"
    default: break
    }
    let lower = scalar.properties.lowercaseMapping
    guard let first = lower.unicodeScalars.first, first.value >= 0x80,
      let name = first.properties.name, name.hasPrefix("LATIN SMALL LETTER ")
    else { return lower }
    let rest = name.dropFirst("LATIN SMALL LETTER ".count)
    let base = rest.prefix { $0 != " " }
    return base.count == 1 && rest.contains(" WITH ") ? base.lowercased() : lower
  }
}
