import Testing

/// Two answers to a question, and whether a careful reader calls them the same.
struct AnswerPair: Sendable, CustomTestStringConvertible {
  var question: String
  var one: String
  var other: String
  var isSame: Bool

  var testDescription: String { "\(question) \(one) | \(other)" }

  static func same(_ question: String, _ pairs: (String, String)...) -> [AnswerPair] {
    pairs.map { AnswerPair(question: question, one: $0.0, other: $0.1, isSame: true) }
  }

  static func differ(_ question: String, _ pairs: (String, String)...) -> [AnswerPair] {
    pairs.map { AnswerPair(question: question, one: $0.0, other: $0.1, isSame: false) }
  }

  static let all = [
    counted, picked, codes, labels, times, quantities, percentages, probabilities, truths, lists,
    objects, further,
  ].flatMap { $0 }

  private static let counted =
    same(
      "How many orders were late?", ("12", "12.0"), (#""1,204""#, "1204"), (#""1 204""#, "1204"),
      (#"{"late": 7}"#, "7"), (#""312 orders""#, "312"))
    + differ(
      "How many orders were late?", ("120350", "120351"), ("120350.0", "120351.0"), ("7", "7.004"),
      (#""1,204""#, "1205"), ("0", "1"), (#"{"late": 7, "all": 9}"#, #"{"late": 7, "all": 10}"#))
    + differ("What is the number of distinct towns?", ("8001.0", "8002.0"), ("64.0", "64.01"))
    + same("What is the number of distinct towns?", ("8001.0", "8001"))

  private static let picked =
    differ(
      "Which year had the most storms?", ("1998.0", "1999.0"), (#""1998""#, "1999"),
      (#"{"year": 1998.0}"#, #"{"year": 1999.0}"#))
    + same(
      "Which year had the most storms?", ("1998.0", #""1998""#), (#"{"year": 1998}"#, "1998.0"))
    + differ(
      "What is the maximum price?", ("45.21", "45.25"), ("102400.5", "102400.75"),
      (#"{"maximum": 19.99}"#, #"{"maximum": 19.98}"#))
    + same("What is the maximum price?", ("45.21", "45.210000001"), (#""$45.21""#, "45.21"))
    + differ("In which month did sales peak?", ("5", "6"), (#""May""#, #""June""#))
    + differ("What is the average year of construction?", ("1961.2", "1962.1"))
    + same("What is the total revenue?", ("10450.300000000003", "10450.3"))
    + differ("What is the total revenue?", ("10450.3", "10451.3"), ("10450", "10451"))

  private static let codes =
    differ(
      "Which product code sold best?", (#""0420""#, "420"), (#""A-7""#, #""a-7""#),
      (#""3E2""#, #""300""#), (#""1.20""#, #""1.2""#), (#""1.20""#, "1.2"))
    + same("Which product code sold best?", (#""A-7""#, #""A-7""#), (#""420""#, "420"))
    + differ(
      "Which customer id has the most returns?", ("73001882", "73001883"),
      ("73001882.0", "73001883.0"), (#"{"id": 5510}"#, #"{"id": 5511}"#))
    + same("Which customer id has the most returns?", ("73001882.0", #""73001882""#))
    + differ("Which release version is newest?", (#""2.10""#, #""2.1""#), (#""2.0""#, #""2""#))

  private static let labels =
    same(
      "Which town is the largest?", (#""São Tomé""#, #""são  tomé""#),
      (#""Saint–Denis""#, #""Saint-Denis""#)
    )
    + same(
      "Which town is the largest?", (#""Ma\ufb03n""#, #""Maffin""#),
      (#""Ｌｉｍａ""#, #""lima""#), (#""L’Aquila""#, #""L'Aquila""#), (#"["Lima"]"#, #""Lima""#))
    + differ(
      "Which town is the largest?", (#""Zürich""#, #""Zurich""#), (#""Lima""#, #""Lime""#),
      (#""Lima""#, "null"), (#""North York""#, #""York North""#))
    + same("Which floor has the most desks?", (#""3.0""#, #""3""#), ("3.0", #""3""#))
    + differ("Which floor has the most desks?", (#""3.0""#, #""30""#), (#""03""#, "3"))

  private static let times =
    same(
      "When was the last delivery?", (#""2021-03-04""#, #""2021-03-04T00:00:00""#),
      (#""2021-03-04 10:30:00""#, #""2021-03-04T10:30:00Z""#), (#""2021/03/04""#, #""2021-03-04""#),
      (#""4 March 2021""#, #""2021-03-04""#), (#""Mar 4, 2021""#, #""2021-03-04""#),
      (#""2021-03-04 10:30""#, #""2021-03-04 10:30:00.000""#))
    + differ(
      "When was the last delivery?", (#""2021-03-04""#, #""2021-04-03""#),
      (#""2021-03-04 10:30:00""#, #""2021-03-04 10:30:01""#), (#""2021-03-04""#, #""2021-03""#),
      (#""2021-03-04T10:30:00Z""#, #""2021-03-04T10:30:00+02:00""#))

  private static let quantities =
    same(
      "What is the mean weight?", ("81.25", "81.2504"), ("0.333", "0.3333"),
      (#""81.25 kg""#, "81.25"),
      (#"{"mean_weight": 81.25}"#, #"{"mean weight": 81.2502}"#), ("1e-16", "0"))
    + differ(
      "What is the mean weight?", ("81.25", "82.1"), (#""81.25 kg""#, #""81.25 lb""#),
      ("81.25", "-81.25"), ("2.1e-10", "5.9e-10"), ("45210", "45230"), (#""€5""#, #""$5""#))
    + differ(
      "What is the mean weight, rounded to two decimals?", ("0.12", "0.13"), ("912.41", "912.42"),
      ("0.126", "0.12"))
    + same(
      "What is the mean weight, rounded to two decimals?", ("0.12", "0.1234"),
      ("912.41", "912.4142"))
    + differ("What is the variance, to the nearest hundred?", ("45200", "45300"))
    + same("What is the variance, to the nearest hundred?", ("45200.0", "45213.7"))
    + differ(
      "What is the highest value of the ratio column?", (#""Infinity""#, "1e308"), ("2.5", "2.502"))

  private static let percentages =
    same(
      "What percentage of guests left early?", (#""37.5%""#, "37.5"),
      (#""37.5 percent""#, #""37.5%""#))
    + differ(
      "What percentage of guests left early?", ("37.5", "0.375"), (#""37.5%""#, "0.375"),
      (#""37.5%""#, #""38%""#))
    + differ("What share of guests left early?", ("0.04", "0.05"), (#""4%""#, "4"))

  private static let probabilities =
    differ(
      "What is the p-value of the test?", ("0.0499", "0.0501"), ("1.1e-12", "9.7e-12"),
      ("0.031", "0.0315"))
    + same("What is the p-value of the test?", ("0.0312", #""0.0312""#), ("3.1e-7", "3.1001e-7"))

  private static let truths =
    same("Is the difference significant?", ("true", #""Yes""#), (#""no""#, "false"), ("1", "true"))
    + differ("Is the difference significant?", ("true", #""no""#), ("true", "2"), ("false", "null"))

  private static let lists =
    same(
      "Which towns flooded?", (#"["Lima", "Cuzco"]"#, #"["cuzco", "Lima"]"#),
      ("[3, 1, 2]", "[1, 2, 3]"))
    + differ(
      "Which towns flooded?", (#"["Lima", "Lima", "Cuzco"]"#, #"["Lima", "Cuzco", "Cuzco"]"#),
      (#"["Lima"]"#, #"["Lima", "Cuzco"]"#))
    + differ(
      "Name the cheapest and the dearest town, respectively.",
      (#"["Lima", "Cuzco"]"#, #"["Cuzco", "Lima"]"#))
    + differ(
      "Give the first, second and third by points.", (#"["a", "b", "c"]"#, #"["b", "a", "c"]"#))
    + differ(
      "Which town has the highest and which the lowest rent?", (#"["a", "b"]"#, #"["b", "a"]"#))
    + differ("List the towns by growing rent.", (#"["a", "b"]"#, #"["b", "a"]"#))
    + differ("What are the bounds of the 95% interval?", ("[1.5, 2.5]", "[2.5, 1.5]"))
    + differ("Who is the winner and who the runner-up?", (#"["a", "b"]"#, #"["b", "a"]"#))

  private static let objects =
    same(
      "What is the mean rent by town?", (#"{"a": 1.25, "b": 2.5}"#, #"[["b", 2.5], ["a", 1.25]]"#),
      (#"{"a": 1.25, "b": 2.5}"#, #"[{"town": "a", "rent": 1.25}, {"town": "b", "rent": 2.5}]"#),
      (#"{"2019.0": 1.5, "2020.0": 2.5}"#, #"{"2019": 1.5, "2020": 2.5}"#))
    + differ(
      "What is the mean rent by town?", (#"{"a": 1.25, "b": 2.5}"#, #"{"a": 2.5, "b": 1.25}"#),
      (#"{"a": 1.25}"#, #"{"b": 1.25}"#), (#"{"a": 1.25, "A": 2.5}"#, #"{"a": 2.5, "A": 1.25}"#))
    + differ(
      "Compare both groups.",
      (
        #"{"group1": "x", "group2": "y", "mean1": 1.5, "mean2": 2.5}"#,
        #"{"group1": "x", "group2": "y", "mean1": 2.5, "mean2": 1.5}"#
      ),
      (#"{"low": 1.5, "high": 2.5}"#, #"{"low": 2.5, "high": 1.5}"#))
}
