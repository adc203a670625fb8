internal import FacetPlatform

/// Unpacks task archives into a folder: every archive is checked before anything is written.
package struct TaskUnpacking: Sendable {
  /// What stands in the way.
  package struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// One for each row at fault.
    package var reasons: [String]

    package var description: String { reasons.joined(separator: "\n") }
  }

  package var folder: String

  /// All tasks are in memory before the first is written.
  private static let mostBytes = 4 << 30

  package init(folder: String) {
    self.folder = folder
  }

  /// Writes a folder for each row.
  ///
  /// - Returns: The folders' paths.
  /// - Throws: ``Refusal``; nothing was written.
  package func unpack(_ rows: [TaskParquet.Row]) throws(Refusal) -> [String] {
    var reasons: [String] = []
    var unpacked: [(path: String, members: [TarMember])] = []
    var seen: Set<String> = []
    var size = 0
    for (index, row) in rows.enumerated() {
      do throws(ArchiveRefusal) {
        let path = try ArchivePath.checked(row.path, isFolder: false, limits: ArchiveLimits())
        guard seen.insert(ArchivePath.folded(path)).inserted else {
          throw ArchiveRefusal("stands twice, or differs only in case", member: row.path)
        }
        let members = try TaskArchive.members(of: row.archive)
        unpacked.append((path, members))
        size += members.reduce(0) { $0 + $1.bytes.count }
      } catch {
        reasons.append("row \(index), '\(row.path.prefix(100))': \(error)")
      }
      guard size <= Self.mostBytes else {
        throw Refusal(reasons: ["the tasks hold more than 4 GiB together; split the file"])
      }
    }
    for (path, _) in unpacked {
      var parent = FileSystem.parent(of: path)
      while parent != "." {
        if seen.contains(ArchivePath.folded(parent)) {
          reasons.append("'\(path)' would stand in the task '\(parent)'")
        }
        parent = FileSystem.parent(of: parent)
      }
      if FileTree.exists("\(folder)/\(path)") {
        reasons.append("'\(folder)/\(path)' exists; name another folder")
      }
    }
    guard reasons.isEmpty else { throw Refusal(reasons: reasons) }
    return try write(unpacked)
  }

  /// Writes everything beside its place first, then moves it there.
  private func write(
    _ tasks: [(path: String, members: [TarMember])]
  ) throws(Refusal) -> [String] {
    let draft = "\(folder)/.facet-unpacking-\(UInt64.random(in: 0 ... .max))"
    defer { FileTree.remove(draft) }
    do throws(SystemError) {
      for task in tasks { try TaskArchive.write(task.members, to: "\(draft)/\(task.path)") }
      var written: [String] = []
      for task in tasks {
        let target = "\(folder)/\(task.path)"
        try FileSystem.makeDirectories(FileSystem.parent(of: target))
        guard try FileTree.rename("\(draft)/\(task.path)", to: target) else {
          throw SystemError("write '\(target)', which exists by now", code: 0)
        }
        written.append(target)
      }
      return written
    } catch {
      throw Refusal(reasons: ["\(error)"])
    }
  }
}
