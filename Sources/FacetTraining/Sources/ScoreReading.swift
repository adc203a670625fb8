internal import FacetJSON
internal import FacetPlatform

extension Candidate {
  /// Takes `scores` as files have them: numbers or null, by name.
  mutating func take(scores value: JSONValue?) {
    for member in value?.object?.members ?? [] {
      if let number = member.value.double, number.isFinite {
        scores[member.key] = ScoreReading.millionths(number)
      } else {
        unscored.insert(member.key)
      }
    }
  }
}

/// Scores as integers of 10⁻⁶, so that a difference of 0.1 is one.
enum ScoreReading {
  /// No score is further from 0, so that the difference of two of them is an `Int`.
  private static let bound = Int.max / 4

  static func millionths(_ number: Double) -> Int {
    min(max(Int(clamping: number * 1_000_000), -bound), bound)
  }

  /// The score as a JSON number with a decimal point.
  static func number(_ millionths: Int) -> JSONNumber {
    decimal(Double(millionths) / 1_000_000)
  }

  /// A number with a decimal point, so that no loader infers a column of integers.
  static func decimal(_ value: Double) -> JSONNumber {
    let text = JSONNumber(finite: value).text
    return JSONNumber(
      validated: text.utf8.contains { [0x2E, 0x65, 0x45].contains($0) } ? text : text + ".0")
  }
}

extension MakeRules {
  /// Takes scores as a person writes them; `nil` leaves a rule as it is.
  package mutating func setScores(minScore: Double?, minDifference: Double?, pass: Double?) {
    if let minScore { self.minScore = ScoreReading.millionths(minScore) }
    if let minDifference { self.minDifference = ScoreReading.millionths(minDifference) }
    if let pass { self.pass = ScoreReading.millionths(pass) }
  }
}
