/// The split of every group of an export, the same for all of its kinds.
struct GroupSplits {
  private let splits: [Int32: Int16]

  /// - Parameters:
  ///   - sizes: The rows of each group over all kinds.
  ///   - held: Groups that belong to `test`.
  init(
    of sizes: [Int32: Int], named groups: GroupTable, held: Set<Int32>, in recipe: ExportRecipe
  ) {
    let rules = recipe.split
    let assigner = SplitAssigner(shares: rules.shares, seed: rules.seed ?? recipe.seed)
    let test = rules.shares.firstIndex { $0.name == "test" }
    let heldRoots = Set(held.map { groups.root($0) })
    let exact =
      rules.isExact
      ? assigner.exactSplits(
        of: sizes.filter { !heldRoots.contains($0.key) }.map { (groups.name($0.key), $0.value) })
      : [:]
    var splits: [Int32: Int16] = [:]
    for root in sizes.keys {
      let name = groups.name(root)
      let split =
        if heldRoots.contains(root), let test { test } else {
          exact[name] ?? assigner.split(of: name)
        }
      splits[root] = Int16(clamping: split)
    }
    self.splits = splits
  }

  /// The number of a group's split.
  func split(of group: Int32) -> Int16 { splits[group] ?? 0 }
}
