package import FacetModels

/// The cost of the dataset's answers, whichever run paid for them.
public struct DatasetCost: Sendable, Hashable {
  /// The sum over the answers whose cost is known.
  package var known = USDollars.zero
  /// The names of models with an answer of unknown cost.
  public var unpricedModels: [String] = []

  /// In US dollars, as decimal digits; `nil` while an answer's cost is unknown.
  public var totalUSD: String? { unpricedModels.isEmpty ? known.description : nil }
  /// The sum over the answers whose cost is known, in US dollars, as decimal digits.
  public var knownUSD: String { known.description }
}
