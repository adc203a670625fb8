internal import Glibc

extension FileSystem {
  /// Whether other hosts share the file system of a file, so that locks and shared memory are
  /// unreliable; for a path that does not exist yet, its folder decides.
  package static func isOnNetwork(_ path: String) -> Bool {
    guard let table = try? contents(of: "/proc/self/mountinfo") else { return false }
    return isOnNetwork(resolved(path), mounts: String(decoding: table, as: UTF8.self))
  }

  /// - Parameters:
  ///   - path: Absolute, without links.
  ///   - mounts: Text in the format of `/proc/self/mountinfo`.
  package static func isOnNetwork(_ path: String, mounts: String) -> Bool {
    var longest = -1
    var type: Substring = ""
    for line in mounts.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard let dash = fields.firstIndex(of: "-"), dash > 4, dash + 1 < fields.count else {
        continue
      }
      let point = unescaped(fields[4])
      let isAbove = point == "/" || path == point || path.hasPrefix(point + "/")
      // Of two mounts at one place the later one hides the other.
      if isAbove, point.utf8.count >= longest {
        longest = point.utf8.count
        type = fields[dash + 1]
      }
    }
    return networkTypes.contains(String(type)) || type.hasPrefix("fuse.")
  }

  /// File systems that several hosts may mount. FUSE is among them because its backing store is
  /// unknown; `fuseblk` is not, because it is a local disk.
  private static let networkTypes: Set<String> = [
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "lustre", "gpfs", "fuse", "afs", "ceph", "9p",
    "virtiofs", "ocfs2", "gfs2", "panfs", "beegfs", "coda", "ncpfs", "orangefs", "wekafs",
  ]

  /// The path of the nearest folder or file that exists, absolute and without links.
  private static func resolved(_ path: String) -> String {
    var place = path
    while true {
      if let real = unsafe realpath(place, nil) {
        defer { unsafe free(real) }
        return unsafe String(cString: real)
      }
      let parent = self.parent(of: place)
      if parent == place { return "/" }
      place = parent
    }
  }

  /// A mount point with escapes such as `\040` decoded.
  private static func unescaped(_ field: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(field.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(3)
      if byte == UInt8(ascii: "\\"), digits.count == 3, digits.allSatisfy({ 0x30...0x37 ~= $0 }) {
        bytes.append(digits.reduce(0) { $0 << 3 | ($1 - 0x30) })
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Why a file cannot be written, or created in a folder; `nil` if it can.
  package static func obstacle(toWriting path: String) -> SystemError? {
    unsafe access(path, W_OK) == 0 ? nil : SystemError("write '\(path)'")
  }

  /// Puts a file's content on the device.
  package static func sync(_ path: String) throws(SystemError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError("read '\(path)'") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw SystemError("write '\(path)'") }
  }

  /// Gives a file another name, replacing any file of that name, and syncs the folder.
  package static func rename(_ path: String, to other: String) throws(SystemError) {
    guard unsafe Glibc.rename(path, other) == 0 else { throw SystemError("write '\(other)'") }
    let folder = unsafe open(parent(of: other), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  /// Gives a file a second name; false if that name is taken.
  package static func link(_ path: String, to other: String) throws(SystemError) -> Bool {
    if unsafe Glibc.link(path, other) == 0 { return true }
    guard errno == EEXIST else { throw SystemError("write '\(other)'") }
    return false
  }

  /// Refuses a path that is too long for the file system, as a whole or in one component.
  package static func checkLength(of path: String) throws(SystemError) {
    var status = stat()
    if unsafe lstat(path, &status) != 0, errno == ENAMETOOLONG {
      throw SystemError("write '\(path)'", code: ENAMETOOLONG)
    }
  }

  /// Whether this process may write the file, or create it in its folder.
  package static func isWritable(_ path: String) -> Bool {
    unsafe access(path, W_OK) == 0
  }

  /// Whether the device of a path has no room for another page.
  package static func isFull(_ path: String) -> Bool {
    var status = statvfs()
    guard unsafe statvfs(parent(of: path), &status) == 0 else { return false }
    return UInt64(status.f_bavail) * UInt64(status.f_frsize) < 64 << 10
  }

  /// The size of a file in bytes, or `nil` if there is none.
  package static func size(of path: String) -> Int? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// The first bytes of a file, fewer if it is shorter.
  package static func prefix(of path: String, count: Int) throws(SystemError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError("read '\(path)'") }
    defer { close(descriptor) }
    var length = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      length = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      filled = max(0, length)
    }
    guard length >= 0 else { throw SystemError("read '\(path)'") }
    return bytes
  }

  /// The last bytes of a file, all of them if it is shorter.
  package static func suffix(of path: String, count: Int) throws(SystemError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError("read '\(path)'") }
    defer { close(descriptor) }
    let start = max(0, (size(of: path) ?? 0) - count)
    guard lseek(descriptor, start, SEEK_SET) >= 0 else { throw SystemError("read '\(path)'") }
    var bytes: [UInt8] = []
    while bytes.count < count {
      let chunk = try read(descriptor, naming: path)
      if chunk.isEmpty { break }
      bytes += chunk
    }
    return bytes
  }

  /// Creates a file with its content in one step; false if the file exists already.
  ///
  /// - Throws: ``SystemError`` if it cannot be created for another reason.
  package static func create(_ path: String, contents: [UInt8]) throws(SystemError) -> Bool {
    let hidden = "\(path)-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    let isMade = try createInPlace(hidden, contents: contents)
    guard isMade else { return false }
    defer { remove(hidden) }
    if unsafe Glibc.link(hidden, path) == 0 { return true }
    switch errno {
    case EEXIST: return false
    // No hard links here, as on some network file systems.
    case EPERM, ENOTSUP, ENOSYS: return try createInPlace(path, contents: contents)
    default: throw SystemError("write '\(path)'")
    }
  }

  private static func createInPlace(
    _ path: String, contents: [UInt8]
  ) throws(SystemError) -> Bool {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    if descriptor < 0, errno == EEXIST { return false }
    guard descriptor >= 0 else { throw SystemError("write '\(path)'") }
    defer { close(descriptor) }
    try write(contents[...], to: descriptor, naming: path)
    guard fsync(descriptor) == 0 else { throw SystemError("write '\(path)'") }
    return true
  }
}

extension SystemError {
  /// Whether the failure is a lack of permission or a read-only file system.
  package var isReadOnly: Bool { code == EROFS || code == EACCES || code == EPERM }
}
