package import FacetPlatform

/// A task directory as an archive: a gzip-compressed tar file.
package enum TaskArchive {
  /// The archive of a task directory; the same files give the same bytes.
  ///
  /// - Throws: ``ArchiveRefusal`` for files that a reader would refuse.
  package static func bytes(of folder: String) async throws(ArchiveRefusal) -> [UInt8] {
    var members: [TarMember] = []
    do throws(SystemError) {
      for file in try FileTree.files(below: folder) {
        guard file.isFolder || file.isRegular else {
          throw SystemError("pack '\(file.path)', which is no plain file", code: 0)
        }
        members.append(
          TarMember(
            path: file.path, isFolder: file.isFolder, isExecutable: file.isExecutable,
            bytes: file.isFolder ? [] : try FileSystem.contents(of: "\(folder)/\(file.path)")))
      }
    } catch {
      throw ArchiveRefusal("\(error)", member: folder)
    }
    let tar = try TarWriter.bytes(of: members)
    // What cannot be unpacked again is not packed.
    _ = try TarReader.members(of: tar)
    do throws(SystemError) {
      let result = try await ProgramResult(
        of: ChildProcess.Command(
          ["/usr/bin/env", "gzip", "-9", "-n", "-c"], environment: ["PATH=/usr/bin:/bin"]),
        input: tar, outputLimit: .max)
      guard result.status.isSuccess else {
        throw SystemError("run 'gzip', which ended with \(result.status)", code: 0)
      }
      return result.output
    } catch {
      throw ArchiveRefusal("cannot be made: \(error)")
    }
  }

  /// The members of an archive, with or without gzip.
  package static func members(of bytes: [UInt8]) throws(ArchiveRefusal) -> [TarMember] {
    try TarReader.members(of: GzipReader.isGzip(bytes) ? try GzipReader.bytes(of: bytes) : bytes)
  }

  /// Writes members into a new folder.
  package static func write(_ members: [TarMember], to folder: String) throws(SystemError) {
    try FileSystem.makeDirectories(folder)
    for member in members {
      let path = "\(folder)/\(member.path)"
      if member.isFolder {
        try FileSystem.makeDirectories(path)
      } else {
        try FileSystem.makeDirectories(FileSystem.parent(of: path))
        try FileSystem.write(member.bytes, to: path, mode: member.isExecutable ? 0o755 : 0o644)
      }
    }
  }
}
