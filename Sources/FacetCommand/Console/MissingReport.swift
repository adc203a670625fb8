internal import Facet
internal import FacetCluster
internal import FacetPlatform

/// The cells that the shards of a run have left open, and the commands that fill them.
struct MissingReport {
  let shards: ShardFolders
  let missing: MissingCells
  /// The folder in which the commands run; `nil` for the one that the user is in.
  var folder: String?

  /// The most commands that are listed.
  private static let mostCommands = 20

  /// The shards with missing cells, in order.
  private var open: [Int] { missing.byShard.keys.sorted() }

  /// The commands that fill the missing cells, one for each shard; one for all after a launch.
  var commands: [String] {
    guard let status = shards.members.first?.status, missing.count > 0 else { return [] }
    if FileSystem.exists(shards.root + "/launch.json") {
      return [ResumeCommand.text(["facet", "launch", "resubmit", shards.root])]
    }
    let folder = shards.members.first.map { FileSystem.parent(of: $0.folder) } ?? shards.root
    return open.map { index in
      ResumeCommand.text(
        ["facet"] + status.command
          + ["--shard", "\(index)/\(shards.count)", "--shards-dir", FileSystem.shortened(folder)])
    }
  }

  /// Nothing if no cell is missing.
  var lines: [String] {
    guard missing.count > 0 else { return [] }
    let absent = Set(shards.absent)
    var lines = ["\(Quantity.count(missing.count, "cell")) missing:"]
    lines += missing.examples.map { cell in
      "  sample '\(cell.sampleID)' (position \(cell.position), shard "
        + "\(cell.position % max(1, shards.count))), '\(cell.condition)'"
    }
    let further = missing.count - missing.examples.count
    if further > 0 { lines.append("  and \(Quantity.grouped(further)) more") }
    for index in open.prefix(Self.mostCommands) {
      let count = missing.byShard[index] ?? 0
      lines.append(
        "  shard \(index): \(Quantity.count(count, "cell"))"
          + (absent.contains(index) ? ", never run" : ""))
    }
    let unlisted = open.count - Self.mostCommands
    if unlisted > 0 { lines.append("  and \(Quantity.count(unlisted, "further shard"))") }
    let place = folder.map { ", in '\($0)'" } ?? ""
    lines.append("to fill them\(place)" + (commands.count == 1 ? ":" : ", each of:"))
    lines += commands.prefix(Self.mostCommands).map { "  " + $0 }
    return lines + ["then merge again"]
  }
}
