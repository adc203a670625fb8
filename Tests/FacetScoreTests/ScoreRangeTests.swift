import FacetConfiguration
import Testing

@testable import FacetScore

@Suite("Possible values of scores")
struct ScoreRangeTests {
  private static let others = [
    #"{"name": "a", "kind": "equals", "against": "x"}"#,
    #"{"name": "q", "kind": "sql", "gold": "{{g}}", "database": "d"}"#,
    #"{"name": "p", "kind": "command", "command": "true"}"#,
  ]

  @Test(
    "A score has the bounds of its kind, its scale and its missing value",
    arguments: [
      (#""kind": "length", "max": 3"#, 0...1),
      (#""kind": "length", "max": 3, "missing": -0.5"#, -0.5...1),
      (#""kind": "length", "max": 3, "missing": 0.5"#, 0...1),
      (#""kind": "sql", "gold": "{{g}}", "database": "d""#, -0.5...1),
      (#""kind": "sql", "gold": "{{g}}", "database": "d", "scale": [-0.5, 1]"#, 0...1),
      (#""kind": "command", "command": "true""#, nil),
      (#""kind": "command", "command": "true", "scale": [0, 10]"#, 0...1),
      (
        #""kind": "judge", "prompt": "{{response}}", "choices": {"a": 2, "b": -1, "c": 0}"#, -1...2
      ),
      (#""kind": "pairwise", "prompt": "{{first}} {{second}}", "among": "sample""#, 0...1),
      (#""kind": "sum", "of": {"a": 1, "q": 2}"#, -1...3),
      (#""kind": "sum", "of": {"a": -1, "q": 1}"#, -1.5...1),
      (#""kind": "sum", "of": {"a": 1, "p": 0.1}"#, nil),
    ] as [(String, ClosedRange<Double>?)])
  func ranges(members: String, expected: ClosedRange<Double>?) throws {
    let scorers = try ScoredCase.scorers([#"{"name": "s", \#(members)}"#] + Self.others)
    #expect(scorers[0].range(among: scorers) == expected)
  }
}
