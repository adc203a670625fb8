internal import FacetPlatform

/// The record of one process on a shared folder: files that only grow, in which everything stands
/// before it is committed to the ledger on the node.
///
/// A frame is its content's length, the content's checksum, and the content. A frame that a lost
/// node left unfinished fails its checksum and ends the file.
final class PaidRecord: Sendable {
  private struct State {
    var file: AppendingFile
    var path: String
    var number: Int
    /// Whether the file may end in part of a frame, which would hide all frames after it.
    var isTorn = false
  }

  private let folder: String
  private let stem: String
  private let state: Lock<State>

  static let ending = ".paid"
  /// Longer contents are damage: no response is nearly as long.
  private static let longestFrame = 1 << 30

  /// Begins a record in a folder, which is created if necessary.
  init(in folder: String) throws(SystemError) {
    self.folder = folder
    let process = ProcessIdentity.current
    stem =
      "\(Timestamp.now.compact)-\(process.processID)-\(UInt32.random(in: 0 ... .max))"
    state = Lock(try Self.begun(0, in: folder, stem))
  }

  private static func begun(
    _ number: Int, in folder: String, _ stem: String
  ) throws(SystemError) -> State {
    try FileSystem.makeDirectories(folder)
    let digits = String(number)
    let padding = String(repeating: "0", count: max(0, 6 - digits.count))
    let path = "\(folder)/\(stem)-\(padding)\(digits)\(ending)"
    let file = try AppendingFile(path: path)
    try FileSystem.sync(folder)
    return State(file: file, path: path, number: number)
  }

  /// Removes the current file, whose content has been copied.
  func remove() {
    FileSystem.remove(state.withLock { $0.path })
  }

  /// Adds entries; when this returns, they are on the device. After a failure, and if a process that
  /// took this one for lost has removed the file, the next entries go to another file.
  func append(_ entries: [RecordEntry]) throws(SystemError) {
    guard !entries.isEmpty else { return }
    var bytes: [UInt8] = []
    for entry in entries {
      let content = entry.bytes
      for word in [UInt64(content.count), Checksum.xxh64(content)] {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
          bytes.append(UInt8(truncatingIfNeeded: word >> shift))
        }
      }
      bytes += content
    }
    let file = try state.withLock { (state) throws(SystemError) -> AppendingFile in
      if state.isTorn || !FileSystem.exists(state.path) {
        state = try Self.begun(state.number + 1, in: folder, stem)
      }
      return state.file
    }
    do throws(SystemError) {
      try file.append(bytes)
      try file.sync()
    } catch {
      state.withLock { $0.isTorn = true }
      throw error
    }
  }

  /// Begins another file.
  ///
  /// - Returns: The files before it, whose content is committed.
  func rotate() throws(SystemError) -> [String] {
    try state.withLock { (state) throws(SystemError) in
      state = try Self.begun(state.number + 1, in: folder, stem)
    }
    let current = state.withLock { $0.number }
    return Self.files(in: folder).filter { path in
      let name = FileSystem.name(of: path)
      guard name.hasPrefix(stem + "-") else { return false }
      let digits = name.dropFirst(stem.utf8.count + 1).dropLast(Self.ending.utf8.count)
      return Int(digits).map { $0 < current } ?? false
    }
  }

  /// The record files of all processes in a folder, in the order in which they began.
  static func files(in folder: String) -> [String] {
    FileSystem.names(in: folder).filter { $0.hasSuffix(ending) }.sorted()
      .map { folder + "/" + $0 }.filter { FileSystem.kind(of: $0) == .regular }
  }

  /// The sizes of files, in bytes.
  static func sizes(of files: [String]) -> [String: Int] {
    files.reduce(into: [:]) { sizes, file in sizes[file] = FileSystem.size(of: file) }
  }

  /// Reads the entries of a file up to its end, or to the first frame that is damaged, unfinished or
  /// of a later version.
  ///
  /// - Returns: The number of bytes from that frame on.
  static func forEachEntry(
    of path: String, _ body: (RecordEntry) throws -> Void
  ) throws -> Int {
    let bytes = try FileSystem.contents(of: path)
    var place = 0
    func word(_ place: Int) -> UInt64 {
      (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
    }
    while place + 16 <= bytes.count {
      guard let count = Int(exactly: word(place)), count <= longestFrame,
        count <= bytes.count - place - 16
      else { break }
      let content = bytes[(place + 16)..<(place + 16 + count)]
      guard Checksum.xxh64(Array(content)) == word(place + 8), let entry = RecordEntry(content)
      else { break }
      try body(entry)
      place += 16 + count
    }
    return bytes.count - place
  }
}
