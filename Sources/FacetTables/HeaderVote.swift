/// Whether a first record names the columns below it.
///
/// A column of numbers votes for a header if its first field is not a number, and against it
/// otherwise. A record of numbers is still a header if they stand out: distinct whole numbers at
/// regular steps, such as years, hours or positions, unlike the values and the rows below.
struct HeaderVote {
  /// Numeric columns that vote for a header, minus those that vote against it.
  private(set) var votes = 0
  private(set) var hasHeader = true
  /// Why the decision is a guess, or nil.
  private(set) var doubt: String?

  private typealias Field = ArraySlice<UInt8>
  private let mark: UInt8
  private let missingWords: Set<[UInt8]>

  init(first: [ArraySlice<UInt8>], below: [[ArraySlice<UInt8>]], dialect: CSVDialect) {
    mark = dialect.decimalMark
    missingWords = Set(dialect.missingWords.map { Array($0.utf8) })
    guard !below.isEmpty else { return }
    var labels = LabelColumns()
    var heads: [NumberColumn] = []
    for (index, name) in first.enumerated() {
      let values = below.compactMap { index < $0.count ? $0[index] : nil }
        .filter { !isMissing($0) }
      let numbers = values.compactMap(number)
      let recurs = !name.isEmpty && values.contains { $0.elementsEqual(name) }
      if recurs { labels.recurring += 1 }
      guard !values.isEmpty, numbers.count * 10 >= values.count * 9 else {
        if number(name) == nil { labels.count += 1 }
        if !name.isEmpty, !recurs, Set(values.map(Array.init)).count * 2 <= values.count {
          labels.unheard += 1
        }
        continue
      }
      guard let head = number(name) else {
        votes += 1
        labels.hasCorner = true
        continue
      }
      votes -= 1
      heads.append(
        NumberColumn(index: index, head: head, text: Array(name), values: numbers, fields: values))
    }
    decide(heads, labels: labels, first: first, below: below)
  }

  /// Columns whose first field is not a number.
  private struct LabelColumns {
    var count = 0
    /// Whether such a column has numbers below.
    var hasCorner = false
    /// First fields that recur below, which few column names do.
    var recurring = 0
    /// First fields that do not occur below although most values there occur repeatedly.
    var unheard = 0
    /// Whether the first record looks like one of the rows.
    var repeats: Bool { recurring > unheard }
  }

  private struct NumberColumn {
    var index: Int
    var head: Double
    var text: [UInt8]
    var values: [Double]
    var fields: [ArraySlice<UInt8>]

    var isWhole: Bool { text.allSatisfy { DecimalScan.isDigit($0) } }

    /// Whether the heads clearly differ from the values: the values have fractions, or lie far off.
    var isUnlike: Bool {
      let fractions = fields.count { field in
        field.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
      }
      if fractions * 2 > fields.count { return true }
      guard values.count >= 5, let least = values.min(), let greatest = values.max() else {
        return false
      }
      return max(least - head, head - greatest) > max(greatest - least, 1)
    }

    /// Whether the head lies outside the values and has a fraction where they have none, or none
    /// where they have fractions.
    var isForeign: Bool {
      guard values.count >= 5, let least = values.min(), let greatest = values.max(),
        head < least || head > greatest
      else { return false }
      let point = UInt8(ascii: ".")
      let hasFraction = text.contains(point)
      return fields.allSatisfy { $0.contains(point) != hasFraction }
    }

    var isYear: Bool { text.count == 4 && 1500...2200 ~= head }
  }

  private mutating func decide(
    _ heads: [NumberColumn], labels: LabelColumns, first: [Field], below: [[Field]]
  ) {
    if heads.isEmpty {
      hasHeader = votes > 0 || !labels.repeats
      return
    }
    let isRegular =
      heads.allSatisfy(\.isWhole)
      && Self.isRegular(heads.map(\.head), years: heads.allSatisfy(\.isYear))
    let isUnlike = heads.count(where: \.isUnlike) * 5 >= heads.count * 4
    let names = first.prefix(6).map { "'\(String(decoding: $0, as: UTF8.self))'" }
    let shown = names.joined(separator: ", ") + (first.count > 6 ? ", …" : "")
    let hasCorner = labels.hasCorner || labels.count > 0 && !labels.repeats
    let standsOut =
      heads.count > 1 ? isUnlike : isUnlike && heads[0].isYear && hasCorner
    let isLong = heads.count >= (hasCorner ? 4 : 5)
    let isForeign =
      heads.count > 2 && heads.allSatisfy(\.isForeign)
      && Self.isRegular(heads.map(\.head), years: true)
    let isSeries = isRegular && (standsOut || isLong) && isRare(heads, below: below)
    if !labels.repeats, isSeries || isForeign {
      hasHeader = true
      doubt =
        "the first row (\(shown)) is read as the header although it contains numbers; "
        + "use '--header no' if it is data"
      return
    }
    hasHeader = votes > 0
    if votes > 0 {
      doubt =
        "the first row (\(shown)) is read as the header although some of it is numbers; "
        + "use '--header no' if it is data"
    } else if isRegular && heads.count > 2 || labels.hasCorner || isUnlike {
      doubt =
        "the first row (\(shown)) is read as data although it may be the header; use "
        + "'--header yes' if it is"
    }
  }

  /// Whether numbers are distinct and equally spaced; years may be in any order.
  private static func isRegular(_ numbers: [Double], years: Bool) -> Bool {
    guard numbers.count > 1 else { return true }
    let steps = zip(numbers.dropFirst(), numbers).map { $0 - $1 }
    let isRising = steps.allSatisfy { $0 > 0 }
    let isFalling = steps.allSatisfy { $0 < 0 }
    guard isRising || isFalling else { return false }
    return years || steps.allSatisfy { $0 == steps[0] }
  }

  /// Whether few rows below are as regular as the first; with two numbers every row is.
  private func isRare(_ heads: [NumberColumn], below: [[Field]]) -> Bool {
    guard heads.count > 2 else { return true }
    let regular = below.count { row in
      let numbers = heads.compactMap { $0.index < row.count ? number(row[$0.index]) : nil }
      return numbers.count == heads.count && Self.isRegular(numbers, years: false)
    }
    return regular * 5 <= below.count
  }

  private func isMissing(_ field: Field) -> Bool {
    field.isEmpty || missingWords.contains(Array(field))
  }

  private func number(_ field: Field) -> Double? {
    DecimalScan.number(Array(field).span, mark: mark)?.value
  }
}
