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

  /// The advice after a message about arguments in a place that does not take them.
  static func advice(on message: String, about arguments: [String]) -> String? {
    switch arguments.first {
    case "launch"
    where message.hasPrefix("Unknown option")
      && ["slurm", "kubernetes"].contains(arguments.dropFirst().first):
      "Options of the run follow two dashes, as in: "
        + "facet launch slurm configs/translation.json --shards 4 -- --limit 100"
    case "questions" where message.hasPrefix("Unexpected argument"):
      "CSV files follow '--csv', as in: facet questions --csv sales.csv"
    case "contamination" where message.hasPrefix("Unexpected argument"):
      "Files follow 'check', as in: facet contamination check answers.jsonl --ban terms.txt"
    default: nil
    }
  }

  /// The arguments with a negative number joined to the option before it: alone it would be read as
  /// another option, and the first one as an option without its value.
  static func joiningNegativeNumbers(_ arguments: [String]) -> [String] {
    var joined: [String] = []
    var isOver = false
    for argument in arguments {
      if argument == "--" { isOver = true }
      if !isOver, argument.hasPrefix("-"), argument.dropFirst().first?.isNumber == true,
        let option = joined.last, option.hasPrefix("--"), option.count > 2, !option.contains("=")
      {
        joined[joined.count - 1] = "\(option)=\(argument)"
      } else {
        joined.append(argument)
      }
    }
    return joined
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
