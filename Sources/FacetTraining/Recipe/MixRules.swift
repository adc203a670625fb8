/// How many rows each source contributes.
package struct MixRules: Sendable {
  /// The contribution of a source.
  package enum Amount: Sendable, Hashable {
    case take(Int)
    /// The share of all final rows.
    case share(Double)
    /// Relative to the other weights.
    case weight(Double)
  }

  /// What happens when a source has too few rows.
  package enum Shortage: String, Sendable, CaseIterable {
    case warn
    case fail
    case `repeat`
  }

  /// What weights count.
  package enum Unit: String, Sendable, CaseIterable {
    case rows
    case tokens
  }

  package var parts: [(source: String, amount: Amount)] = []
  package var unit = Unit.rows
  package var short = Shortage.warn
  package var maxRepeats = 2

  package init() {}
}
