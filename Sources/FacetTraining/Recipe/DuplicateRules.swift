/// What counts as a repeated row.
package struct DuplicateRules: Sendable, Hashable {
  package var exact = true
  /// The least Jaccard similarity of near duplicates; `nil` to look for none.
  package var near: Double?

  package init() {}
}
