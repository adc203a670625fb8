/// An interval such as `(0, 5]`, whose ends may be written with or without decimals.
struct AnswerInterval: Equatable {
  private let opening: Character
  private let ends: [Double]
  private let closing: Character

  /// The same text for all spellings of the interval.
  var text: String { "\(opening)\(ends[0]),\(ends[1])\(closing)" }

  /// - Parameter text: A folded text without spaces beside punctuation.
  init?(_ text: String) {
    guard let opening = text.first, let closing = text.last, "([".contains(opening),
      ")]".contains(closing)
    else { return nil }
    let ends = text.dropFirst().dropLast().split(separator: ",").compactMap { Double($0) }
    guard ends.count == 2, text.count(where: { $0 == "," }) == 1 else { return nil }
    (self.opening, self.ends, self.closing) = (opening, ends, closing)
  }
}
