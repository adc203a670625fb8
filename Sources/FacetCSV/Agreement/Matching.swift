/// A maximum matching of rows and columns: the largest set of pairs that uses none twice.
struct Matching {
  /// The row matched to each column, if any.
  private(set) var rows: [Int?]

  /// - Parameter fits: Whether a row and a column may be a pair.
  init(rows count: Int, columns: Int, fits: (Int, Int) -> Bool) {
    let choices = (0..<count).map { row in (0..<columns).filter { fits(row, $0) } }
    rows = Array(repeating: nil, count: columns)
    for row in 0..<count {
      var seen = Array(repeating: false, count: columns)
      _ = place(row, choices, &seen)
    }
  }

  var size: Int { rows.count { $0 != nil } }

  /// Finds a column for a row, moving other rows to alternative columns.
  private mutating func place(_ row: Int, _ choices: [[Int]], _ seen: inout [Bool]) -> Bool {
    for column in choices[row] where !seen[column] {
      seen[column] = true
      guard let holder = rows[column] else {
        rows[column] = row
        return true
      }
      if place(holder, choices, &seen) {
        rows[column] = row
        return true
      }
    }
    return false
  }
}
