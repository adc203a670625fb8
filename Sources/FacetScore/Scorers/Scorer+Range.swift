package import FacetConfiguration
internal import FacetJSON

extension Scorer {
  /// The values that the score can have; `nil` if a program or the weights of a sum set no bounds.
  ///
  /// - Parameter scorers: All scorers, of which a sum names some.
  package func range(among scorers: [Scorer]) -> ClosedRange<Double>? {
    var range: ClosedRange<Double>? =
      switch kind {
      case .command: nil
      case .judge(let rule): rule.choices.map(\.value.double).bounds
      case .sql: -0.5...1
      case .sum(let parts): sum(of: parts, among: scorers)
      default: 0...1
      }
    if scale != nil { range = 0...1 }
    if case .value(let value) = missing, let bounds = range {
      range = min(bounds.lowerBound, value.double)...max(bounds.upperBound, value.double)
    }
    return range
  }

  private func sum(of parts: [Part], among scorers: [Scorer]) -> ClosedRange<Double>? {
    // Each sum knows fewer scores than the one that contains it, so that none is met twice.
    let others = scorers.filter { $0.name != name }
    var sum = 0.0...0.0
    for part in parts {
      guard let scorer = others.first(where: { $0.name == part.name }),
        let range = scorer.range(among: others),
        let bounds = [range.lowerBound, range.upperBound].map({ $0 * part.weight.double }).bounds
      else { return nil }
      sum = (sum.lowerBound + bounds.lowerBound)...(sum.upperBound + bounds.upperBound)
    }
    return sum
  }
}

extension [Double] {
  /// The least and the largest; `nil` if there are none.
  fileprivate var bounds: ClosedRange<Double>? {
    guard let least = self.min(), let most = self.max() else { return nil }
    return least...most
  }
}
