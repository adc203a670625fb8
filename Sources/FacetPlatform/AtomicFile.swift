internal import Glibc

/// A file that appears whole or not at all.
///
/// The content has no name until ``commit(to:)``, so a process that dies leaves nothing behind. On
/// a file system without unnamed files, it has a hidden name beside the target.
package final class AtomicFile {
  private let descriptor: Int32
  private let directory: String
  /// The hidden name, if the file needs one.
  private var hiddenPath: String?
  private var buffer: [UInt8] = []
  /// Bytes written so far, including those in the buffer.
  package private(set) var size = 0

  private static let bufferSize = 256 << 10

  /// Begins a file that will be committed to a path in `directory`, which is created if necessary.
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
    for _ in 0..<100 {
      let path = hiddenName(in: directory)
      let named = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      guard named >= 0 else { break }
      // Another process may take it for one that was left, until it is locked.
      if FileSystem.isOnNetwork(directory) { return (named, path) }
      flock(named, LOCK_EX | LOCK_NB)
      if FileSystem.exists(path) { return (named, path) }
      close(named)
    }
    throw SystemError("write in '\(directory)'")
  }

  /// Removes hidden files left by processes that were killed before they could commit.
  private static func removeLeftovers(in directory: String) {
    let hidden = FileSystem.names(in: directory).filter { name in
      let words = name.split(separator: "-", omittingEmptySubsequences: false)
      return words.count == 3 && words[0] == ".facet" && Int32(words[1]) ?? 0 > 0
        && UInt32(words[2]) != nil
    }
    // Locks of other hosts may be unknown here.
    guard !hidden.isEmpty, !FileSystem.isOnNetwork(directory) else { return }
    for name in hidden {
      guard let hold = Hold("\(directory)/\(name)") else { continue }
      FileSystem.remove("\(directory)/\(name)")
      withExtendedLifetime(hold) {}
    }
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

  /// Gives the file its name, replacing any file of that name, once all its bytes are on the
  /// device. Nothing may be appended afterwards.
  ///
  /// - Parameter path: A path in the directory passed to the initializer.
  package func commit(to path: String) throws(SystemError) {
    try flush()
    guard fsync(descriptor) == 0 else { throw SystemError("write '\(path)'") }
    if hiddenPath == nil {
      let name = Self.hiddenName(in: directory)
      flock(descriptor, LOCK_EX | LOCK_NB)
      let source = "/proc/self/fd/\(descriptor)"
      guard unsafe linkat(AT_FDCWD, source, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 else {
        throw SystemError("write '\(path)'")
      }
      hiddenPath = name
    }
    if let name = hiddenPath {
      guard unsafe rename(name, path) == 0 else { throw SystemError("write '\(path)'") }
      hiddenPath = nil
      flock(descriptor, LOCK_UN)
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
