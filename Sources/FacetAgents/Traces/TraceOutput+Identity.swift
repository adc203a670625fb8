internal import FacetPlatform

extension TraceOutput {
  /// The job's identifier: the same for a job of the same name.
  var jobID: String { Self.uuid(of: jobName) }

  /// An identifier in the form of a UUID that depends on a text.
  static func uuid(of text: String) -> String {
    var digits = Array(SHA256(of: Array(text.utf8)).description.utf8.prefix(32))
    // Version 8 is for identifiers made in ways of their own; the variant is RFC 9562's.
    digits[12] = UInt8(ascii: "8")
    digits[16] = UInt8(ascii: "a")
    let text = String(decoding: digits, as: UTF8.self)
    var parts: [Substring] = []
    var rest = text[...]
    for length in [8, 4, 4, 4, 12] {
      parts.append(rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    return parts.joined(separator: "-")
  }
}
