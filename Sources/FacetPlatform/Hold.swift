internal import Glibc

/// A hold on a file or folder, which ends with this object or its process.
///
/// It distinguishes what a process works on from what a killed one has left, also for processes
/// of other containers, where numbers of processes say nothing.
package final class Hold: Sendable {
  private let descriptor: Int32

  /// Holds an existing file or folder.
  ///
  /// - Returns: `nil` if another holds it, or if it cannot be opened or is gone by now.
  package convenience init?(_ path: String) {
    let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    self.init(descriptor: unsafe open(path, flags), of: path)
  }

  /// Holds a file or folder by a descriptor, which it closes at its end.
  init?(descriptor: Int32, of path: String) {
    self.descriptor = descriptor
    guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
    // Whoever held it before may have removed it.
    var (held, named) = (stat(), stat())
    guard unsafe fstat(descriptor, &held) == 0, unsafe lstat(path, &named) == 0,
      held.st_ino == named.st_ino, held.st_dev == named.st_dev
    else { return nil }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Creates a folder that no other process takes for one that was left.
  package static func folder(_ path: String) throws(SystemError) -> Hold {
    for _ in 0..<100 {
      try FileSystem.makeDirectories(path)
      if let hold = Hold(path) { return hold }
    }
    throw SystemError("write in '\(path)', which another process is using", code: 0)
  }
}
