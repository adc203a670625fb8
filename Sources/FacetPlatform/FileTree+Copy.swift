internal import Glibc

extension FileTree {
  /// Copies a file, a link or a folder with everything in it; only the right to execute is kept of
  /// the rights of files.
  ///
  /// - Parameter path: Must not exist yet.
  /// - Throws: ``SystemError`` for anything that cannot be copied, such as a pipe.
  package static func copy(_ source: String, to path: String) throws(SystemError) {
    var status = stat()
    guard unsafe lstat(source, &status) == 0 else { throw SystemError("read '\(source)'") }
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      guard unsafe mkdir(path, 0o755) == 0 else { throw SystemError("create '\(path)'") }
      for name in FileSystem.names(in: source) {
        try copy("\(source)/\(name)", to: "\(path)/\(name)")
      }
    case S_IFREG:
      let mode: mode_t = status.st_mode & 0o100 == 0 ? 0o644 : 0o755
      try FileSystem.write(try FileSystem.contents(of: source), to: path, mode: mode)
    case S_IFLNK:
      guard let target = FileSystem.linkTarget(of: source),
        unsafe symlink(target, path) == 0
      else { throw SystemError("copy '\(source)'") }
    default:
      throw SystemError("copy '\(source)', which is no plain file", code: 0)
    }
  }
}

extension FileSystem {
  /// Writes a new file.
  ///
  /// - Throws: ``SystemError`` also if it exists.
  package static func write(
    _ bytes: [UInt8], to path: String, mode: UInt32 = 0o644
  ) throws(SystemError) {
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    guard file >= 0 else { throw SystemError("write '\(path)'") }
    defer { close(file) }
    try write(bytes[...], to: file, naming: path)
  }
}
