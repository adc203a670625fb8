/// A sample of rows, evenly spread over a file, for estimating correlations between its columns.
struct PairSample {
  /// The most sampled rows.
  static let capacity = 20_000
  /// The most compared columns.
  static let mostColumns = 100

  private let width: Int
  private var values: [Double] = []
  private var rows = 0
  private var stride = 1
  private var seen = 0

  init(columns: Int) {
    width = min(columns, Self.mostColumns)
  }

  /// Takes the next row: a number for each column, NaN for a missing one.
  mutating func add(_ row: [Double]) {
    defer { seen += 1 }
    guard seen % stride == 0, width > 0 else { return }
    if rows == Self.capacity { thinOut() }
    guard seen % stride == 0 else { return }
    values.append(contentsOf: row.prefix(width))
    rows += 1
  }

  private mutating func thinOut() {
    var kept: [Double] = []
    kept.reserveCapacity(values.count)
    for row in Swift.stride(from: 0, to: rows, by: 2) {
      kept.append(contentsOf: values[(row * width)..<((row + 1) * width)])
    }
    values = kept
    rows = (rows + 1) / 2
    stride *= 2
  }

  /// Pearson's correlation of two columns over the rows that have both; nil if either has no
  /// spread.
  func correlation(_ one: Int, _ other: Int) -> Double? {
    guard one < width, other < width else { return nil }
    var count = 0.0
    var (meanX, meanY) = (0.0, 0.0)
    var (squareX, squareY, product) = (0.0, 0.0, 0.0)
    for row in 0..<rows {
      let x = values[row * width + one]
      let y = values[row * width + other]
      if x.isNaN || y.isNaN { continue }
      count += 1
      let (deltaX, deltaY) = (x - meanX, y - meanY)
      meanX += deltaX / count
      meanY += deltaY / count
      squareX += deltaX * (x - meanX)
      squareY += deltaY * (y - meanY)
      product += deltaX * (y - meanY)
    }
    guard count > 2, squareX > 0, squareY > 0 else { return nil }
    return product / (squareX * squareY).squareRoot()
  }
}
