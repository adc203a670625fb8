/// Where a conversation is marked for the provider's cache: at the end of its opening and of its
/// latest turns, so that a turn finds what the turns before it have written.
struct HistoryMarks {
  /// The provider allows four marks in a request.
  private static let most = 4

  /// The user's messages that are marked, by their place among the messages of the request.
  private let places: Set<Int>

  static let none = HistoryMarks(places: [])

  private init(places: Set<Int>) {
    self.places = places
  }

  /// - Parameter places: The places of the user's messages, in order.
  init(userMessages places: [Int]) {
    self.init(places: Set(places.prefix(1) + places.suffix(Self.most - 1)))
  }

  func contains(_ place: Int) -> Bool { places.contains(place) }
}
