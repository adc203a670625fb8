import FacetConfiguration
import FacetJSON
import Testing

@testable import FacetScore

@Suite("Scores of groups and sums")
struct ScorecardTests {
  private func votes(_ texts: [String?], _ members: String = "") throws -> [String] {
    let scorer = try ScoredCase.scorers([#"{"name": "vote", "kind": "agreement"\#(members)}"#])[0]
    guard case .agreement(let normalizations) = scorer.kind else { return [] }
    let group = try texts.map { try $0.map { try ScoredCase.completion($0) } }
    return Scorecard([scorer]).agreement(of: group, by: scorer, normalizations).map(\.text)
  }

  @Test(
    "An answer agrees with the strict majority of its group",
    arguments: [
      (["4", "4", "5"], ["1.0", "1.0", "0.0"]),
      (["4", "5"], ["no_majority", "no_majority"]),
      (["4", "4", "5", "5"], ["no_majority", "no_majority", "no_majority", "no_majority"]),
      (["4"], ["one_candidate"]),
      (["4", nil, "4"], ["1.0", "not_answered", "1.0"]),
      (["4", nil], ["one_candidate", "not_answered"]),
      ([" 4\n", "4"], ["1.0", "1.0"]),
    ] as [([String?], [String])])
  func agrees(texts: [String?], expected: [String]) throws {
    #expect(try votes(texts) == expected)
  }

  @Test("An answer without the part to compare counts as an answer without a vote")
  func withoutPart() throws {
    let boxed = #", "extract": "boxed""#
    #expect(
      try votes([#"\boxed{1}"#, #"\boxed{1}"#, "1", "1"], boxed)
        == ["no_majority", "no_majority", "no_extract", "no_extract"])
    #expect(
      try votes([#"\boxed{1}"#, #"\boxed{1}"#, "1"], boxed) == ["1.0", "1.0", "no_extract"])
  }

  @Test("Votes for a JSON value do not depend on its spelling")
  func jsonVotes() throws {
    #expect(
      try votes([#"{"a": 1, "b": 2}"#, #"{"b":2,"a":1}"#, "{}"], #", "extract": "json""#)
        == ["1.0", "1.0", "0.0"])
  }

  /// The final scores by name for what the scorers that are no sums say.
  private func final(_ declared: [String], _ said: [Score]) throws -> (
    scores: [String: String], failed: String?
  ) {
    let scorers = try ScoredCase.scorers(declared)
    let (scores, failed) = Scorecard(scorers).final(said)
    return (
      Dictionary(uniqueKeysWithValues: zip(scorers.map(\.name), scores.map(\.text))), failed?.name
    )
  }

  private static let parts = [
    #"{"name": "right", "kind": "equals", "against": "x"}"#,
    #"{"name": "short", "kind": "length", "max": 5}"#,
  ]

  @Test("A sum weighs its parts exactly, whatever the order of their declaration")
  func sums() throws {
    let declared =
      [#"{"name": "all", "kind": "sum", "of": {"part": 1, "short": 0.2}}"#] + Self.parts
      + [#"{"name": "part", "kind": "sum", "of": {"right": 0.1}}"#]
    let (scores, _) = try final(
      declared,
      [Score(.excluded), Score(.one), Score(.one), Score(.excluded)].map {
        $0.value == nil ? Score(.missingPart) : $0
      })
    // 0.1 + 0.2 in binary fractions is above 0.3.
    #expect(scores == ["all": "0.3", "right": "1.0", "short": "1.0", "part": "0.1"])
  }

  @Test(
    "A sum without one of its parts has no number unless the part or the sum says which",
    arguments: [
      ("", "", "no_extract", "missing_part"),
      (#", "missing": 0"#, "", "0.0", "0.1"),
      (#", "missing": "null""#, #", "missing": -1"#, "no_extract", "-1.0"),
    ])
  func missing(ofPart: String, ofSum: String, part: String, sum: String) throws {
    let (scores, _) = try final(
      [
        #"{"name": "right", "kind": "equals", "against": "x"\#(ofPart)}"#, Self.parts[1],
        #"{"name": "all", "kind": "sum", "of": {"right": 1, "short": 0.1}\#(ofSum)}"#,
      ], [Score(.noExtract), Score(.one), Score(.missingPart)])
    #expect(scores["right"] == part)
    #expect(scores["all"] == sum)
  }

  @Test("A missing number fails the cell only if the scorer could not tell")
  func fails() throws {
    let declared = [#"{"name": "right", "kind": "equals", "against": "x", "missing": "fail"}"#]
    #expect(try final(declared, [Score(.noGold)]).failed == "right")
    #expect(try final(declared, [Score(.zero)]).failed == nil)
    #expect(try final(declared, [Score(.notAnswered)]).failed == nil)
    #expect(try final(declared, [Score(.excluded)]).failed == nil)
  }

  @Test("A cell that was not answered keeps its null, whatever stands for missing numbers")
  func notAnswered() throws {
    let declared = [#"{"name": "right", "kind": "equals", "against": "x", "missing": 0}"#]
    for reason in [NoScore.notAnswered, .refused, .reference, .excluded] {
      #expect(try final(declared, [Score(reason)]).scores == ["right": reason.rawValue])
    }
  }

  @Test(
    "A scale maps its range to 0 to 1",
    arguments: [
      ("[0, 5]", "2.5", "0.5"), ("[1, 5]", "1", "0.0"), ("[1, 5]", "7", "1.0"),
      ("[1, 5]", "-3", "0.0"), ("[5, 1]", "2", "0.75"), ("[0, 3]", "1", "0.333333"),
      ("[0, 3]", "2", "0.666667"),
    ])
  func scales(scale: String, value: String, expected: String) throws {
    let declared = [#"{"name": "s", "kind": "equals", "against": "x", "scale": \#(scale)}"#]
    let said = try #require(ScoreValue(JSONNumber(validated: value)))
    #expect(try final(declared, [Score(said)]).scores == ["s": expected])
  }

  @Test("Differences between scores are exact")
  func exactDifferences() throws {
    // D-9: of 59 pairs of scores that differ by 0.1, 36 were dropped by binary fractions.
    let tenth = try #require(ScoreValue(0.1))
    var dropped = 0
    for hundredths in 0...100 {
      let low = ScoreValue(hundredths, of: 100)
      let high = ScoreValue(hundredths + 10, of: 100)
      if high - low < tenth { dropped += 1 }
    }
    #expect(dropped == 0)
  }
}
