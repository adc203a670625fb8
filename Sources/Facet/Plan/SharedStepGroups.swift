/// Finds the steps whose result several cells of a sample share: the completions of a perspective,
/// and perspectives that begin with the same steps.
///
/// A step is shared only if all steps before it are, so that the cells ask it all or none.
enum SharedStepGroups {
  private struct Beginning: Hashable {
    /// The group of the step before; `nil` for the first.
    var before: Int?
    /// The number of identical perspectives earlier in the list, whose draws are their own.
    var draw: Int
    var signature: PlannedStep.Signature
  }

  /// The perspectives with the groups of their steps.
  static func grouped(_ perspectives: [PlannedPerspective]) -> [PlannedPerspective] {
    var groups: [Beginning: Int] = [:]
    var uses: [Int] = []
    let found = perspectives.map { perspective in
      var before: Int?
      // The only completion of a perspective is the first, which all its steps belong to.
      let shared = perspective.steps.prefix {
        !$0.place.isPerCompletion || perspective.completions == 1
      }
      return shared.map { step in
        let beginning = Beginning(
          before: before, draw: perspective.draw, signature: step.signature)
        let group = groups[beginning, default: uses.count]
        if group == uses.count {
          groups[beginning] = group
          uses.append(0)
        }
        uses[group] += perspective.completions
        before = group
        return group
      }
    }
    return zip(perspectives, found).map { perspective, found in
      var perspective = perspective
      for (index, group) in found.enumerated() {
        perspective.steps[index] = perspective.steps[index].shared(
          as: PlannedStep.Sharing(group: group, uses: uses[group]))
      }
      return perspective
    }
  }
}
