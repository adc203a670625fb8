internal import Glibc

/// A file that comes into being whole or not at all.
///
/// What is written has no name until ``commit(to:)``: a process that dies leaves nothing behind.
/// Where the file system has no unnamed files, a hidden name beside the target stands in.
package final class AtomicFile {
  private let descriptor: Int32
  private let directory: String
  /// The hidden name, where the file needs one.
  private var hiddenPath: String?
  private var buffer: [UInt8] = []
  /// Bytes written so far, those in the buffer included.
  package private(set) var size = 0

  private static let bufferSize = 256 << 10

  /// Begins a file that will be committed to a path in `directory`, which is made if need be.
  package init(in directory: String) throws(SystemError) {
    try FileSystem.makeDirectories(directory)
    Self.removeLeftovers(in: directory)
    let opened = try Self.open(in: directory)
    self.directory = directory
    descriptor = opened.descriptor
    hiddenPath = opened.hiddenPath
    buffer.reserveCapacity(Self.bufferSize)
  }

  private static func open(
    in directory: String
  ) throws(SystemError) -> (descriptor: Int32, hiddenPath: String?) {
    // O_TMPFILE is a macro that Swift does not import: __O_TMPFILE | O_DIRECTORY.
    let unnamed: Int32 = 0o20000000 | O_DIRECTORY
    let descriptor = unsafe Glibc.open(directory, O_WRONLY | unnamed | O_CLOEXEC, 0o644)
    if descriptor >= 0 { return (descriptor, nil) }
    let path = hiddenName(in: directory)
    let named = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard named >= 0 else { throw SystemError("write in '\(directory)'") }
    return (named, path)
  }

  /// Removes what processes have left that were killed between giving a file a hidden name and its
  /// own.
  private static func removeLeftovers(in directory: String) {
    let leftovers = FileSystem.names(in: directory).filter { name in
      let words = name.split(separator: "-", omittingEmptySubsequences: false)
      guard words.count == 3, words[0] == ".facet", UInt32(words[2]) != nil,
        let process = Int32(words[1]), process > 0
      else { return false }
      return kill(process, 0) != 0 && errno == ESRCH
    }
    // Of another host's processes nothing is known.
    guard !leftovers.isEmpty, !FileSystem.isOnNetwork(directory) else { return }
    for name in leftovers { FileSystem.remove(directory + "/" + name) }
  }

  private static func hiddenName(in directory: String) -> String {
    "\(directory)/.facet-\(getpid())-\(UInt32.random(in: 0 ... .max))"
  }

  deinit {
    close(descriptor)
    if let hiddenPath { unsafe unlink(hiddenPath) }
  }

  package func append(_ bytes: some Collection<UInt8>) throws(SystemError) {
    size += bytes.count
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Gives the file its name, replacing what bore it; everything is on the device before that.
  /// Nothing may be appended after it.
  ///
  /// - Parameter path: A path in the directory that the file began in.
  package func commit(to path: String) throws(SystemError) {
    try flush()
    guard fsync(descriptor) == 0 else { throw SystemError("write '\(path)'") }
    if hiddenPath == nil {
      let name = Self.hiddenName(in: directory)
      let source = "/proc/self/fd/\(descriptor)"
      guard unsafe linkat(AT_FDCWD, source, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 else {
        throw SystemError("write '\(path)'")
      }
      hiddenPath = name
    }
    if let name = hiddenPath {
      guard unsafe rename(name, path) == 0 else { throw SystemError("write '\(path)'") }
      hiddenPath = nil
    }
    let folder = unsafe Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  private func flush() throws(SystemError) {
    try FileSystem.write(buffer[...], to: descriptor, naming: directory)
    buffer.removeAll(keepingCapacity: true)
  }
}
