/// The least and greatest distinct numbers of a column, with their counts.
struct Extremes {
  /// A distinct number and its count.
  private struct Entry {
    var value: Double
    var count: Int
  }

  /// From the end of the range inwards, at most ``depth``.
  private var low: [Entry] = []
  private var high: [Entry] = []

  /// Enough for three codes and the nearest real value.
  private static let depth = 4

  mutating func add(_ value: Double) {
    Self.add(value, to: &low) { $0 < $1 }
    Self.add(value, to: &high) { $0 > $1 }
  }

  private static func add(
    _ value: Double, to entries: inout [Entry], _ isFurther: (Double, Double) -> Bool
  ) {
    if let last = entries.last, entries.count == depth, isFurther(last.value, value) { return }
    if let index = entries.firstIndex(where: { $0.value == value }) {
      entries[index].count += 1
      return
    }
    let place = entries.firstIndex { isFurther(value, $0.value) } ?? entries.count
    entries.insert(Entry(value: value, count: 1), at: place)
    if entries.count > depth { entries.removeLast() }
  }

  /// Numbers that probably stand for a missing value: codes such as -999 or 99 that lie further
  /// from all other values than these do from each other.
  var missingCodes: [Double] {
    codes(low, towards: Self.real(high)) + codes(high, towards: Self.real(low))
  }

  /// The furthest number that does not look like a code.
  private static func real(_ entries: [Entry]) -> Double? {
    entries.first { !isCode($0.value) }?.value
  }

  private func codes(_ entries: [Entry], towards end: Double?) -> [Double] {
    guard let end else { return [] }
    for count in stride(from: min(Self.depth, entries.count) - 1, to: 0, by: -1) {
      let codes = entries.prefix(count)
      let nearest = entries[count].value
      let range = abs(end - nearest)
      guard codes.allSatisfy({ Self.isCode($0.value) }), range > 0,
        let inner = codes.last, abs(inner.value - nearest) > range,
        codes.reduce(0, { $0 + $1.count }) > 1
      else { continue }
      return codes.map(\.value)
    }
    return []
  }

  /// Whether a number has the customary form of a code: 77, 88, 99, 97, -999, 9998 and so on.
  private static func isCode(_ value: Double) -> Bool {
    guard let whole = Int(exactly: abs(value)), 77...99_999_999 ~= whole else { return false }
    let digits = String(whole).utf8
    if Set(digits).count == 1, let digit = digits.first { return digit >= UInt8(ascii: "7") }
    return digits.dropLast().allSatisfy { $0 == UInt8(ascii: "9") }
      && digits.last.map { $0 >= UInt8(ascii: "6") } == true
  }
}
