/// Collects statistics of a column field by field, in bounded memory.
struct ColumnSurvey {
  private let scan: CellScan
  private(set) var missing = 0
  private(set) var wholeNumbers = 0
  private(set) var otherNumbers = 0
  private(set) var infinities = 0
  private(set) var booleans = 0
  private(set) var dates = 0
  private(set) var amounts = 0
  private(set) var texts = 0
  private(set) var moments = Moments()
  private(set) var quantiles = QuantileSketch()
  private(set) var extremes = Extremes()
  private(set) var values: ValueTable
  private(set) var firstDate = Double.infinity
  private(set) var lastDate = -Double.infinity
  /// Whether each value so far is a whole number that exceeds the previous one by 1.
  private(set) var isSequential = true
  /// Whether each value so far is a whole number that exceeds the previous one.
  private(set) var isRising = true
  private(set) var spelling = NumberSpelling()
  private var last = 0.0

  /// - Parameter limit: The most distinct values that are counted exactly.
  init(scan: CellScan, limit: Int) {
    self.scan = scan
    values = ValueTable(limit: limit)
  }

  /// Takes the next field.
  ///
  /// - Returns: A digest that identifies the value, and the value itself if it is a finite number.
  mutating func add(_ field: Span<UInt8>) -> (digest: UInt64, number: Double) {
    let cell = scan.cell(field)
    switch cell {
    case .missing:
      missing += 1
      isSequential = false
      return (0x6E61_6E, .nan)
    case .number(let value, let isWhole):
      let isLabel = spelling.add(field, isWhole: isWhole)
      let digest = isLabel ? Self.digest(of: field) : Self.digest(of: value)
      values.count(digest, bytes: field)
      guard value.isFinite else {
        infinities += 1
        isSequential = false
        return (digest, .nan)
      }
      if isWhole { wholeNumbers += 1 } else { otherNumbers += 1 }
      if isSequential { isSequential = isWhole && (moments.count == 0 || value == last + 1) }
      if isRising { isRising = isWhole && (moments.count == 0 || value > last) }
      last = value
      moments.add(value)
      quantiles.add(value)
      extremes.add(value)
      return (digest, value)
    case .boolean(let isTrue):
      booleans += 1
      isSequential = false
      // True and TRUE are the same.
      let digest: UInt64 = isTrue ? 0x5472_7565 : 0x4661_6C73
      values.count(digest, bytes: field)
      return (digest, .nan)
    case .date(let seconds):
      dates += 1
      firstDate = min(firstDate, seconds)
      lastDate = max(lastDate, seconds)
    case .amount(let value):
      amounts += 1
      moments.add(value)
      quantiles.add(value)
    case .text: texts += 1
    }
    isSequential = false
    let digest = Self.digest(of: field)
    values.count(digest, bytes: field)
    return (digest, .nan)
  }

  /// Numbers are the same if their values are: 1, 1.0 and 1e0.
  private static func digest(of value: Double) -> UInt64 {
    var digest = ByteDigest()
    digest.add(value == 0 ? 0 : value.bitPattern)
    return digest.value
  }

  private static func digest(of field: Span<UInt8>) -> UInt64 {
    var digest = ByteDigest()
    for index in field.indices { digest.add(field[index]) }
    return digest.value
  }
}
