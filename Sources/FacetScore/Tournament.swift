internal import FacetJSON

/// The comparisons of a group's responses: for each, the share that it wins, where a tie is half a
/// win.
package struct Tournament: Sendable {
  /// Two responses to compare, by their places; the lower one first.
  package struct Pair: Sendable, Hashable {
    package var one: Int
    package var other: Int

    /// The response that its comparisons are counted with: each owns about half of its pairs.
    package var owner: Int { (one + other).isMultiple(of: 2) ? one : other }
  }

  /// The better one of a pair.
  package enum Winner: Sendable, Hashable {
    case one
    case other
    case neither
  }

  fileprivate struct Record {
    var won = 0
    var tied = 0
    var lost = 0
    /// Why a comparison has no winner, if one has none.
    var unknown: Unscored?
    /// Whether a comparison is still to come, which the others could not make up for.
    var isOpen = false
  }

  private var records: [Int: Record]

  /// - Parameter places: The places of the responses.
  package init(_ places: [Int]) {
    records = Dictionary(uniqueKeysWithValues: places.map { ($0, Record()) })
  }

  /// Each two of the places, in ascending order.
  package static func pairs(of places: [Int]) -> [Pair] {
    places.indices.flatMap { index in
      places[..<index].map { Pair(one: $0, other: places[index]) }
    }
  }

  /// Whether two texts are the same but for white space at their ends, so that nobody need compare
  /// them.
  package static func isTie(between one: String, _ other: String) -> Bool {
    one.trimmed == other.trimmed
  }

  /// Adds the comparisons of a pair. Unless all of them have a winner, none counts: one order alone
  /// would favour the response that it shows first.
  ///
  /// - Parameter winners: The winner of each comparison, or why there is none.
  package mutating func add(_ winners: [Result<Winner, Unscored>], of pair: Pair) {
    for case .failure(let unknown) in winners {
      for place in [pair.one, pair.other] {
        records[place]?.add(unknown)
      }
      return
    }
    for case .success(let winner) in winners {
      records[pair.one]?.add(winner, as: .one)
      records[pair.other]?.add(winner, as: .other)
    }
  }

  /// The score of a response.
  package func score(of place: Int) -> Score {
    guard let record = records[place], records.count > 1 else { return Score(.oneCandidate) }
    if record.isOpen { return Score(.notJudged) }
    let count = record.won + record.tied + record.lost
    guard count > 0 else {
      return record.unknown.map { Score($0.reason, detail: $0.detail) } ?? Score(.oneCandidate)
    }
    return Score(
      ScoreValue(2 * record.won + record.tied, of: 2 * count),
      detail: "\(record.won) won, \(record.tied) tied, \(record.lost) lost")
  }
}

extension Tournament.Record {
  fileprivate mutating func add(_ unscored: Unscored) {
    unknown = unknown ?? unscored
    if unscored.reason == .notJudged { isOpen = true }
  }

  fileprivate mutating func add(_ winner: Tournament.Winner, as place: Tournament.Winner) {
    switch winner {
    case .neither: tied += 1
    case place: won += 1
    default: lost += 1
    }
  }
}
