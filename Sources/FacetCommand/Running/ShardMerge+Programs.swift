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
    guard let run = command as? RunCommand else { return }
    let configuration = try run.configuration(console)
    let runsProgram = configuration.scores.contains { scorer in
      if case .command = scorer.kind { true } else { false }
    }
    guard runsProgram else { return }
    let path = FileSystem.resolvingLinks(run.task.configurationPath)
    let isHere = path.hasPrefix(FileSystem.resolvingLinks(start) + "/")
    let isOfShards = path.hasPrefix(FileSystem.resolvingLinks(root) + "/")
    let isChanged = run.task.overriding.settings.contains { $0.contains("scores") }
    guard !isHere || isOfShards || isChanged else { return }
    throw ClusterError(
      "the scores of '\(path)' run a program, which a merge does only for a configuration below the "
        + "folder in which it starts, outside the shards' folder and without '--set scores…'; start "
        + "the merge in the folder of the run")
  }
}
