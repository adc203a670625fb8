/// Statistics under one name each, whatever word a question or a member's name has for them.
enum StatisticName {
  /// Words with a single meaning, which may replace each other in a name.
  private static let synonyms: [String: String] = [
    "mean": "mean", "average": "mean", "avg": "mean", "median": "median", "mode": "mode",
    "std": "std", "stdev": "std", "stddev": "std", "sd": "std", "deviation": "std",
    "variance": "variance", "var": "variance", "covariance": "covariance", "cov": "covariance",
    "correlation": "correlation", "corr": "correlation", "pearson": "correlation",
    "sum": "sum", "total": "sum", "count": "count", "n": "count", "num": "count",
    "maximum": "max", "max": "max", "highest": "max", "largest": "max", "greatest": "max",
    "minimum": "min", "min": "min", "lowest": "min", "smallest": "min",
    "diff": "difference", "slope": "slope", "intercept": "intercept", "skewness": "skewness",
    "skew": "skewness",
    "kurtosis": "kurtosis", "kurt": "kurtosis", "r2": "r2", "rsquared": "r2",
  ]
  /// Words that may stand for several statistics.
  private static let vague: [String: Set<String>] = [
    "many": ["count", "sum"], "number": ["count", "sum"], "total": ["sum", "count"],
    "most": ["max", "mode"], "common": ["mode"], "frequent": ["mode"], "popular": ["mode"],
    "often": ["mode", "count", "share"], "peak": ["max"], "biggest": ["max"], "longest": ["max"],
    "heaviest": ["max"], "tallest": ["max"], "fastest": ["max", "min"], "oldest": ["max", "min"],
    "youngest": ["max", "min"], "newest": ["max", "min"], "latest": ["max"], "last": ["max"],
    "earliest": ["min"], "first": ["min"], "shortest": ["min"], "cheapest": ["min"],
    "fewest": ["min"], "least": ["min"], "lightest": ["min"], "slowest": ["max", "min"],
    "best": ["max", "min"], "worst": ["max", "min"], "top": ["max"], "expensive": ["max"],
    "share": ["share"], "proportion": ["share"], "fraction": ["share"], "percentage": ["share"],
    "percent": ["share"], "pct": ["share"], "rate": ["share", "mean"], "ratio": ["share"],
    "difference": ["difference"], "diff": ["difference"], "change": ["difference"],
    "quantile": ["quantile", "median"], "percentile": ["quantile", "median"],
    "quartile": ["quantile", "median"], "q1": ["quantile"], "q3": ["quantile"],
    "frequency": ["count", "share"], "freq": ["count", "share"], "occurrence": ["count"],
    "size": ["count"], "error": ["error"], "sem": ["error"], "se": ["error"],
    "statistic": ["statistic"], "stat": ["statistic"], "chi2": ["statistic"],
  ]

  /// Words that make another statistic of the one they stand beside.
  static let modifiers: Set<String> = [
    "adjusted", "adj", "weighted", "trimmed", "partial", "geometric", "harmonic", "relative",
    "absolute", "cumulative", "log", "standardized", "standardised", "normalized", "normalised",
    "squared", "pooled", "grand",
  ]

  /// The statistics that words speak of.
  static func statistics(in words: some Sequence<String>) -> Set<String> {
    var found: Set<String> = []
    var before = ""
    for word in words {
      if before == "r", word == "squared" {
        found.remove("correlation")
        found.insert("r2")
      }
      // In "the median number of rooms" the number is the subject.
      if word == "number", synonyms[before] != nil {
        before = word
        continue
      }
      if let names = vague[word] ?? vague[MeasureWords.singular(word)] {
        found.formUnion(names)
      } else if let name = synonyms[word] ?? synonyms[MeasureWords.singular(word)] {
        found.insert(name)
      } else if word == "r" || word == "coefficient" {
        found.insert("correlation")
      }
      before = word
    }
    return found
  }

  private static let prepositions: Set<String> = [
    "of", "in", "for", "by", "above", "below", "over", "under", "at", "per", "with", "among",
    "between", "from", "across", "within", "where", "when", "that",
  ]

  /// The statistics that a question asks for: those before its first preposition, as in "the mean
  /// of the values above the median", or else any that it speaks of.
  static func asked(in words: [String]) -> Set<String> {
    let many = words.indices.dropLast().first { words[$0] == "how" && words[$0 + 1] == "many" }
    let start = words.firstIndex { ["what", "which", "how"].contains($0) }
    if let many, many == start { return ["count", "sum"] }
    if PValueName.matches(words.prefix { !prepositions.contains($0) }.joined(separator: " ")) {
      return ["p"]
    }
    let head = words[(start ?? 0)...].prefix { !prepositions.contains($0) }
    let asked = statistics(in: head)
    return asked.isEmpty ? statistics(in: words) : asked
  }

  /// The statistics that the name of a member speaks of.
  static func statistics(ofName name: String) -> Set<String> {
    PValueName.matches(name)
      ? ["p"]
      : statistics(in: AnswerText.nameWords(of: name).prefix { !prepositions.contains($0) })
  }

  /// A folded name with one word for each statistic: `average_age` is `mean age`.
  static func canonical(_ folded: String) -> String {
    let words = folded.split(separator: " ").map(String.init)
    if PValueName.matches(folded), words.count <= 2 { return "p" }
    if words == ["r"] || words.contains("pearson") && words.last == "r" { return "correlation" }
    var names: [String] = []
    for word in words {
      let isFiller =
        word == "deviation" && names.last == "standard"
        || word == "coefficient" && names.last == "correlation"
      if isFiller { names.removeLast() }
      let name = word == "coefficient" && isFiller ? "correlation" : synonyms[word] ?? word
      if word == "squared", names.last == "r" {
        names[names.count - 1] = "r2"
      } else if names.last != name {
        names.append(name)
      }
    }
    return names.joined(separator: " ")
  }

  /// Whether two names, each the only one of its object, speak of the same statistic: `mean` and
  /// `mean_age`, but not `mean_fare` and `mean_age`.
  static func isSame(_ one: String, _ other: String) -> Bool {
    let names = [one, other].map {
      Set(canonical(AnswerText.words(of: $0).joined(separator: " ")).split(separator: " "))
    }
    guard names[0].isSubset(of: names[1]) || names[1].isSubset(of: names[0]),
      names[0].symmetricDifference(names[1]).allSatisfy({ !modifiers.contains(String($0)) })
    else { return false }
    let statistics = statistics(ofName: one)
    return !statistics.isEmpty && statistics == Self.statistics(ofName: other)
  }
}
