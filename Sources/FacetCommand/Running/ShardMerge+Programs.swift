internal import ArgumentParser
internal import FacetCluster
internal import FacetConfiguration
internal import FacetPlatform

extension ShardMerge {
  /// Refuses scores that run a program which only the shards' files may have chosen.
  ///
  /// A score that the ledgers lack is made again, and the configuration names the program for it.
  ///
  /// - Parameter start: The folder in which the merge was started.
  func refusePrograms(
    of command: any MergeableCommand, startedIn start: String, besides root: String
  ) throws {
    guard !options.runPrograms, let run = command as? RunCommand else { return }
    let configuration = try run.configuration(console)
    let runsProgram = configuration.scores.contains { scorer in
      if case .command = scorer.kind { true } else { false }
    }
    guard runsProgram else { return }
    let path = FileSystem.resolvingLinks(configuration.path)
    // A program may be named relative to the working directory, which the shards' files name, too.
    let places = [path, FileSystem.resolvingLinks(FileSystem.workingDirectory) + "/"]
    let (here, shards) = (
      FileSystem.resolvingLinks(start) + "/", FileSystem.resolvingLinks(root) + "/"
    )
    let areHere = places.allSatisfy { $0.hasPrefix(here) && !$0.hasPrefix(shards) }
    let isChanged = run.task.overriding.settings.contains { $0.contains("scores") }
    guard !areHere || isChanged else { return }
    throw ClusterError(
      "the scores of '\(path)' run a program, which a merge does only if the run's folder and "
        + "configuration lie below the folder in which it starts, outside the shards' folder, and "
        + "without '--set scores…'; if you trust the program, add '--run-programs'")
  }
}
