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

  /// - Parameter places: The indices of the user's messages, in order.
  init(userMessages places: [Int]) {
    self.init(places: Set(places.prefix(1) + places.suffix(Self.most - 1)))
  }

  func contains(_ place: Int) -> Bool { places.contains(place) }
}
