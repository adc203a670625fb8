internal import Glibc

/// A folder in which one process works at a time; the lock ends with this object or its process.
package final class FolderLock: Sendable {
  private static let name = ".lock"
  private let hold: Hold

  /// Creates the folder if necessary, and locks it.
  ///
  /// - Throws: ``SystemError`` that names the process that has the lock.
  package init(of folder: String) throws(SystemError) {
    let path = "\(folder)/\(Self.name)"
    try FileSystem.makeDirectories(folder)
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw SystemError("write '\(path)'") }
    guard let hold = Hold(descriptor, named: path) else {
      let holder = (try? FileSystem.prefix(of: path, count: 400)) ?? []
      let words = String(decoding: holder, as: UTF8.self).split(whereSeparator: \.isNewline).first
      throw SystemError(
        "write in '\(folder)', where \(words ?? "another process is writing at the moment"): "
          + "wait for it to end, or name another folder with '--output'", code: 0)
    }
    self.hold = hold
    let process = ProcessIdentity.current
    let holder =
      "process \(process.processID) on host '\(process.host)' has been writing since "
      + "\(Timestamp.now.iso8601)\n"
    guard ftruncate(descriptor, 0) == 0 else { throw SystemError("write '\(path)'") }
    try FileSystem.write(Array(holder.utf8)[...], to: descriptor, naming: path)
  }
}
