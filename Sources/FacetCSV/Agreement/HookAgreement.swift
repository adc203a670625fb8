internal import FacetJSON

/// Which intermediate values of one run another run reproduced.
///
/// Values count, not names: many ways lead to one answer, and each names its steps differently. A
/// value stands for one step, however often it is recorded. The running time is that of a sort.
package struct HookAgreement: Sendable {
  package let comparison: AnswerComparison

  /// Comparisons at most of lists, tables and texts that differ in form.
  private static let maximumComparisons = 20_000

  /// - Parameter comparison: Its tolerance applies to every number that is not whole, because no
  ///   question states the kind of an intermediate value.
  package init(comparison: AnswerComparison) {
    self.comparison = comparison
  }

  /// Positions of the hooks whose value is among the other run's; each of the other run's values
  /// matches one hook at most.
  package func reproduced(_ hooks: [CodeHook], by other: [CodeHook]) -> [Int] {
    let (hooks, other) = (Self.distinct(hooks), Self.distinct(other))
    var found: [Int] = []
    var written = Dictionary(grouping: other, by: \.text)
    var rest: [Value] = []
    for hook in hooks {
      if written[hook.text]?.popLast() != nil {
        found.append(hook.position)
      } else {
        rest.append(hook)
      }
    }
    let left = written.values.joined()
    found += matchedNumbers(rest, left)
    found += matchedOthers(rest, left)
    return found.sorted()
  }

  /// Positions of the first run's hooks that every other run reproduced.
  package func common(_ hooks: [CodeHook], to others: [[CodeHook]]) -> [Int] {
    var common = Self.distinct(hooks).map(\.position)
    for other in others {
      let reproduced = Set(reproduced(hooks, by: other))
      common.removeAll { !reproduced.contains($0) }
    }
    return common
  }

  private struct Value {
    var position: Int
    var value: JSONValue
    var text: [UInt8]
    var number: JSONNumber?
  }

  /// The hooks without repeated records of a value under the same name.
  private static func distinct(_ hooks: [CodeHook]) -> [Value] {
    var seen: Set<[UInt8]> = []
    return hooks.enumerated().compactMap { position, hook in
      let text = hook.value.canonicalBytes
      guard seen.insert(Array(hook.name.utf8) + [0] + text).inserted else { return nil }
      return Value(position: position, value: hook.value, text: text, number: hook.value.number)
    }
  }

  /// Numbers sorted by size, so that the nearest values of both runs are neighbours.
  private func matchedNumbers(_ hooks: [Value], _ others: some Sequence<Value>) -> [Int] {
    func sorted(_ values: some Sequence<Value>) -> [(position: Int, number: JSONNumber)] {
      values.compactMap { value in value.number.map { (value.position, $0) } }
        .sorted { ($0.number.double, $0.position) < ($1.number.double, $1.position) }
    }
    var right = sorted(others)[...]
    var found: [Int] = []
    for hook in sorted(hooks) {
      while let candidate = right.first {
        let isSame = comparison.tolerance.agree(hook.number, candidate.number, kind: .quantity)
        if !isSame, candidate.number.double >= hook.number.double { break }
        right.removeFirst()
        guard isSame else { continue }
        found.append(hook.position)
        break
      }
    }
    return found
  }

  private func matchedOthers(_ hooks: [Value], _ others: some Sequence<Value>) -> [Int] {
    var groups = Dictionary(grouping: others.filter { $0.number == nil }) { Self.shape($0.value) }
    var left = Self.maximumComparisons
    return hooks.compactMap { hook in
      guard hook.number == nil, let group = groups[Self.shape(hook.value)] else { return nil }
      for (index, other) in group.enumerated() where left > 0 {
        left -= 1
        guard comparison.agree(hook.value, other.value) else { continue }
        groups[Self.shape(hook.value)]?.remove(at: index)
        return hook.position
      }
      return nil
    }
  }

  /// A key that two values share if they may be the same.
  private static func shape(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool: "bool"
    case .number: "number"
    case .string(let text): AnswerText.folded(text)
    case .array(let elements): "[\(elements.count)]"
    case .object(let object): "{\(object.count)}"
    }
  }
}
