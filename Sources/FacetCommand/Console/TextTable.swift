/// Columns of text, each as wide as its widest cell.
enum TextTable {
  static func text(header: [String], rows: [[String]]) -> String {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      var line = ""
      for (index, cell) in row.enumerated() {
        let isLast = index == row.count - 1
        let padding = isLast ? 0 : widths[index] - cell.count + 2
        line += cell + String(repeating: " ", count: padding)
      }
      return line
    }.joined(separator: "\n") + "\n"
  }
}
