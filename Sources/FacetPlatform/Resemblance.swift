/// Suggests the known word that a misspelt one was probably meant to be.
package enum Resemblance {
  /// The known word nearest to `word`, or `nil` if none is near.
  ///
  /// Case and separators make no difference. Beyond that, a long word may have two slips, a short
  /// one a single slip, and a word of at most three letters only two neighbours that are swapped.
  package static func nearest(to word: String, among known: [String]) -> String? {
    let folded = fold(word)
    var best: (word: String, distance: Int)?
    for candidate in known {
      let other = fold(candidate)
      let length = max(folded.count, other.count)
      let isShuffled = length <= 3 && folded.sorted() == other.sorted()
      let allowed = length <= 3 ? (isShuffled ? 1 : 0) : length <= 6 ? 1 : 2
      guard abs(folded.count - other.count) <= allowed else { continue }
      let distance = distance(folded, other)
      if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.word
  }

  private static func fold(_ word: String) -> [Character] {
    word.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " && $0 != "." }
  }

  /// The number of characters to insert, remove, replace or swap with a neighbour.
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (row, character) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var least = min(
          last[column + 1] + 1, current[column] + 1, last[column] + (character == other ? 0 : 1))
        if row > 0, column > 0, character == right[column - 1], left[row - 1] == other {
          least = min(least, beforeLast[column - 1] + 1)
        }
        current.append(least)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}
