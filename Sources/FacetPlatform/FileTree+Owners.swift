internal import Glibc

extension FileTree {
  /// Adds a number to the user and the group of a folder and of everything below it; devices and
  /// pipes are removed.
  package static func shiftOwners(of root: String, by shift: UInt32) throws(SystemError) {
    for file in try files(below: root).reversed() {
      try shiftOwner(of: "\(root)/\(file.path)", by: shift)
    }
    try shiftOwner(of: root, by: shift)
  }

  private static func shiftOwner(of path: String, by shift: UInt32) throws(SystemError) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { throw SystemError("read '\(path)'") }
    let kind = status.st_mode & S_IFMT
    guard [S_IFREG, S_IFDIR, S_IFLNK].contains(kind) else {
      unsafe unlink(path)
      return
    }
    // A file with two names was already shifted by the first.
    guard status.st_uid < shift else { return }
    guard unsafe lchown(path, status.st_uid &+ shift, status.st_gid &+ shift) == 0 else {
      throw SystemError("give away '\(path)'")
    }
    // Giving a file away takes such rights from it.
    if kind != S_IFLNK, status.st_mode & 0o6000 != 0 {
      unsafe chmod(path, status.st_mode & 0o7777)
    }
  }
}
