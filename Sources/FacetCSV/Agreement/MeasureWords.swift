/// Words in questions and names that reveal the kind of a value.
enum MeasureWords {
  /// Results of a fit, a test or a simulation, which depend on the method's details.
  static let statistics: Set<String> = [
    "coefficient", "coef", "slope", "intercept", "statistic", "stat", "entropy", "interval",
    "confidence", "ci", "lower", "upper", "bound", "error", "se", "sem", "rmse", "mae", "effect",
    "estimate", "prediction", "predicted", "squared", "eta", "cohen", "cohens", "gini", "f", "t",
    "z", "u", "d", "chi", "chi2", "trend", "elasticity", "likelihood", "aic", "bic", "auc",
    "accuracy",
  ]
  /// Means, quotients and the like, which arithmetic gives exactly.
  static let measures: Set<String> = [
    "mean", "average", "avg", "deviation", "std", "stdev", "sd", "variance", "var",
    "covariance", "correlation", "corr", "pearson", "spearman", "kendall", "rho", "tau", "r", "r2",
    "skewness", "skew", "kurtosis", "iqr",
    "rate", "ratio", "share", "proportion", "percentage", "percent", "pct", "fraction",
    "probability",
    "growth", "density", "odds", "lift", "importance", "similarity",
  ]
  /// Values that also stand in the data, or differ from one that does by another.
  static let readings: Set<String> = [
    "score", "limit", "difference", "diff", "change", "range", "spread", "excess", "lead", "gap",
    "weight", "distance", "median", "quantile", "percentile", "quartile", "q1", "q3",
  ]
  /// Measures that are columns rather than results.
  static let recorded: Set<String> = ["score", "scores", "weight", "weights"]
  static let counts: Set<String> = [
    "n", "count", "number", "num", "nunique", "rows", "records", "observations", "occurrences",
    "missing", "duplicates", "outliers", "unique", "distinct", "frequency", "freq", "df", "dof",
    "freedom", "iterations", "rounds", "rank", "position", "index", "bin", "size", "length",
  ]
  static let extremes: Set<String> = [
    "maximum", "minimum", "max", "min", "highest", "lowest", "largest", "smallest", "greatest",
    "biggest", "least", "most", "fewest", "longest", "shortest", "oldest", "youngest", "heaviest",
    "lightest", "tallest", "earliest", "latest", "newest", "first", "last", "mode", "top", "best",
    "worst", "peak", "cheapest", "deepest", "fastest", "slowest",
  ]
  static let totals: Set<String> = ["sum", "total", "cumulative", "overall", "revenue"]
  static let times: Set<String> = [
    "year", "month", "day", "date", "week", "hour", "minute", "quarter", "decade", "weekday",
    "timestamp", "datetime", "time",
  ]
  static let codes: Set<String> = [
    "id", "identifier", "code", "sku", "version", "zip", "zipcode", "postcode", "postal", "isbn",
    "iban", "barcode", "serial", "prefix", "key", "hash", "uuid", "plate", "phone", "ean", "gtin",
    "chapter", "section", "paragraph", "clause", "release", "revision",
  ]
  /// What is numbered by codes: in "flight number" the number is a code, not a count.
  static let numbered: Set<String> = [
    "account", "batch", "card", "case", "catalogue", "catalog", "customer", "employee", "flight",
    "house", "identification", "invoice", "item", "licence", "license", "lot", "member",
    "membership", "model", "order", "part", "passport", "patient", "phone", "plate", "policy",
    "product", "reference", "room", "gate", "seat", "platform", "page", "route", "registration",
    "serial", "student", "tax", "telephone", "ticket",
    "tracking", "unit",
  ]
  static let labels: Set<String> = [
    "name", "label", "category", "column", "group", "country", "city", "place", "text", "title",
  ]
  /// Names of answers that carry no meaning.
  static let wrappers: Set<String> = ["answer", "result", "value", "output", "final answer"]

  private static let places: Set<String> = [
    "rank", "ranks", "ranked", "ranking", "position", "place", "places", "placed", "century",
    "floor", "storey", "edition",
  ]
  private static let lengths: Set<String> = [
    "length", "long", "longest", "short", "shortest", "height", "high", "tall", "tallest", "depth",
    "deep", "deepest", "width", "wide", "widest", "distance", "far", "farthest", "furthest", "away",
    "apart", "elevation", "altitude", "radius", "diameter", "thickness", "m", "metre", "meter",
    "jump", "throw",
  ]

  /// Whether a word asks for a place in a sequence.
  static func isPlace(_ word: String) -> Bool { places.contains(word) }

  /// Whether a word speaks of lengths.
  static func isLength(_ word: String) -> Bool {
    lengths.contains(word) || lengths.contains(singular(word))
  }

  /// Whether a question asks for the most frequent value: "the most common size", "occurs most".
  static func asksForMode(_ words: [String]) -> Bool {
    words.indices.contains { index in
      let next = index + 1 < words.count ? words[index + 1] : ""
      switch words[index] {
      case "most": return ["common", "frequent", "often", "popular", "frequently"].contains(next)
      case "occurs", "appears", "occur", "appear": return next == "most"
      default: return false
      }
    }
  }

  /// A word without its plural ending.
  static func singular(_ word: some StringProtocol) -> String {
    let word = String(word)
    for (plural, singular) in [("ies", "y"), ("sses", "ss")] where word.hasSuffix(plural) {
      return word.dropLast(plural.count) + singular
    }
    let isPlural = word.count > 3 && word.hasSuffix("s")
    return isPlural && !["ss", "us", "is"].contains { word.hasSuffix($0) }
      ? String(word.dropLast()) : word
  }

  static func isStatistic(_ word: String) -> Bool {
    statistics.contains(word) || statistics.contains(singular(word))
  }

  private static func isMeasure(_ word: String) -> Bool {
    measures.contains(word) || measures.contains(singular(word))
  }

  /// Whether a word names a statistic, a measure or a reading.
  static func isEstimate(_ word: String) -> Bool {
    isStatistic(word) || isMeasure(word) || readings.contains(word)
      || readings.contains(singular(word))
  }

  /// The kind of a value that words call a statistic, a measure or a reading.
  ///
  /// A correlation coefficient is a measure, and a mean prediction a statistic.
  static func estimate(_ words: some Sequence<String>) -> AnswerKind {
    let words = words.filter { $0.count > 1 }
    let isMeasured = words.contains(where: isMeasure)
    if words.contains(where: { isStatistic($0) && !($0.hasPrefix("coef") && isMeasured) }) {
      return .quantity
    }
    return isMeasured ? .measure : .reading
  }

  static func isCount(_ word: String) -> Bool {
    counts.contains(word) || counts.contains(singular(word))
  }

  static func isExtreme(_ word: String) -> Bool { extremes.contains(word) }

  static func isTime(_ word: String) -> Bool {
    times.contains(word) || times.contains(singular(word))
  }

  static func isCode(_ word: String) -> Bool {
    codes.contains(word) || codes.contains(singular(word))
  }

  /// Whether two words name a code, as "part number" does.
  static func isCode(_ word: String, _ next: String) -> Bool {
    (next == "number" || next == "numbers") && numbered.contains(word)
  }
}
