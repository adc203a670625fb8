extension Duration {
  /// In seconds, rounded up to a whole one.
  var wholeSeconds: Int64 {
    let (seconds, attoseconds) = components
    return attoseconds > 0 ? seconds + 1 : seconds
  }

  /// In milliseconds, rounded up to a whole one.
  var wholeMilliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
  }

  /// In milliseconds, in Go's duration format: `12ms`, `1.5s`, `6m0s`, `1h0m2s`.
  var goText: String {
    let milliseconds = wholeMilliseconds
    guard milliseconds >= 1000 else { return milliseconds == 0 ? "0s" : "\(milliseconds)ms" }
    let (hours, minutes) = (milliseconds / 3_600_000, milliseconds / 60_000 % 60)
    let (seconds, rest) = (milliseconds / 1000 % 60, milliseconds % 1000)
    var text = hours > 0 ? "\(hours)h" : ""
    if hours > 0 || minutes > 0 { text += "\(minutes)m" }
    text += "\(seconds)"
    if rest > 0 {
      let digits = String(rest + 1000).dropFirst()
      text += "." + String(digits.reversed().drop { $0 == "0" }.reversed())
    }
    return text + "s"
  }
}
