internal import FacetCluster
internal import FacetConfiguration
internal import FacetPlatform

/// What a merge does only for someone who started it in the run's own folder, or asked for it: the
/// shards' files, which name the command, may come from anywhere.
struct MergeTrust {
  /// The folder in which the merge starts.
  var start: String
  /// The folder of the shards.
  var shards: String

  /// Whether a path lies in a folder, whatever links lead to either.
  static func lies(_ path: String, below folder: String) -> Bool {
    let (path, folder) = (FileSystem.resolvingLinks(path), FileSystem.resolvingLinks(folder))
    return folder == "/" || path == folder || path.hasPrefix(folder + "/")
  }

  /// Why the dataset is not written where the shards' files want it; `nil` if it is.
  func refusal(ofOutput command: any MergeableCommand, _ console: Console) throws -> String? {
    let here = FileSystem.workingDirectory
    // Without a name of its own, it goes to a folder of the task.
    let places =
      try command.wantedOutput.map { [FileSystem.absolute($0, in: here)] }
      ?? [try command.taskConfiguration(console)?.root ?? here, here]
    let outside = places.first {
      !Self.lies($0, below: start) && !Self.lies($0, below: shards)
    }
    return outside.map {
      "the shards' files name '\($0)' for the dataset, outside of the folder in which the merge "
        + "starts; start it in '\(here)', or name a file with '--output'"
    }
  }

  /// Why scores run no program that only the shards' files may have chosen; `nil` if they do, or if
  /// there is none.
  ///
  /// A score that the ledgers lack is made again, and the configuration names the program for it.
  func refusal(ofPrograms command: any MergeableCommand, _ console: Console) throws -> String? {
    guard let run = command as? RunCommand else { return nil }
    let configuration = try run.configuration(console)
    let runsProgram = configuration.scores.contains { scorer in
      if case .command = scorer.kind { true } else { false }
    }
    guard runsProgram else { return nil }
    // A program may be named relative to the working directory, which the shards' files name, too.
    let areHere = [configuration.path, FileSystem.workingDirectory].allSatisfy {
      Self.lies($0, below: start) && !Self.lies($0, below: shards)
    }
    let isChanged = run.task.overriding.settings.contains { $0.contains("scores") }
    guard !areHere || isChanged else { return nil }
    return "the scores of '\(configuration.path)' run a program, which a merge does only if the "
      + "run's folder and configuration lie below the folder in which it starts, outside the shards' "
      + "folder, and without '--set scores…'; if you trust the program, add '--run-programs'"
  }
}
