/// The tiers of speed and price that a provider sells.
package enum ServiceTiers: Sendable, Hashable {
  /// It sells none.
  case none
  /// The names on the wire.
  case named([String])
  /// A server in front of others, which may pass the member on.
  case unknown

  /// Whether a request may name the tier.
  package func include(_ tier: String) -> Bool {
    switch self {
    case .none: false
    case .named(let names): names.contains(tier)
    case .unknown: true
    }
  }

  /// The names of tiers at the ordinary price.
  static let ordinary: Set<String> = ["auto", "default", "standard", "standard_only", "on_demand"]
}

extension ModelPrice {
  /// The prices in a tier; `nil` if they are unknown.
  package func price(inTier tier: String?) -> ModelPrice? {
    guard let tier, !ServiceTiers.ordinary.contains(tier) else { return self }
    return tier == "flex" ? flexPrice : nil
  }
}
