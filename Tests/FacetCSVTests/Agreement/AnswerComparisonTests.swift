import FacetJSON
import Testing

@testable import FacetCSV

@Suite("Comparing answers")
struct AnswerComparisonTests {
  @Test(
    "What is the same answer in another form agrees",
    arguments: [
      ("1000000000", "1000000001"),
      ("1234567.80", "1234567.95"),
      ("0.30000000000000004", "0.3"),
      ("1e-17", "-1e-17"),
      (#""NaN""#, #""NaN""#),
      (#"{"mean": "NaN"}"#, #"{"mean": null}"#),
      (#""42""#, "42"),
      (#""42.5""#, #""42.50""#),
      (#""Male""#, #""male""#),
      (#"" Mann–Whitney  U""#, #""mann-whitney u""#),
      ("[1]", "1"),
      (#"{"answer": "Yes"}"#, #""Yes""#),
      (#"{"answer": 5.0}"#, #"{"mean": 5.0}"#),
      (#""true""#, "true"),
      (#""{\"mean\": 4.5}""#, #"{"mean": 4.5}"#),
      (#"{"Mean": 4.5, "n": 3}"#, #"{"n": 3, "mean": 4.5}"#),
      (#"{"p_value": 0.0301}"#, #"{"p_value": 0.0301001}"#),
      ("0", "0.0"),
      (
        #"{"group1": "F", "group2": "M", "mean1": 75.0, "mean2": 78.0}"#,
        #"{"group1": "M", "group2": "F", "mean1": 78.0, "mean2": 75.0}"#
      ),
      ("[]", "[]"),
    ])
  func agrees(one: String, other: String) throws {
    #expect(try verdicts(one, other) == [true, true])
  }

  @Test(
    "What is another answer does not agree",
    arguments: [
      ("0.04", "0.13"),
      (#"{"correlation": 0.05}"#, #"{"correlation": 0.14}"#),
      ("true", "1.05"),
      ("true", "1"),
      (#"{"pvalue": 0.01}"#, #"{"pvalue": 0.09}"#),
      (#"{"p_value": 0.049}"#, #"{"p_value": 0.051}"#),
      (#"{"p_values": {"A vs B": 0.04999}}"#, #"{"p_values": {"A vs B": 0.05001}}"#),
      (
        #"{"rank_1": "Rome", "rank_2": "Milan", "rank_3": "Turin"}"#,
        #"{"rank_1": "Milan", "rank_2": "Rome", "rank_3": "Turin"}"#
      ),
      (
        #"{"group1": "F", "group2": "M", "difference": 5.2, "t_statistic": 2.1}"#,
        #"{"group1": "M", "group2": "F", "difference": 5.2, "t_statistic": 2.1}"#
      ),
      (#"{"p_value": 0.0499999}"#, #"{"p_value": 0.0500001}"#),
      (#"{"levene_p_value": 0.0312}"#, #"{"levene_p_value": 0.03123}"#),
      (#"{"correlation": -0.8}"#, #"{"correlation": 0.8}"#),
      (
        #"{"group1": "F", "group2": "M", "mean1": 75, "mean2": 78}"#,
        #"{"group1": "F", "group2": "M", "mean1": 78, "mean2": 75}"#
      ),
      (#"{"mean1": 75, "mean2": 78}"#, #"{"mean1": 78, "mean2": 75}"#),
      (#"["a", "b"]"#, #"["b", "a"]"#),
      (#"{"count": 5, "mean": 4.6}"#, "5"),
      ("5000", "5003"),
      ("2001", "2002"),
      (#""2001""#, #""2002""#),
      (#""007""#, "7"),
      (#"{"mean": 5}"#, #"{"median": 5}"#),
      (#"{"a": 1}"#, #"{"a": 1, "b": 2}"#),
      (#""NaN""#, "0"),
      ("null", "0"),
      (#""""#, "0"),
      ("[1, 2]", "[1, 2, 2]"),
      (#"{"A": 1, "a": 2}"#, #"{"A": 2, "a": 1}"#),
      ("1e400", "1e300"),
    ])
  func disagrees(one: String, other: String) throws {
    #expect(try verdicts(one, other) == [false, false])
  }

  @Test("An absolute tolerance is honoured, and turns no sign round and crosses no threshold")
  func honoursFloatTolerance() throws {
    let comparison = AnswerComparison(tolerance: AnswerTolerance(absolute: 0.1))
    #expect(comparison.agree(4.25, 4.33))
    #expect(!comparison.agree(4.25, 4.36))
    #expect(!comparison.agree(["correlation": -0.04], ["correlation": 0.04]))
    #expect(!comparison.agree(["p_value": 0.04], ["p_value": 0.06]))
    #expect(!comparison.agree(["p_value": 0.02], ["p_value": 0.03]))
  }

  @Test("A bare number that answers a question about a p-value crosses no threshold")
  func knowsBarePValues() {
    let tolerance = AnswerTolerance(absolute: 0.1)
    let asked = AnswerComparison(tolerance: tolerance, question: "What is the test's p-value?")
    let other = AnswerComparison(tolerance: tolerance, question: "What is the share of pvc pipes?")
    for (one, another) in [(0.0499, 0.0501), (0.02, 0.03)] {
      let (one, another) = (
        JSONValue.number(JSONNumber(one)), JSONValue.number(JSONNumber(another))
      )
      #expect(!asked.agree(one, another))
      #expect(!asked.agree(["answer": one], another))
      #expect(!asked.agree([one], [another]))
      #expect(other.agree(one, another))
    }
    #expect(asked.agree(0.03, 0.030001))
    // What cannot be a p-value is compared as any number.
    #expect(!asked.agree(10000, 10004))
    #expect(asked.agree(812.40, 812.95))
    // Other numbers beside a p-value have names of their own.
    #expect(asked.agree(["t": 2.5, "p": 0.03], ["t": 2.55, "p": 0.03]))
  }

  @Test("The order of a ranking counts, that of a set does not")
  func tellsRankingsFromSets() {
    let (one, other): (JSONValue, JSONValue) = (["a", "b", "c"], ["c", "a", "b"])
    let ranking = AnswerComparison(question: "Rank the categories by their mean.")
    let set = AnswerComparison(question: "Which columns identify a row, without borders and stops?")
    #expect(!ranking.agree(one, other))
    #expect(set.agree(one, other))
    #expect(!set.agree(["a", "a", "b"], ["a", "b", "b"]))
    #expect(!set.agree(["ranking": one], ["ranking": other]))
    #expect(!set.agree([1, 2], [2, 1]))
    let (first, second): (JSONValue, JSONValue) = (
      [["name": "x", "n": 1.5], ["name": "y", "n": 2.5]],
      [["name": "y", "n": 2.5], ["name": "x", "n": 1.5]]
    )
    #expect(set.agree(first, second))
    #expect(!ranking.agree(first, second))
  }

  @Test(
    "A question asks for an order in words, not in parts of words",
    arguments: [
      ("List the top 3 categories.", true), ("List them from highest to lowest.", true),
      ("In what order do they come?", true), ("Sort the groups.", true),
      ("What is the mean order_value?", false), ("Drop the stops at the border.", false),
      ("In order to compare, drop outliers.", false), ("Which is the highest mean?", false),
    ])
  func readsOrder(question: String, asks: Bool) {
    #expect(AskedOrder.isAsked(in: question) == asks)
  }

  private func verdicts(_ one: String, _ other: String) throws -> [Bool] {
    let (a, b) = (
      try ResponseJSON.value(of: Array(one.utf8)), try ResponseJSON.value(of: Array(other.utf8))
    )
    let comparison = AnswerComparison()
    return [comparison.agree(a, b), comparison.agree(b, a)]
  }
}
