/// The number of saturation responses among the last 64 answers of a lane.
struct SaturationWindow: Sendable {
  private var answers: UInt64 = 0

  mutating func record(saturated: Bool) {
    answers = answers << 1 | (saturated ? 1 : 0)
  }

  /// Whether at least a quarter of the last 64 answers were 429, 503 or 529.
  var isSaturated: Bool { answers.nonzeroBitCount >= 16 }

  /// Whether at least a quarter of the last 16 were.
  var isTurning: Bool { (answers & 0xFFFF).nonzeroBitCount >= 4 }

  mutating func clear() {
    answers = 0
  }
}
