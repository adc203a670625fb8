internal import Glibc

/// Operations on folders with everything below them, which never follow a link.
package enum FileTree {
  /// The bytes that a folder takes on its device, and how many files it holds.
  package struct Size: Sendable, Hashable {
    package var bytes = 0
    package var files = 0
    /// Whether a folder could not be read.
    package var isPartial = false

    package init() {}
  }

  /// Removes a file or a folder with everything in it; what cannot be removed stays.
  package static func remove(_ path: String) {
    if unsafe unlink(path) == 0 { return }
    _ = remove(FileSystem.name(of: path), in: FileSystem.parent(of: path))
  }

  private static func remove(_ name: String, in parent: String) -> Bool {
    let folder = unsafe open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return false }
    defer { close(folder) }
    return remove(name.utf8.map { CChar(bitPattern: $0) } + [0], at: folder, depth: 0)
  }

  /// Names are bytes here: a program in a box may choose names that are not valid UTF-8.
  private static func remove(_ name: [CChar], at folder: Int32, depth: Int) -> Bool {
    if unsafe unlinkat(folder, name, 0) == 0 { return true }
    if unsafe unlinkat(folder, name, AT_REMOVEDIR) == 0 { return true }
    // Deeper than this, the tree was made to be in the way.
    guard depth < 512 else { return false }
    var inner = openFolder(name, at: folder)
    if inner < 0, errno == EACCES {
      unsafe fchmodat(folder, name, 0o700, 0)
      inner = openFolder(name, at: folder)
    }
    guard inner >= 0 else { return false }
    fchmod(inner, 0o700)
    for child in names(of: inner) { _ = remove(child, at: inner, depth: depth + 1) }
    close(inner)
    return unsafe unlinkat(folder, name, AT_REMOVEDIR) == 0
  }

  /// Adds up what a folder and everything below it take, until `most` bytes are exceeded.
  package static func size(of path: String, most: Int = .max) -> Size {
    var size = Size()
    let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else {
      size.isPartial = true
      return size
    }
    defer { close(folder) }
    add(folder, to: &size, most: most, depth: 0)
    return size
  }

  private static func add(_ folder: Int32, to size: inout Size, most: Int, depth: Int) {
    guard depth < 512 else {
      size.isPartial = true
      return
    }
    for name in names(of: folder) {
      var status = stat()
      guard unsafe fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      size.bytes = size.bytes.adding(saturating: Int(status.st_blocks) &* 512)
      size.files += 1
      guard size.bytes <= most else { return }
      guard status.st_mode & S_IFMT == S_IFDIR else { continue }
      let inner = openFolder(name, at: folder)
      guard inner >= 0 else {
        size.isPartial = true
        continue
      }
      add(inner, to: &size, most: most, depth: depth + 1)
      close(inner)
    }
  }

  /// The paths of all files below a folder, relative to it, sorted by their bytes; `nil` for one
  /// that is neither a regular file nor a folder.
  ///
  /// - Throws: ``SystemError`` if a folder cannot be read.
  package static func files(below root: String) throws(SystemError) -> [File] {
    var found: [File] = []
    var folders = [""]
    while let folder = folders.popLast() {
      let path = folder.isEmpty ? root : "\(root)/\(folder)"
      guard unsafe access(path, R_OK | X_OK) == 0 else { throw SystemError("read '\(path)'") }
      for name in FileSystem.names(in: path) {
        let relative = folder.isEmpty ? name : "\(folder)/\(name)"
        var status = stat()
        guard unsafe lstat("\(root)/\(relative)", &status) == 0 else {
          throw SystemError("read '\(root)/\(relative)'")
        }
        let kind = status.st_mode & S_IFMT
        if kind == S_IFDIR { folders.append(relative) }
        found.append(
          File(
            path: relative, isFolder: kind == S_IFDIR, isRegular: kind == S_IFREG,
            isExecutable: status.st_mode & 0o100 != 0, size: Int(status.st_size)))
      }
    }
    return found.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// A file or folder below another folder.
  package struct File: Sendable, Hashable {
    /// Relative to the folder.
    package var path: String
    package var isFolder: Bool
    /// Whether it is a plain file: no folder, link, pipe, socket or device.
    package var isRegular: Bool
    package var isExecutable: Bool
    package var size: Int
  }

  /// Whether there is something at a path that is not a folder; a link is not followed.
  package static func isLinkOrFile(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
  }

  /// Whether there is anything at a path; a link is not followed.
  package static func exists(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0
  }

  /// Whether there is a symbolic link at a path.
  package static func isSymbolicLink(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Gives a file or folder, but nothing below it, to a user and a group of the same number.
  package static func setOwner(of path: String, to number: UInt32) throws(SystemError) {
    guard unsafe lchown(path, number, number) == 0 else { throw SystemError("give away '\(path)'") }
  }

  /// Sets the rights of a file or folder.
  package static func setMode(of path: String, to mode: UInt32) throws(SystemError) {
    guard unsafe chmod(path, mode) == 0 else { throw SystemError("change '\(path)'") }
  }

  /// Gives a folder another name, which must be free or that of an empty folder.
  ///
  /// - Returns: Whether the name was free.
  package static func rename(_ path: String, to other: String) throws(SystemError) -> Bool {
    if unsafe Glibc.rename(path, other) == 0 { return true }
    if errno == ENOTEMPTY || errno == EEXIST { return false }
    throw SystemError("rename '\(path)' to '\(other)'")
  }

  /// The bytes of a plain file below a folder that others may write: no part of the path may be a
  /// link.
  ///
  /// - Returns: `nil` if it is missing, not a plain file, or longer than `most`.
  package static func contents(of path: String, below root: String, most: Int) -> [UInt8]? {
    var folder = unsafe open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return nil }
    var parts = path.split(separator: "/").map(String.init)
    guard let name = parts.popLast() else { return nil }
    for part in parts {
      let inner = openFolder(part, at: folder)
      close(folder)
      guard inner >= 0 else { return nil }
      folder = inner
    }
    defer { close(folder) }
    let file = unsafe openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      Int(status.st_size) <= most
    else { return nil }
    var bytes: [UInt8] = []
    while bytes.count <= most, let chunk = try? FileSystem.read(file, naming: path) {
      if chunk.isEmpty { return bytes }
      bytes += chunk
    }
    return nil
  }

  private static func openFolder(_ name: String, at folder: Int32) -> Int32 {
    unsafe openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
  }

  private static func openFolder(_ name: [CChar], at folder: Int32) -> Int32 {
    unsafe openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
  }

  private static func names(of folder: Int32) -> [[CChar]] {
    let copy = unsafe openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0, let stream = unsafe fdopendir(copy) else { return [] }
    defer { unsafe closedir(stream) }
    let dot = CChar(bitPattern: UInt8(ascii: "."))
    var names: [[CChar]] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) }
      }
      if name != [dot], name != [dot, dot] { names.append(name + [0]) }
    }
    return names
  }
}
