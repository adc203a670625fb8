extension Duration {
  /// Whole milliseconds, half rounded up; limited to the range of `Int`.
  package var milliseconds: Int {
    let (seconds, attoseconds) = components
    let (whole, overflows) = Int(seconds).multipliedReportingOverflow(by: 1000)
    guard !overflows else { return seconds < 0 ? .min : .max }
    let part = Int((attoseconds + 500_000_000_000_000) / 1_000_000_000_000_000)
    let (sum, isBeyond) = whole.addingReportingOverflow(part)
    return isBeyond ? .max : sum
  }
}
