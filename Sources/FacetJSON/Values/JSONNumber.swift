/// A JSON number that keeps its text, so that `0.70` stays `0.70`.
package struct JSONNumber: Sendable, Hashable {
  /// The number's JSON text; always valid JSON.
  package let text: String

  /// Keeps a text that a parser has already found to be a JSON number.
  package init(validated text: String) {
    self.text = text
  }

  package init(_ value: Int) {
    text = String(value)
  }

  /// The shortest text that reads back as the same double.
  ///
  /// - Precondition: The value is finite; JSON has no other numbers.
  package init(_ value: Double) {
    precondition(value.isFinite, "JSON has no infinity and no NaN")
    if let whole = Int(exactly: value), whole.magnitude < 1 << 53, value.sign == .plus || whole != 0
    {
      text = String(whole)
    } else {
      text = value.description
    }
  }

  /// The shortest text for a number from outside; 0 for NaN, the largest double for infinity.
  package init(finite value: Double) {
    self.init(
      value.isNaN
        ? 0
        : min(
          max(value, -Double.greatestFiniteMagnitude), Double.greatestFiniteMagnitude))
  }

  /// The number as an integer, or `nil` when it has a fraction or does not fit.
  package var int: Int? {
    Int(text) ?? Double(text).flatMap { abs($0) < 0x1p53 ? Int(exactly: $0) : nil }
  }

  /// The nearest double; infinite if the text is out of a double's range.
  package var double: Double { Double(text) ?? .nan }
}
