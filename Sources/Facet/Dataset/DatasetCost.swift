package import FacetModels

/// What the dataset's answers cost, whoever paid for them.
public struct DatasetCost: Sendable, Hashable {
  /// The sum over the answers whose cost is known.
  package var known = USDollars.zero
  /// Models of which an answer's cost is not known, by name.
  public var unpricedModels: [String] = []

  /// In US dollars, as decimal digits; `nil` while an answer's cost is not known.
  public var totalUSD: String? { unpricedModels.isEmpty ? known.description : nil }
  /// The sum over the answers whose cost is known, in US dollars, as decimal digits.
  public var knownUSD: String { known.description }
}
