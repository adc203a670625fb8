/// Bodies that are not JSON: responses of proxies and gateways.
enum PlainText {
  /// Whether a body is a web page.
  static func isHTML(_ body: [UInt8]) -> Bool {
    let head = String(decoding: body.prefix(256), as: UTF8.self).lowercased()
    let start = head.drop(while: \.isWhitespace)
    return start.hasPrefix("<!doctype html") || start.hasPrefix("<html") || start.hasPrefix("<?xml")
  }

  /// The body in one short line: a page's title, or the text itself.
  static func summary(of body: [UInt8]) -> String {
    let text = String(decoding: body.prefix(4096), as: UTF8.self)
    guard isHTML(body) else { return collapsed(text) }
    let lowered = text.lowercased()
    guard let open = lowered.firstRange(of: "<title>"),
      let close = lowered[open.upperBound...].firstRange(of: "</title>"),
      lowered.utf8.count == text.utf8.count
    else { return "a web page instead of an answer" }
    let start = lowered.utf8.distance(from: lowered.startIndex, to: open.upperBound)
    let length = lowered.utf8.distance(from: open.upperBound, to: close.lowerBound)
    let title = String(decoding: Array(text.utf8.dropFirst(start).prefix(length)), as: UTF8.self)
    return "a web page titled '\(collapsed(title))'"
  }

  /// The text with each run of white space replaced by one space.
  static func collapsed(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
