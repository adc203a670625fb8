internal import FacetPlatform

/// The first word of the arguments: a command, or a configuration for `run`.
enum CommandWord {
  static let commands = [
    "run", "check", "preview", "models", "init", "rehearse", "status", "ledger", "help",
  ]

  /// What is wrong with the first word, or `nil`: a word that resembles a command and is no file is
  /// a misspelt command, not a configuration's name.
  static func mistake(in arguments: [String]) -> String? {
    guard let word = arguments.first, !word.hasPrefix("-"), !commands.contains(word),
      !word.contains("/"), !word.contains("."), !FileSystem.exists(word)
    else { return nil }
    let nearest = commands.min { distance($0, word) < distance($1, word) }
    let suggestion =
      nearest.flatMap { distance($0, word) <= max(1, word.count / 3) ? $0 : nil }
      .map { "; did you mean '\($0)'?" } ?? "; see 'facet --help'"
    return "'\(word)' is no command and no file" + suggestion
  }

  /// How many letters must be changed, added or left out to make one word of the other.
  private static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var row = Array(0...b.count)
    for i in 1...max(1, a.count) where i <= a.count {
      var diagonal = row[0]
      row[0] = i
      for j in b.indices {
        let replaced = diagonal + (a[i - 1] == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
