import FacetJSON
import Testing

@testable import FacetCSV

@Suite("Comparing answers")
struct AnswerComparisonTests {
  @Test(
    "Without a known question, the strictest comparison applies, in either order",
    arguments: [
      ("0.30000000000000004", "0.3", true), ("1234567.80", "1234567.95", true),
      ("1e-17", "-1e-17", true), ("0", "0.0", true), ("[]", "[]", true),
      (#""NaN""#, #""NaN""#, true), (#"{"mean": "NaN"}"#, #"{"mean": null}"#, true),
      (#""42""#, "42", true), (#""Male""#, #""male""#, true),
      (#"" Mann–Whitney  U""#, #""mann-whitney u""#, true), ("[1]", "1", true),
      (#"{"answer": "Yes"}"#, #""Yes""#, true), (#"{"answer": 5.0}"#, #"{"mean": 5.0}"#, true),
      (#""true""#, "true", true), (#""{\"mean\": 4.5}""#, #"{"mean": 4.5}"#, true),
      (#"{"Mean": 4.5, "n": 3}"#, #"{"n": 3, "mean": 4.5}"#, true),
      (#"{"p_value": 0.0301}"#, #"{"p_value": 0.0301001}"#, true),
      ("9007199254740993", "9007199254740992", false), ("1000000000", "1000000001", false),
      ("0.04", "0.13", false), ("true", "1.05", false), ("true", "1", false),
      (#"{"correlation": 0.05}"#, #"{"correlation": 0.14}"#, false),
      (#"{"p_value": 0.049}"#, #"{"p_value": 0.051}"#, false),
      (#"{"p_values": {"A vs B": 0.04999}}"#, #"{"p_values": {"A vs B": 0.05001}}"#, false),
      (#"{"p_value": 0.0499999}"#, #"{"p_value": 0.0500001}"#, false),
      (#"{"levene_p_value": 0.0312}"#, #"{"levene_p_value": 0.03123}"#, false),
      (#"{"correlation": -0.8}"#, #"{"correlation": 0.8}"#, false),
      (#"{"mean1": 75, "mean2": 78}"#, #"{"mean1": 78, "mean2": 75}"#, false),
      (#"["a", "b"]"#, #"["b", "a"]"#, false), (#"{"count": 5, "mean": 4.6}"#, "5", false),
      ("5000", "5003", false), ("5000.0", "5003.0", false), (#""2001""#, #""2002""#, false),
      (#""007""#, "7", false), (#""1.10""#, #""1.1""#, false), (#""2.0""#, #""2""#, true),
      (#"{"mean": 5}"#, #"{"median": 5}"#, false), (#"{"a": 1}"#, #"{"b": 1}"#, false),
      (#"{"a": 1}"#, #"{"a": 1, "b": 2}"#, false), (#""NaN""#, "0", false), ("null", "0", false),
      (#""""#, "0", false), ("[1, 2]", "[1, 2, 2]", false), ("1e400", "1e300", false),
      (#"{"A": 1, "a": 2}"#, #"{"A": 2, "a": 1}"#, false),
    ])
  func unknownQuestion(one: String, other: String, agree: Bool) throws {
    let (a, b) = (try Self.value(one), try Self.value(other))
    #expect(AnswerComparison().agree(a, b) == agree)
    #expect(AnswerComparison().agree(b, a) == agree)
  }

  @Test("The question's kind of answer decides the comparison", arguments: AnswerPair.all)
  func pair(_ pair: AnswerPair) throws {
    let (a, b) = (try Self.value(pair.one), try Self.value(pair.other))
    let comparison = AnswerComparison(question: pair.question)
    #expect(comparison.agree(a, b) == pair.isSame)
    #expect(comparison.agree(b, a) == pair.isSame)
  }

  @Test(
    "Answers in unusual forms agree if a careful reader calls them the same",
    arguments: AnswerPairGroup.all)
  func unusualForms(group: AnswerPairGroup) throws {
    #expect(!group.pairs.isEmpty)
    let comparison = AnswerComparison(
      question: group.question, schema: group.schema, codes: group.codes)
    for pair in group.pairs {
      let (a, b) = (try Self.value(pair.one), try Self.value(pair.other))
      #expect(comparison.agree(a, b) == pair.isSame, "\(pair.one) and \(pair.other)")
      #expect(comparison.agree(b, a) == pair.isSame, "\(pair.other) and \(pair.one)")
    }
  }

  @Test("An absolute tolerance applies to estimates and crosses neither zero nor a threshold")
  func honoursFloatTolerance() throws {
    let tolerance = AnswerTolerance(absolute: 0.1)
    let mean = AnswerComparison(tolerance: tolerance, question: "What is the mean?")
    #expect(mean.agree(4.25, 4.33))
    #expect(!mean.agree(4.25, 4.36))
    #expect(!mean.agree(["correlation": -0.04], ["correlation": 0.04]))
    #expect(!mean.agree(["p_value": 0.04], ["p_value": 0.06]))
    #expect(!mean.agree(["p_value": 0.02], ["p_value": 0.03]))
    let maximum = AnswerComparison(tolerance: tolerance, question: "What is the maximum?")
    #expect(!maximum.agree(4.25, 4.33))
    let wide = AnswerComparison(
      tolerance: AnswerTolerance(absolute: 5), question: "How many rows are there?")
    #expect(!wide.agree(100, 103))
  }

  @Test(
    "A schema's words say what each member is",
    arguments: [
      (#"{"rows": whole number}"#, #"{"rows": 7}"#, #"{"rows": 7.0}"#, true),
      (#"{"rows": whole number}"#, #"{"rows": 45210.0}"#, #"{"rows": 45211.0}"#, false),
      (#"{"x": number rounded to 2 decimals}"#, #"{"x": 0.12}"#, #"{"x": 0.1234}"#, true),
      (#"{"x": number rounded to 2 decimals}"#, #"{"x": 0.12}"#, #"{"x": 0.13}"#, false),
      (#"{"x": number}, all rounded to 4 decimals"#, #"{"x": 1.2345}"#, #"{"x": 1.2346}"#, false),
      (
        #"{"p_value": number rounded to 6 decimals}"#, #"{"p_value": 0.0}"#,
        #"{"p_value": 1.2e-9}"#, true
      ),
      (#"{"key": code}"#, #"{"key": "1.10"}"#, #"{"key": "1.1"}"#, false),
      (#"{"key": code}"#, #"{"key": "ab-1"}"#, #"{"key": "AB-1"}"#, false),
      (#"{"town": text}"#, #"{"town": "ab–1"}"#, #"{"town": "AB-1"}"#, true),
      (
        #"{"names": list in any order}"#, #"{"names": ["a", "b"]}"#, #"{"names": ["b", "a"]}"#,
        true
      ),
      (
        #"{"names": list, best first}"#, #"{"names": ["a", "b"]}"#, #"{"names": ["b", "a"]}"#,
        false
      ),
      (#"{"normal": "yes" or "no"}"#, #"{"normal": "yes"}"#, #"{"normal": true}"#, true),
      (#"{"normal": "yes" or "no"}"#, #"{"normal": "yes"}"#, #"{"normal": false}"#, false),
      (#"{"mean": number}"#, #"{"mean": 4.5}"#, #"{"mean": 4.5004}"#, true),
      (#"{"top": exact number}"#, #"{"top": 4.5}"#, #"{"top": 4.5004}"#, false),
    ])
  func readsSchemas(schema: String, one: String, other: String, agree: Bool) throws {
    let comparison = AnswerComparison(question: "What is found?", schema: schema)
    let (a, b) = (try Self.value(one), try Self.value(other))
    #expect(comparison.agree(a, b) == agree)
    #expect(comparison.agree(b, a) == agree)
  }

  @Test("Nested lists take a bounded number of comparisons")
  func bounded() {
    func nested(_ depth: Int, _ last: Int) -> JSONValue {
      guard depth > 0 else { return .number(JSONNumber(last)) }
      return .array((0..<40).map { nested(depth - 1, $0 == 39 ? last : $0) })
    }
    let comparison = AnswerComparison(question: "Which labels occur?")
    #expect(!comparison.agree(nested(3, 100), nested(3, 101)))
  }

  @Test(
    "A question asks for an order in words, not in parts of words",
    arguments: [
      ("List the top 3 categories.", .ordered), ("List them from highest to lowest.", .ordered),
      ("In what order do they come?", .ordered), ("Sort the groups.", .ordered),
      ("Give the means for A and B respectively.", .ordered),
      ("Name the first, second and third.", .ordered), ("Who won and who came next?", .ordered),
      ("Which months were the busiest and the quietest?", .ordered),
      ("Which columns have the largest mean and median?", .ordered),
      ("Which students are the best in maths and in physics?", .ordered),
      ("Which cities are the origin and the destination?", .ordered),
      ("Name the products, cheapest first.", .ordered), ("List the top customers.", .ordered),
      ("Which two towns are closest to the sea?", .free),
      ("Which guests like the forest and the harvest?", .free),
      ("Which columns have a mean and a median above 5?", .free),
      ("What is the mean order_value?", .unstated),
      ("Drop the stops at the border.", .unstated),
      ("In order to compare, drop outliers.", .unstated),
      ("Which is the highest mean?", .unstated), ("Which columns identify a row?", .free),
      ("In which years did it rain?", .free), ("Which two columns are most correlated?", .free),
    ] as [(String, ListOrder)])
  func readsOrder(question: String, order: ListOrder) {
    #expect(AskedOrder.order(in: question) == order)
  }

  private static func value(_ text: String) throws -> JSONValue {
    try ResponseJSON.value(of: Array(text.utf8))
  }
}
