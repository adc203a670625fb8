/// Whether a record below the header holds the units or the types of its columns.
struct UnitRow {
  enum Certainty {
    case sure, doubtful, none
  }

  private(set) var certainty = Certainty.none

  private static let unitWords: Set<String> = [
    "", "-", "–", "text", "string", "str", "name", "unit", "units", "date", "none", "n/a",
    "character", "category", "id", "object", "datetime", "yyyy-mm-dd", "label",
  ]

  init(fields: [ArraySlice<UInt8>], below: [[ArraySlice<UInt8>]], dialect: CSVDialect) {
    guard below.count >= 3 else { return }
    var units = 0
    var other = 0
    for (index, field) in fields.enumerated() {
      let text = dialect.text(field).trimmingPrefix(" ").lowercased()
      let values = below.compactMap { index < $0.count ? Array($0[index]) : nil }
        .filter { !$0.isEmpty && !dialect.missingWords.contains(dialect.text($0)) }
      let numbers = values.count {
        DecimalScan.number($0.span, mark: dialect.decimalMark) != nil
      }
      if values.count >= 3, numbers * 10 >= values.count * 9 {
        if text.isEmpty { continue }
        let isNumber = DecimalScan.number(Array(field).span, mark: dialect.decimalMark) != nil
        if isNumber || dialect.missingWords.contains(dialect.text(field)) || text.count > 16 {
          return
        }
        units += 1
      } else if !Self.unitWords.contains(text), !Self.isBracketed(text) {
        other += 1
      }
    }
    guard units > 0, fields.count > 1 else { return }
    certainty = other == 0 ? .sure : units > 1 ? .doubtful : .none
  }

  private static func isBracketed(_ text: String) -> Bool {
    text.hasPrefix("(") && text.hasSuffix(")") || text.hasPrefix("[") && text.hasSuffix("]")
  }
}
