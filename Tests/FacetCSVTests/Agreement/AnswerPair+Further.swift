extension AnswerPair {
  /// Forms that the other tables lack.
  static let further = [quantities2, counts2, times2, labels2, orders2, mappings2].flatMap { $0 }

  private static let quantities2 =
    same(
      "What is the median income?", ("51234.0", "51234"), ("51234.4", "51234.41"),
      (#""51,234.4""#, "51234.4"), (#"{"median_income": 51234.4}"#, "51234.4"))
    + differ("What is the median income?", ("51234.4", "51534.4"), ("51234.4", "-51234.4"))
    + differ(
      "What is the mean concentration?", ("1e-12", "2e-12"), ("1.0e-9", "1.1e-9"), ("0", "0.004"))
    + same("What is the standard deviation?", ("0.0", "1e-17"), ("2.5", "2.5000000001"))
    + differ("What is the slope of the trend?", ("-0.31", "0.31"), ("0.31", "0.0031"))
    + differ("What is the p-value?", ("0.049", "0.051"), ("0.0099", "0.0101"))
    + same("What is the p-value?", ("0.0312", "0.03121"))
    + same(
      "What is the mean rounded to one decimal?", ("3.1", "3.14"), ("3.1", #""3.1""#))
    + differ("What is the mean rounded to one decimal?", ("3.1", "3.2"), ("3.1", "3.16"))
    + same(
      "What percentage of orders were late?", (#""12.5%""#, "12.5"), (#""12.5 %""#, #""12.5""#))
    + differ("What percentage of orders were late?", ("12.5", "0.125"), ("12.5", "12.9"))
    + differ(
      "How long is the longest trip?", (#""5 km""#, #""5 mi""#), (#""3 h""#, #""3 min""#),
      (#""$5""#, #""€5""#))
    + same("How old is the oldest member?", (#""81 years""#, "81"), ("81.0", "81"))
    + differ("How old is the oldest member?", ("81", "82"), ("81", "81.04"))

  private static let counts2 =
    differ(
      "What is the sum of 'quantity'?", ("45210", "45211"), ("9007199254740993", "9007199254740992")
    )
    + same("What is the sum of 'quantity'?", ("45210", "45210.0"), (#""45,210""#, "45210"))
    + differ("What is the mode of 'rooms'?", ("3", "4"), ("3", "3.001"), ("3.0", "3.1"))
    + same("What is the mode of 'rooms'?", ("3", "3.0"), (#""3""#, "3"))
    + same("How many rows are there?", (#""1000""#, "1000.0"), (#"{"rows": 1000}"#, "1000"))
    + differ("How many rows are there?", ("1000", "1000.5"), ("1000", "10000"))

  private static let times2 =
    same(
      "On which date was the maximum reached?", (#""2020-01-05""#, #""2020-01-05 00:00:00""#),
      (#""2020-01-05""#, #""2020-01-05T00:00:00""#))
    + differ(
      "On which date was the maximum reached?", (#""2020-01-05""#, #""2020-01-06""#),
      (#""2020-01-05""#, #""2020-05-01""#), (#""2020-01-05 10:00:00""#, #""2020-01-05 11:00:00""#))
    + differ(
      "Which month had the most sales?", (#""2021-03""#, #""2021-04""#), (#""Jan""#, #""Jun""#),
      ("3", "4"))
    + differ("Which hour is the busiest?", ("9", "10"), ("9.0", "9.5"))

  private static let labels2 =
    same(
      "Which group has the highest mean?", (#""north""#, #""North""#), ("2", "2.0"),
      (#""2.0""#, "2"), (#""A\u2013B""#, #""A-B""#), (#""New\u00a0York""#, #""New York""#),
      (#""Chevrolet  Impala""#, #""chevrolet impala""#))
    + differ(
      "Which group has the highest mean?", (#""north""#, #""south""#),
      (#""Impala""#, #""Impala 2""#), (#""na\u00efve""#, #""naive""#), ("2", "3"))
    + differ("Which zip code has the most shops?", (#""01067""#, "1067"), (#""01067""#, #""1067""#))
    + same(
      "Is the difference significant?", ("true", #""Yes""#), ("false", #""no""#),
      (#"{"significant": true}"#, "true"))
    + differ("Is the difference significant?", (#""Yes""#, #""No""#), ("true", "null"))

  private static let orders2 =
    differ(
      "Rank the shops by sales from highest to lowest.", (#"["x", "y"]"#, #"["y", "x"]"#))
    + differ("Order the regions by their mean, ascending.", (#"["x", "y"]"#, #"["y", "x"]"#))
    + differ("What are the minimum and the maximum?", ("[1, 9]", "[9, 1]"), ("[1, 9]", "[1, 8]"))
    + differ("Give the means of men and women, respectively.", ("[1.5, 2.5]", "[2.5, 1.5]"))
    + differ("What are the first and the third quartile?", ("[2.5, 7.5]", "[7.5, 2.5]"))
    + same("Which columns have missing values?", (#"["a", "b"]"#, #"["b", "a"]"#), ("[]", "[]"))
    + differ(
      "Which columns have missing values?", (#"["a", "b"]"#, #"["a"]"#),
      (#"["a", "b"]"#, #"["a", "c"]"#))
    + differ(
      "Which pairs belong together?", (#"[["a", 1], ["b", 2]]"#, #"[["a", 2], ["b", 1]]"#))

  private static let mappings2 =
    same(
      "How many sales are there by region?", (#"{"a": 1, "b": 2}"#, #"{"b": 2, "a": 1}"#),
      (#"{"a": 1, "b": 2}"#, #"{"a": 1.0, "b": 2.0}"#))
    + differ(
      "How many sales are there by region?", (#"{"a": 1, "b": 2}"#, #"{"a": 2, "b": 1}"#),
      (#"{"a": 1}"#, #"{"a": 1, "b": 0}"#), (#"{"2019": 5, "2020": 6}"#, #"{"2019": 6, "2020": 5}"#)
    )
    + differ(
      "Who won and who came second?",
      (#"{"winner": "A", "runner_up": "B"}"#, #"{"winner": "B", "runner_up": "A"}"#))
    + differ(
      "What are the correlation and its p-value?",
      (#"{"corr": 0.5, "p": 0.04}"#, #"{"corr": 0.5, "p": 0.06}"#),
      (#"{"corr": 0.5, "p": 0.04}"#, #"{"corr": -0.5, "p": 0.04}"#))
}
