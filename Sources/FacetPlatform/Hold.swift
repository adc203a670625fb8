internal import Glibc

/// A hold on a file or folder, which ends with this object or its process.
///
/// It distinguishes what a process works on from what a killed one has left, also for processes
/// of other containers, where numbers of processes say nothing.
package final class Hold: Sendable, Hashable {
  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Holds an existing file or folder.
  ///
  /// - Returns: `nil` if another holds it, if it is gone by now, or if it cannot be locked.
  package convenience init?(_ path: String) {
    let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    self.init(descriptor: descriptor)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isNamed(path) else { return nil }
  }

  /// Holds the file of an open descriptor, which closes with the hold.
  ///
  /// A file system without locks holds nothing.
  ///
  /// - Returns: `nil` if another holds it, or has removed it.
  init?(_ descriptor: Int32, named path: String) {
    self.descriptor = descriptor
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK { return nil }
    guard isNamed(path) else { return nil }
  }

  /// Creates a folder, and holds it against processes that remove what was left.
  package static func folder(_ path: String) throws(SystemError) -> Hold {
    for _ in 0..<100 {
      try FileSystem.makeDirectories(path)
      let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      // Nothing is removed there, and a lock may be refused or take long.
      if FileSystem.isOnNetwork(path) { return Hold(descriptor: descriptor) }
      if let hold = Hold(descriptor, named: path) { return hold }
    }
    throw SystemError("write in '\(path)', which another process is using", code: 0)
  }

  /// Whether a path still leads to the held file.
  private func isNamed(_ path: String) -> Bool {
    var (held, named) = (stat(), stat())
    guard unsafe fstat(descriptor, &held) == 0, unsafe lstat(path, &named) == 0 else {
      return false
    }
    return held.st_ino == named.st_ino && held.st_dev == named.st_dev
  }

  package static func == (one: Hold, other: Hold) -> Bool { one === other }

  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
