/// The options of `sbatch` that a launch sets itself, because its scripts depend on them.
enum SlurmOwnOption {
  /// Each option with its letter, if it has one, and the reason.
  private static let all: [(name: String, letter: Character?, reason: String)] = [
    ("array", "a", "the launch numbers the shards; '--shards' and '--at-once' set how many"),
    ("output", "o", "'facet launch status' reads the logs in the launch's folder"),
    ("error", "e", "'facet launch status' reads the logs in the launch's folder"),
    ("open-mode", nil, "a requeued shard adds to its log"),
    ("signal", nil, "'--stop-before' sets when a shard is told to stop"),
    ("requeue", nil, "a shard is requeued anyway"),
    ("no-requeue", nil, "a shard that is stopped before the end of its time goes on by a requeue"),
    ("dependency", "d", "the launch orders its jobs; submit the scripts of '--write' by hand"),
    ("job-name", "J", "'--name' sets it"),
    ("chdir", "D", "the script enters the folder in which the launch was made"),
    ("wrap", nil, "the launch has a script"),
    ("input", "i", "a shard reads no input"),
    ("wait", "W", "'facet launch status' follows the jobs"),
    ("test-only", nil, "it would submit nothing; use '--write'"),
    ("parsable", nil, "the launch reads the jobs' numbers"),
    ("quiet", "Q", "the launch reads the jobs' numbers"),
    ("verbose", "v", "the launch reads the jobs' numbers"),
    ("help", "h", "it would submit nothing"), ("usage", nil, "it would submit nothing"),
    ("version", "V", "it would submit nothing"),
  ]

  /// Letters that take a value, and those that take none.
  private static let lettersWithValue: Set<Character> = [
    "A", "b", "B", "c", "C", "F", "G", "L", "m", "M", "n", "N", "p", "q", "S", "t", "w", "x",
  ]
  private static let lettersAlone: Set<Character> = ["H", "k", "O", "s"]

  /// Why an option cannot be given; `nil` if it can.
  static func reason(against word: String) -> String? {
    guard word.hasPrefix("--") else { return reason(againstLetters: word.dropFirst()) }
    let name = word.dropFirst(2).prefix { $0 != "=" && $0 != " " }
    guard !name.isEmpty else { return "it has no name" }
    // 'sbatch' takes the beginning of a name for the name.
    return all.first { $0.name.hasPrefix(name) }?.reason
  }

  /// Several letters may follow one dash, and the last may be followed by its value.
  private static func reason(againstLetters letters: Substring) -> String? {
    for letter in letters {
      if let own = all.first(where: { $0.letter == letter }) { return own.reason }
      if lettersWithValue.contains(letter) { return nil }
      guard lettersAlone.contains(letter) else {
        return "'-\(letter)' is not known here; write its long name"
      }
    }
    return nil
  }
}
