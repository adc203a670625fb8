/// The meaning of a column's name.
enum ColumnName {
  /// Words that mark an identifier anywhere in a name.
  static let identifierWords: Set<String> = [
    "id", "ids", "uuid", "guid", "index", "idx", "rowid", "rownum", "pk", "serial", "oid", "gid",
    "geoid", "objectid", "identifier", "rownumber",
  ]

  /// Words that mark codes anywhere in a name.
  private static let codeWords: Set<String> = [
    "code", "codes", "zip", "zipcode", "postcode", "postal", "plz", "phone", "telephone", "mobile",
    "fax", "ssn", "isbn", "issn", "ean", "upc", "gtin", "sku", "skus", "fips", "barcode", "iban",
    "vin", "cusip", "isin", "naics", "sic", "icd", "hts", "asin", "mrn", "npi", "epsg",
  ]

  /// Words that mark codes at the end of a name, unless the name starts with a count.
  private static let lastCodeWords: Set<String> = [
    "no", "nr", "nummer", "key", "ref", "reference", "tract", "ce", "fp", "subject", "customer",
    "client", "patient", "participant", "respondent", "user", "member", "employee", "student",
    "account", "acct", "order", "invoice", "ticket", "case", "product", "article", "item",
    "station", "sensor", "device", "machine", "store", "shop", "branch", "block", "parcel",
    "vendor", "supplier", "seller", "buyer", "driver", "vehicle", "flight", "session", "trip",
    "transaction", "record", "lot", "batch", "kunde", "kundennummer", "artikel", "matricule",
  ]

  /// Words for groups that are often numbered.
  private static let groupWords: Set<String> = [
    "region", "district", "zone", "ward", "county", "state", "province", "group", "cluster",
    "class", "type", "category", "status", "department", "dept", "sector", "segment", "sex",
    "gender", "race", "ethnicity", "treatment", "arm", "cohort", "site", "plot", "fold", "label",
    "team", "route", "line", "channel", "season", "stratum", "religion", "occupation",
  ]

  private static let measureWords: Set<String> = [
    "count", "counts", "total", "sum", "amount", "value", "price", "cost", "sales", "revenue",
    "income", "salary", "wage", "rate", "ratio", "share", "percent", "pct", "mean", "average",
    "avg", "size", "length", "width", "height", "weight", "area", "volume", "distance", "speed",
    "score", "points", "age", "duration", "quantity", "qty", "population", "power", "budget",
    "calories", "visits", "views", "clicks", "steps", "kwh", "kcal", "elevation", "altitude",
  ]

  private static let countWords: Set<String> = ["num", "number", "n", "count", "total", "no"]

  /// A unit of the calendar or the clock, with its range of numbers.
  struct TimeUnit {
    var plural: String
    var range: ClosedRange<Double>
  }

  private static let timeUnits: [String: TimeUnit] = {
    let units: [([String], String, ClosedRange<Double>)] = [
      (
        ["year", "yr", "yyyy", "jahr", "annee", "année", "anno", "año", "ano"], "years", 1000...2999
      ),
      (["month", "mon", "monat", "mois", "mes", "mese"], "months", 0...12),
      (["day", "dayofyear", "doy", "tag", "jour", "dia", "día"], "days", 0...366),
      (["weekday", "dow", "dayofweek", "wday"], "weekdays", 0...7),
      (["week", "woche", "semaine", "weekofyear"], "weeks", 0...53),
      (["quarter", "qtr", "quartal"], "quarters", 1...4),
      (["hour", "hr", "stunde", "heure", "hora"], "hours", 0...24),
      (["minute"], "minutes", 0...60), (["second"], "seconds", 0...60),
      (["epoch", "timestamp", "unixtime", "unix"], "points in time", 0...1e19),
      (["decade"], "decades", 1000...2999), (["date", "datum", "yyyymmdd"], "dates", 1000...1e9),
      (["hhmm"], "times", 0...2400),
    ]
    return Dictionary(
      uniqueKeysWithValues: units.flatMap { names, plural, range in
        names.map { ($0, TimeUnit(plural: plural, range: range)) }
      })
  }()

  /// Whether numbers under this name are codes.
  static func isCode(_ words: [String]) -> Bool {
    if words.contains(where: codeWords.contains) { return true }
    guard let last = words.last, let first = words.first, !isMeasure(words) else { return false }
    if last == "number" { return words.count > 1 }
    // 'no_of_items' and 'num_product' are counts.
    if words.count > 1, countWords.contains(first) { return false }
    return lastCodeWords.contains(last)
  }

  /// Whether numbers under this name divide rows into groups.
  static func isGroup(_ words: [String]) -> Bool {
    guard let last = words.last, !isMeasure(words) else { return false }
    if words.count > 1, let first = words.first, countWords.contains(first) { return false }
    return groupWords.contains(last)
  }

  /// Whether a name denotes a quantity.
  static func isMeasure(_ words: [String]) -> Bool { words.contains(where: measureWords.contains) }

  /// The unit of the calendar or the clock at the start or end of a name.
  static func timeUnit(_ words: [String]) -> TimeUnit? {
    guard !isMeasure(words) else { return nil }
    return [words.last, words.first].lazy.compactMap { $0.flatMap { timeUnits[$0] } }.first
  }

  /// The words of a name in lower case: `passengerId`, `passenger_id` and `Passenger ID` have two.
  static func words(_ name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var wasLower = false
    for character in name {
      if character.isLetter || character.isNumber {
        if character.isUppercase, wasLower {
          words.append(word)
          word = ""
        }
        word += character.lowercased()
        wasLower = character.isLowercase
      } else {
        if !word.isEmpty { words.append(word) }
        word = ""
        wasLower = false
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }
}
