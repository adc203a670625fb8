/// What is known of a model beside how it is reached.
package struct ModelFacts: Sendable, Hashable {
  /// The name on the wire.
  package var name: String
  package var price: ModelPrice?
  /// The day on which the provider shuts it down: `2027-01-14`.
  package var shutdown: String?
  /// Whether it thinks before it answers unless told not to.
  package var thinks: Bool
  /// The shortest prompt, in tokens, of which a part is cached; `nil` where it is not known.
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
