// The normaliser of the standard library, which it opens to Foundation alone. All of Foundation, whose
// public interface it is, would lengthen each start of the program.
@_spi(_Unicode) internal import Swift

/// The canonical form of texts, for comparisons by bytes.
enum CanonicalForm {
  /// The text in Unicode's Normalization Form C, in which `é` is one character however it was
  /// written.
  static func composed(_ text: String) -> String {
    // Below U+0300, whose first byte is 0xCC, every text is in this form.
    guard text.utf8.contains(where: { $0 >= 0xCC }) else { return text }
    var composed = String.UnicodeScalarView()
    composed.append(contentsOf: text._nfc)
    return String(composed)
  }
}
