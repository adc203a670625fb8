internal import Facet
internal import FacetLedger
internal import FacetPlatform

/// The folders of one run's shards.
package struct ShardFolders: Sendable {
  /// A shard's folder and status.
  package struct Member: Sendable {
    package var folder: String
    package var status: ShardStatus

    /// The ledger of the shard's last run: in its folder, which may have been moved, or elsewhere.
    package var ledger: String {
      let own = ShardPlaces.ledger(in: folder)
      guard let path = status.ledgerPath else { return own }
      let isElsewhere = !path.hasSuffix(
        "/" + ShardPlaces.ledger(in: ShardPlaces.name(of: status.shard.index)))
      if isElsewhere, FileSystem.exists(path) { return path }
      return FileSystem.exists(own) ? own : path
    }
  }

  /// In the order of their shards.
  package let members: [Member]
  /// The folder of all of them, where the united ledger goes.
  package let root: String

  /// Finds the shards in folders: of a launch, of all shards of a run, or of one shard.
  ///
  /// - Throws: ``ClusterError`` if there are none, or if they are not shards of one run.
  package init(in folders: [String]) throws(ClusterError) {
    var members: [Member] = []
    for folder in folders {
      let found = try Self.members(in: folder)
      guard !found.isEmpty else {
        throw ClusterError(Self.absence(of: folder))
      }
      for member in found
      where !members.contains(where: { FileSystem.areSame($0.folder, member.folder) }) {
        members.append(member)
      }
    }
    members.sort { ($0.status.shard.index, $0.folder) < ($1.status.shard.index, $1.folder) }
    try Self.checkAgreement(members)
    self.members = members
    root = Self.root(of: folders, members)
  }

  /// Why a folder holds no shards.
  private static func absence(of folder: String) -> String {
    if !FileSystem.exists(folder) { return "there is no folder '\(folder)'" }
    if !FileSystem.isDirectory(folder) {
      return "'\(folder)' is a file; name the folder of the shards"
    }
    if FileSystem.exists(folder + "/" + LaunchPlan.fileName) {
      return "no shard of the launch '\(folder)' has begun; "
        + "'facet launch status' shows what they do"
    }
    return "'\(folder)' holds no shards: neither it nor a folder in it has a "
      + "'\(ShardStatus.fileName)'"
  }

  /// The shards' number in the run.
  package var count: Int { members.first?.status.shard.count ?? 0 }

  /// The shards of which there is no folder, in order.
  package var absent: [Int] {
    let present = Set(members.map(\.status.shard.index))
    return (0..<count).filter { !present.contains($0) }
  }

  private static func members(in folder: String) throws(ClusterError) -> [Member] {
    if let status = try ShardStatus(in: folder) {
      return status.hasBegun ? [Member(folder: folder, status: status)] : []
    }
    var members: [Member] = []
    for place in [folder, folder + "/shards"] {
      for name in FileSystem.names(in: place).sorted() {
        let child = place + "/" + name
        guard let status = try ShardStatus(in: child), status.hasBegun else { continue }
        members.append(Member(folder: child, status: status))
      }
    }
    return members
  }

  private static func root(of folders: [String], _ members: [Member]) -> String {
    guard let first = folders.first, let member = members.first else { return "." }
    return FileSystem.areSame(first, member.folder) ? FileSystem.parent(of: first) : first
  }

  /// Shards of one run were asked the same about the same data.
  private static func checkAgreement(_ members: [Member]) throws(ClusterError) {
    guard let first = members.first else { return }
    for member in members.dropFirst() {
      let (one, other) = (first.status, member.status)
      let difference: String? =
        if one.shard.count != other.shard.count {
          "one of \(one.shard.count) shards and one of \(other.shard.count)"
        } else if one.configurationFingerprint != other.configurationFingerprint {
          "of different configurations, or of one that changed in between"
        } else if one.inputSHA256 != other.inputSHA256 {
          "of different input data"
        } else {
          nil
        }
      if let difference {
        throw ClusterError(
          "'\(first.folder)' and '\(member.folder)' are not shards of one run: they are "
            + difference)
      }
    }
  }
}
