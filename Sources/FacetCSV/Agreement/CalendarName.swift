/// A month or a day of the week by its name or abbreviation.
struct CalendarName: Equatable {
  private let place: Int

  private static let names = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday",
  ]
  private static let abbreviations = ["sept": 8, "tues": 13, "weds": 14, "thur": 15, "thurs": 15]

  /// - Parameter text: A folded text, with or without a point at its end.
  init?(_ text: some StringProtocol) {
    let word = text.hasSuffix(".") ? String(text.dropLast()) : String(text)
    let found =
      Self.abbreviations[word]
      ?? Self.names.firstIndex { $0 == word || word.count == 3 && $0.hasPrefix(word) }
    guard let found else { return nil }
    place = found
  }

  /// The whole name, in lower case.
  var name: String { Self.names[place] }

  /// From 1 to 12; `nil` for a day.
  var month: Int? { place < 12 ? place + 1 : nil }
}
