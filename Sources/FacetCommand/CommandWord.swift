internal import FacetPlatform

/// The first word of the arguments: a command, or a configuration for `run`.
enum CommandWord {
  static let commands = [
    "run", "check", "estimate", "preview", "models", "init", "rehearse", "status", "ledger",
    "report", "merge", "questions", "episodes", "smoke", "export", "verify", "push",
    "contamination", "help",
  ]

  /// The mistake in the first word, or `nil`. A bare word that is neither a command nor a file is a
  /// misspelt command, not a configuration's name.
  static func mistake(in arguments: [String]) -> String? {
    guard let word = arguments.first, !word.hasPrefix("-"), !commands.contains(word),
      !word.contains("/"), !word.contains("."), !FileSystem.exists(word)
    else { return nil }
    let suggestion =
      Resemblance.nearest(to: word, among: commands).map { "did you mean '\($0)'?" }
      ?? "see 'facet --help'"
    return "'\(word)' is neither a command nor a file; " + suggestion
  }
}
