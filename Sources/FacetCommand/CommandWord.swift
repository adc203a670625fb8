internal import FacetPlatform

/// The first word of the arguments: a command, or a configuration for `run`.
enum CommandWord {
  static let commands = [
    "run", "check", "estimate", "preview", "models", "init", "rehearse", "status", "ledger",
    "report", "score", "merge", "launch", "questions", "episodes", "smoke", "export", "verify",
    "push", "contamination", "tasks", "traces", "box", "doctor", "help",
  ]

  /// The mistake in the first word, or `nil`. A bare word that is neither a command nor a file is a
  /// misspelt command, not a configuration's name.
  static func mistake(in arguments: [String]) -> String? {
    guard let word = arguments.first, !word.hasPrefix("-"), !commands.contains(word),
      !word.contains("/"), !word.contains("."), !FileSystem.exists(word)
    else { return nil }
    let suggestion =
      (Resemblance.nearest(to: word, among: commands) ?? abbreviated(by: word)).map {
        "did you mean '\($0)'?"
      } ?? "see 'facet --help'"
    return "'\(word)' is neither a command nor a file; " + suggestion
  }

  /// The only shortest command that begins with the word's first letter and has its others in
  /// order: `rn` for `run`, `rpt` for `report`.
  private static func abbreviated(by word: String) -> String? {
    let letters = word.lowercased()
    guard letters.count > 1 else { return nil }
    let fitting = commands.filter { command in
      guard command.first == letters.first else { return false }
      var rest = command[...]
      for letter in letters {
        guard let place = rest.firstIndex(of: letter) else { return false }
        rest = rest[rest.index(after: place)...]
      }
      return true
    }
    let least = fitting.map(\.count).min()
    let shortest = fitting.filter { $0.count == least }
    return shortest.count == 1 ? shortest[0] : nil
  }
}
