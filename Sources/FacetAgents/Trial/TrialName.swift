internal import FacetPlatform

/// The end of a trial folder's name.
enum TrialName {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

  /// Seven letters and digits that depend on a text.
  static func letters(of text: String) -> String {
    let digits = Array(SHA256(of: Array(text.utf8)).description.utf8)
    var value: UInt64 = 0
    for digit in digits.prefix(16) {
      value = value &* 31 &+ UInt64(digit)
    }
    var letters = ""
    for _ in 0..<7 {
      letters.append(alphabet[Int(value % UInt64(alphabet.count))])
      value /= UInt64(alphabet.count)
    }
    return letters
  }
}
