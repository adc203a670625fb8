/// The marks for the provider's cache in a conversation: at the end of its opening and of its
/// latest turns, so that each turn reuses the earlier turns' cache.
struct HistoryMarks {
  /// The provider allows four marks per request.
  private static let most = 4

  /// The marked user messages, by their index among the request's messages.
  private let places: Set<Int>

  static let none = HistoryMarks(places: [])

  private init(places: Set<Int>) {
    self.places = places
  }

  /// - Parameters:
  ///   - places: The indices of the user's messages, in order.
  ///   - other: A further message to mark, if any.
  init(userMessages places: [Int], and other: Int? = nil) {
    let latest = places.suffix(Self.most - 1 - (other == nil ? 0 : 1))
    self.init(places: Set(places.prefix(1) + latest + [other].compactMap { $0 }))
  }

  func contains(_ place: Int) -> Bool { places.contains(place) }
}
