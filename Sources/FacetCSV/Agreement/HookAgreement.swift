/// Which intermediate values of one run another run reproduced.
///
/// Values count, not names: many ways lead to one answer, and each calls its steps as it likes.
/// A value stands for one step however often it is recorded.
package struct HookAgreement: Sendable {
  package let comparison: AnswerComparison

  package init(comparison: AnswerComparison) {
    self.comparison = comparison
  }

  /// Positions of those of the hooks whose value is among the other's; each of the other's values
  /// answers for one hook.
  package func reproduced(_ hooks: [CodeHook], by other: [CodeHook]) -> [Int] {
    let (hooks, other) = (Self.distinct(hooks), Self.distinct(other))
    let matching = Matching(rows: hooks.count, columns: other.count) { row, column in
      isSame(hooks[row].hook, other[column].hook)
    }
    return matching.rows.compactMap { $0.map { hooks[$0].position } }.sorted()
  }

  /// Positions of those of the first run's hooks that every other run reproduced.
  package func common(_ hooks: [CodeHook], to others: [[CodeHook]]) -> [Int] {
    var common = Self.distinct(hooks).map(\.position)
    for other in others {
      let reproduced = Set(reproduced(hooks, by: other))
      common.removeAll { !reproduced.contains($0) }
    }
    return common
  }

  /// The hooks without those that record a value again under the same name.
  private static func distinct(_ hooks: [CodeHook]) -> [(position: Int, hook: CodeHook)] {
    var seen: Set<String> = []
    return hooks.enumerated().compactMap { position, hook in
      seen.insert("\(hook.name)\u{0}\(hook.valueHash)").inserted ? (position, hook) : nil
    }
  }

  private func isSame(_ one: CodeHook, _ other: CodeHook) -> Bool {
    one.valueHash == other.valueHash || comparison.agree(one.value, other.value)
  }
}
