internal import Glibc

/// Decides whether a file may be written: it refuses a file that Facet did not write or that
/// something else still needs.
///
/// Files are compared by device and inode, which sees through links and other spellings of a path;
/// a file that does not exist yet is compared by its path without links.
package struct OutputGuard: Sendable {
  /// A file that must not be overwritten.
  package struct KeptFile: Sendable, Hashable {
    /// The file's name in messages: `the input`.
    package var role: String
    package var path: String

    package init(_ role: String, _ path: String) {
      self.role = role
      self.path = path
    }
  }

  /// A kind of output, and how to recognise an existing file of that kind.
  package struct Content: Sendable, Hashable {
    /// The kind's name in messages: `a file of events`.
    package var name: String
    /// Possible beginnings of such a file, without white space; any of them matches.
    package var beginnings: [String]
    /// Text that must also occur near the beginning.
    package var mark: String?
    /// Whether the output may go to a pipe or a device; a file that replaces another cannot.
    package var mayBeDevice = false

    package init(
      _ name: String, beginnings: [String], mark: String? = nil, mayBeDevice: Bool = false
    ) {
      self.name = name
      self.beginnings = beginnings
      self.mark = mark
      self.mayBeDevice = mayBeDevice
    }
  }

  /// Why a path must not be written, in words.
  package struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
      self.description = description
    }
  }

  package var kept: [KeptFile]

  package init(keeping kept: [KeptFile] = []) {
    self.kept = kept
  }

  /// Keeps an SQLite file and its companion files.
  package mutating func keepDatabase(_ role: String, _ path: String) {
    kept += Self.databaseEndings.map { KeptFile(role, path + $0) }
  }

  /// The most bytes of a file's name: NAME_MAX, less a temporary name and a companion's suffix.
  package static let longestName = 230

  /// Checks a path that is about to be written.
  ///
  /// - Throws: ``Refusal``; nothing has been changed.
  package func check(_ path: String, for content: Content) throws(Refusal) {
    guard !path.isEmpty else { throw Refusal("the path of \(content.name) is empty") }
    guard !FileSystem.isDirectory(path), !path.hasSuffix("/") else {
      throw Refusal("'\(path)' is a folder; name a file in it")
    }
    for file in kept where Self.leadToOneFile(path, file.path) {
      throw Refusal("'\(path)' is \(file.role); name another file")
    }
    let real = FileSystem.resolvingLinks(path)
    for name in Set([FileSystem.name(of: path), FileSystem.name(of: real)]).sorted() {
      if let role = Self.role(ofName: name) {
        throw Refusal("'\(path)' has the name of \(role); name another file")
      }
      guard name.utf8.count <= Self.longestName else {
        throw Refusal(
          "the name '\(name.prefix(40))…' is too long; use at most \(Self.longestName) bytes")
      }
    }
    guard let kind = FileSystem.kind(of: path) else { return }
    guard kind == .regular else {
      if content.mayBeDevice, kind != .blockDevice { return }
      throw Refusal("'\(path)' is not a regular file; name another file")
    }
    try checkContent(of: path, content)
  }

  private func checkContent(of path: String, _ content: Content) throws(Refusal) {
    let start: [UInt8]
    do throws(SystemError) {
      start = try FileSystem.prefix(of: path, count: 64 << 10)
    } catch {
      throw Refusal("\(error)")
    }
    guard !start.isEmpty else { return }
    let dense = start.lazy.filter { $0 > 0x20 }
    let hasMark = content.mark.map { start.contains(subsequence: Array($0.utf8)) } ?? true
    guard hasMark, content.beginnings.contains(where: { dense.starts(with: $0.utf8) }) else {
      throw Refusal(
        "'\(path)' exists and is not \(content.name) that Facet wrote; name another file")
    }
  }

  private static func leadToOneFile(_ path: String, _ other: String) -> Bool {
    FileSystem.areSame(path, other)
      || FileSystem.resolvingLinks(path) == FileSystem.resolvingLinks(other)
  }

  private static let databaseEndings = ["", "-wal", "-shm", "-journal"]

  /// The role that a file's name alone implies, whatever its content.
  private static func role(ofName name: String) -> String? {
    if name == ".env" || name.hasPrefix(".env.") { return "a file of variables" }
    let isDatabase = databaseEndings.contains { ending in
      [".sqlite", ".sqlite3", ".db"].contains { name.hasSuffix($0 + ending) }
    }
    return isDatabase ? "a ledger" : nil
  }
}

extension [UInt8] {
  fileprivate func contains(subsequence: [UInt8]) -> Bool {
    guard let first = subsequence.first else { return true }
    return indices.contains { index in
      self[index] == first && self[index...].starts(with: subsequence)
    }
  }
}

extension FileSystem {
  /// The kind of file at a path, after following links.
  package enum Kind: Sendable, Hashable {
    case regular
    case directory
    case blockDevice
    /// A pipe, a socket or a character device.
    case stream
  }

  /// The kind of file at a path, or `nil` if there is none.
  package static func kind(of path: String) -> Kind? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return switch status.st_mode & S_IFMT {
    case S_IFREG: .regular
    case S_IFDIR: .directory
    case S_IFBLK: .blockDevice
    default: .stream
    }
  }

  /// Refuses to read a pipe or a device: opening may wait, reading may never end, and what was read
  /// cannot be read again.
  package static func checkIsNoStream(_ path: String) throws(SystemError) {
    switch kind(of: path) {
    case .regular?, .directory?, nil: return
    case .stream?, .blockDevice?:
      throw SystemError(
        "read '\(path)': it is a pipe or a device; write its content to a file, and name that",
        code: 0)
    }
  }

  /// The absolute path, without links, `.` and `..`, that a write to a path would reach, whether or
  /// not the file exists.
  package static func resolvingLinks(_ path: String) -> String {
    var path = absolute(path, in: workingDirectory)
    // The kernel's limit on links in one path.
    for _ in 0..<40 {
      if let real = unsafe realpath(path, nil) {
        defer { unsafe free(real) }
        return unsafe String(cString: real)
      }
      guard let target = linkTarget(of: path) else { break }
      path = absolute(target, in: parent(of: path))
    }
    let folder = parent(of: path)
    guard folder != path else { return path }
    let base = resolvingLinks(folder)
    return switch name(of: path) {
    case "", ".": base
    case "..": parent(of: base)
    case let name: base == "/" ? "/" + name : base + "/" + name
    }
  }

  /// The target of a symbolic link, as stored; `nil` for anything else.
  static func linkTarget(of path: String) -> String? {
    var length = -1
    let bytes = unsafe [CChar](unsafeUninitializedCapacity: 4096) { buffer, count in
      if let start = buffer.baseAddress {
        length = unsafe readlink(path, start, buffer.count)
      }
      count = max(0, length)
    }
    return length < 0
      ? nil : String(decoding: bytes.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
