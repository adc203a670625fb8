internal import Glibc

/// File operations that the standard library lacks.
package enum FileSystem {
  package static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  package static func exists(_ path: String) -> Bool {
    unsafe access(path, F_OK) == 0
  }

  /// Whether this user may run the file.
  package static func isExecutable(_ path: String) -> Bool {
    unsafe access(path, X_OK) == 0 && !isDirectory(path)
  }

  /// Whether two paths lead to the same file.
  package static func areSame(_ path: String, _ other: String) -> Bool {
    guard let file = FileIdentity(of: path) else { return false }
    return file == FileIdentity(of: other)
  }

  package static var workingDirectory: String {
    guard let path = unsafe getcwd(nil, 0) else { return "." }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
  }

  /// Makes a folder the working directory.
  package static func enter(_ folder: String) throws(SystemError) {
    guard unsafe chdir(folder) == 0 else { throw SystemError("enter '\(folder)'") }
  }

  /// An absolute path, resolved against a folder but without resolving links.
  package static func absolute(_ path: String, in directory: String) -> String {
    path.hasPrefix("/") ? path : directory + "/" + path
  }

  /// A path as messages show it: relative if it lies under the working directory.
  package static func shortened(_ path: String) -> String {
    let working = workingDirectory + "/"
    return path.hasPrefix(working) ? String(path.dropFirst(working.count)) : path
  }

  package static func makeDirectories(_ path: String) throws(SystemError) {
    if isDirectory(path) { return }
    let parent = self.parent(of: path)
    if !parent.isEmpty, parent != path { try makeDirectories(parent) }
    guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw SystemError("create the folder '\(path)'")
    }
  }

  /// The folder that contains a path: `.` for a bare name.
  package static func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    let parent = String(path[..<slash])
    return parent.isEmpty ? "/" : parent
  }

  /// The last component of a path.
  package static func name(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }

  /// The names in a folder, in no order; none if it cannot be read.
  package static func names(in directory: String) -> [String] {
    guard let folder = unsafe opendir(directory) else { return [] }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  package static func remove(_ path: String) {
    unsafe unlink(path)
  }

  package static func removeEmptyFolder(_ path: String) {
    unsafe rmdir(path)
  }

  /// All bytes of a file.
  package static func contents(of path: String) throws(SystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    try forEachChunk(of: path) { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// Reads a file from beginning to end, in pieces.
  package static func forEachChunk(
    of path: String, _ body: ([UInt8]) -> Void
  ) throws(SystemError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError("read '\(path)'") }
    defer { close(descriptor) }
    while true {
      let chunk = try read(descriptor, naming: path)
      if chunk.isEmpty { return }
      body(chunk)
    }
  }

  /// The next bytes of a file; none at its end.
  static func read(_ descriptor: Int32, naming path: String) throws(SystemError) -> [UInt8] {
    var result = 0
    let chunk = unsafe [UInt8](unsafeUninitializedCapacity: 256 << 10) { buffer, count in
      repeat {
        result = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      } while result < 0 && errno == EINTR
      count = max(0, result)
    }
    guard result >= 0 else { throw SystemError("read '\(path)'") }
    return chunk
  }

  static func write(
    _ bytes: ArraySlice<UInt8>, to descriptor: Int32, naming path: String
  ) throws(SystemError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw SystemError("write '\(path)'")
      }
      rest = rest.dropFirst(count)
    }
  }
}
