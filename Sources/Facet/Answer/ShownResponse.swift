internal import FacetConfiguration
internal import FacetPlatform
internal import FacetScore

/// A response as a judge sees it.
struct ShownResponse: Sendable {
  var text: StepText
  /// That of the turn that gave it.
  var fingerprint: Fingerprint
}

extension PlannedComparisons {
  /// The orders in which the responses of a pair's columns are shown; none if they are the same.
  ///
  /// Where one order is asked, it depends on the fingerprints alone: chance decides which of two
  /// perspectives stands first, and it is the same one in every run.
  func orders(
    of pair: Tournament.Pair, _ one: ShownResponse, _ other: ShownResponse
  ) -> [[Int]] {
    if Tournament.isTie(between: one.text.text, other.text.text) { return [] }
    let orders = [[pair.one, pair.other], [pair.other, pair.one]]
    if rule.asksBothOrders { return orders }
    let isOneFirst = one.fingerprint.digest.bytes.lexicographicallyPrecedes(
      other.fingerprint.digest.bytes)
    return [orders[isOneFirst ? 0 : 1]]
  }
}
