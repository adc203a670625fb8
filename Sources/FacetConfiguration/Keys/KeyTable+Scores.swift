extension KeyTable {
  /// The word for each kind of scorer, in the order of the documentation, and its own keys.
  static let scorerKinds: [(kind: String, keys: [String])] = [
    ("equals", ["against", "normalize"]),
    ("contains", ["against", "normalize", "require"]),
    ("regex", ["pattern", "ignore_case", "against", "normalize"]),
    ("choice", ["against", "choices"]),
    ("number", ["against", "absolute", "relative"]),
    ("length", ["unit", "min", "max"]),
    ("json_schema", ["schema"]),
    ("agreement", ["normalize"]),
    ("answer", ["against", "question"]),
    ("sql", ["gold", "database", "timeout_s", "max_rows", "columns", "published"]),
    ("code", ["tests", "timeout_s"]),
    ("command", ["command", "timeout_s"]),
    ("judge", ["prompt", "system", "model_config", "choices"]),
    ("pairwise", ["prompt", "system", "model_config", "among", "both_orders"]),
    ("react", ["actions"]),
    ("sum", ["of", "scale", "missing", "perspectives", "where"]),
  ]

  private static let commonKeys = [
    "name", "kind", "of", "extract", "where", "perspectives", "scale", "missing",
  ]

  /// The keys of a kind of scorer.
  static func scorer(_ kind: String) -> KeyTable {
    let own = scorerKinds.first { $0.kind == kind }?.keys ?? []
    return KeyTable(
      known: commonKeys(of: kind) + own,
      aliases: [
        "type": "kind", "expected": "against", "reference": "against",
        "db": "database", "timeout": "timeout_s", "cmd": "command",
        "regex": "pattern", "tolerance": "absolute", "weights": "of", "default": "missing",
        "scope": "among",
      ].filter { own.contains($0.value) || commonKeys.contains($0.value) })
  }

  private static func commonKeys(of kind: String) -> [String] {
    switch kind {
    case "sum": ["name", "kind"]
    case "judge", "pairwise": commonKeys.filter { !textKeys.contains($0) }
    default: commonKeys
    }
  }

  /// The keys of a scorer whose kind is unknown, so that only this is reported.
  static let anyScorer = KeyTable(known: commonKeys + scorerKinds.flatMap(\.keys))

  /// The keys that every kind but sums and those of judges has.
  private static let textKeys: Set<String> = ["of", "extract"]

  static let extraction = KeyTable(known: ["regex"], aliases: ["pattern": "regex"])

  /// The kinds of scorer that have a key.
  static func scorerKinds(with key: String) -> [String] {
    scorerKinds.filter { $0.keys.contains(key) }.map(\.kind)
  }
}
