import FacetJSON
import Testing

@testable import FacetScore

@Suite("Scores of comparisons")
struct TournamentTests {
  /// What is said of one pair: its places, and a letter for each comparison.
  private typealias Said = (one: Int, other: Int, winners: String)

  /// - Parameter said: `1` and `2` for the pair's responses, `=` for a tie, `?` for an unreadable
  ///   verdict, `!` for a failed request, `.` for one that is still to come.
  private func scores(_ places: [Int], _ said: [Said]) -> [String] {
    var tournament = Tournament(places)
    for (one, other, winners) in said {
      tournament.add(
        winners.map { letter -> Result<Tournament.Winner, Unscored> in
          switch letter {
          case "1": .success(.one)
          case "2": .success(.other)
          case "=": .success(.neither)
          case "!": .failure(Unscored(.judgeFailed))
          case ".": .failure(Unscored(.notJudged))
          default: .failure(Unscored(.judgeUnreadable))
          }
        }, of: Tournament.Pair(one: one, other: other))
    }
    return places.map { tournament.score(of: $0).text }
  }

  @Test(
    "A response scores the share of comparisons that it wins, a tie being half a win",
    arguments: [
      ([0, 1], [(0, 1, "1")], ["1.0", "0.0"]),
      ([0, 1], [(0, 1, "2")], ["0.0", "1.0"]),
      ([0, 1], [(0, 1, "=")], ["0.5", "0.5"]),
      // A judge that prefers a place, not a response.
      ([0, 1], [(0, 1, "12")], ["0.5", "0.5"]),
      ([0, 1], [(0, 1, "1=")], ["0.75", "0.25"]),
      ([0, 1, 2], [(0, 1, "1"), (0, 2, "1"), (1, 2, "1")], ["1.0", "0.5", "0.0"]),
      ([0, 1, 2], [(0, 1, "1"), (0, 2, "2"), (1, 2, "1")], ["0.5", "0.5", "0.5"]),
      ([3, 5, 8], [(3, 5, "="), (3, 8, "1"), (5, 8, "2")], ["0.75", "0.25", "0.5"]),
      (
        [0, 1, 2, 3],
        [(0, 1, "1"), (0, 2, "2"), (0, 3, "2"), (1, 2, "1"), (1, 3, "="), (2, 3, "=")],
        ["0.333333", "0.5", "0.5", "0.666667"]
      ),
    ] as [([Int], [(Int, Int, String)], [String])])
  func shares(places: [Int], said: [(Int, Int, String)], expected: [String]) {
    #expect(scores(places, said.map { ($0.0, $0.1, $0.2) }) == expected)
  }

  @Test(
    "A comparison without a winner does not count, nor does its other order",
    arguments: [
      ([0, 1], [(0, 1, "?")], ["judge_unreadable", "judge_unreadable"]),
      ([0, 1], [(0, 1, "1?")], ["judge_unreadable", "judge_unreadable"]),
      ([0, 1], [(0, 1, "!1")], ["judge_failed", "judge_failed"]),
      // The others still have comparisons that count.
      ([0, 1, 2], [(0, 1, "!"), (0, 2, "!"), (1, 2, "1")], ["judge_failed", "1.0", "0.0"]),
      ([0, 1, 2], [(0, 1, "?"), (0, 2, "1"), (1, 2, "=")], ["1.0", "0.5", "0.25"]),
      // What is still to come could change the score.
      ([0, 1, 2], [(0, 1, "1"), (0, 2, "."), (1, 2, "1")], ["not_judged", "0.5", "not_judged"]),
      ([0, 1, 2], [(0, 1, "?."), (0, 2, "1"), (1, 2, "1")], ["1.0", "1.0", "0.0"]),
    ] as [([Int], [(Int, Int, String)], [String])])
  func missing(places: [Int], said: [(Int, Int, String)], expected: [String]) {
    #expect(scores(places, said.map { ($0.0, $0.1, $0.2) }) == expected)
  }

  @Test("A response without another has no score")
  func alone() {
    #expect(scores([4], []) == ["one_candidate"])
    #expect(Tournament([]).score(of: 0).text == "one_candidate")
  }

  @Test("The numbers of comparisons won, tied and lost stand beside the score")
  func detail() {
    var tournament = Tournament([0, 1])
    tournament.add(
      [.success(.one), .success(.neither)], of: Tournament.Pair(one: 0, other: 1))
    #expect(tournament.score(of: 0).detail == "1 won, 1 tied, 0 lost")
    #expect(tournament.score(of: 1).detail == "0 won, 1 tied, 1 lost")
  }

  @Test("Each two of n responses are a pair once, and each response owns about as many")
  func pairs() {
    for count in 0...9 {
      let pairs = Tournament.pairs(of: Array(0..<count))
      #expect(pairs.count == count * max(0, count - 1) / 2)
      #expect(Set(pairs).count == pairs.count)
      #expect(pairs.allSatisfy { $0.one < $0.other && [$0.one, $0.other].contains($0.owner) })
      let owned = (0..<count).map { place in pairs.count { $0.owner == place } }
      #expect((owned.max() ?? 0) - (owned.min() ?? 0) <= 1)
    }
  }

  @Test(
    "Texts that differ only in white space at their ends tie",
    arguments: [
      ("a", " a\n", true), ("a b", "a  b", false), ("A", "a", false), ("", " ", true),
    ])
  func same(one: String, other: String, isTie: Bool) {
    #expect(Tournament.isTie(between: one, other) == isTie)
  }
}
