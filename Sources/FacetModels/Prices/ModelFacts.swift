/// Facts about a model other than how to reach it.
package struct ModelFacts: Sendable, Hashable {
  /// The name on the wire.
  package var name: String
  package var price: ModelPrice?
  /// The provider's shutdown date: `2027-01-14`.
  package var shutdown: String?
  /// Whether it thinks before answering by default.
  package var thinks: Bool
  /// The shortest prompt, in tokens, that can be cached in part; `nil` if unknown.
  package var cacheMinimum: Int?

  package init(
    name: String, price: ModelPrice? = nil, shutdown: String? = nil, thinks: Bool = false,
    cacheMinimum: Int? = nil
  ) {
    self.name = name
    self.price = price
    self.shutdown = shutdown
    self.thinks = thinks
    self.cacheMinimum = cacheMinimum
  }
}
