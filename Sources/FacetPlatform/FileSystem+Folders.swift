internal import Glibc

extension FileSystem {
  /// The paths of all files in a folder and its folders, relative to it, sorted. A link is a file:
  /// what it leads to is not followed.
  package static func paths(in folder: String) -> [String] {
    names(in: folder).sorted().flatMap { name -> [String] in
      let path = "\(folder)/\(name)"
      guard isDirectory(path), !isLink(path) else { return [name] }
      return paths(in: path).map { "\(name)/\($0)" }
    }
  }

  /// Removes a folder with everything in it; links are removed, not followed.
  package static func removeFolder(_ path: String) {
    if isLink(path) { return remove(path) }
    for name in names(in: path) {
      let child = "\(path)/\(name)"
      if isDirectory(child), !isLink(child) {
        removeFolder(child)
      } else {
        remove(child)
      }
    }
    unsafe rmdir(path)
  }

  /// Whether a path names a link itself, wherever that leads.
  package static func isLink(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Gives a folder a new name. If the name is taken, both folders change places in one step, so
  /// that the name always leads to one of them.
  ///
  /// - Returns: Whether there was another folder, which now has the old name.
  package static func replaceFolder(
    _ target: String, with folder: String
  ) throws(SystemError) -> Bool {
    if !exists(target) {
      guard unsafe Glibc.rename(folder, target) == 0 else { throw SystemError("write '\(target)'") }
      return false
    }
    guard exchange(folder, target) else { throw SystemError("write '\(target)'") }
    return true
  }

  private typealias Rename =
    @convention(c) (
      Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32
    ) -> Int32

  /// Lets two names change places; Linux has had it since 3.15. The Glibc module lacks the
  /// function, which needs `_GNU_SOURCE`.
  private static func exchange(_ one: String, _ other: String) -> Bool {
    guard let symbol = unsafe dlsym(nil, "renameat2") else {
      errno = ENOSYS
      return false
    }
    let rename = unsafe unsafeBitCast(symbol, to: Rename.self)
    let isExchange: UInt32 = 2
    return unsafe rename(AT_FDCWD, one, AT_FDCWD, other, isExchange) == 0
  }

  /// Removes folders that killed processes have left: those of a prefix that no process holds.
  package static func removeLeftFolders(in parent: String, named prefix: String = "") {
    // Locks of other hosts may be unknown here.
    guard !isOnNetwork(parent) else { return }
    for name in names(in: parent) where name.hasPrefix(prefix) {
      let path = "\(parent)/\(name)"
      guard isDirectory(path), !isLink(path), let hold = Hold(path) else { continue }
      FileTree.remove(path)
      withExtendedLifetime(hold) {}
    }
  }
}
