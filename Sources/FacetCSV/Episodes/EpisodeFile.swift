internal import FacetPlatform

/// An append-only file of episodes, one a line.
struct EpisodeFile {
  private let file: ContinuedFile
  /// The episodes already in the file.
  private(set) var ids: Set<String> = []

  /// Opens or creates the file; an incomplete last line, left by a killed process, is removed
  /// before the next episode is appended.
  init(path: String) throws(SystemError) {
    try FileSystem.makeDirectories(FileSystem.parent(of: path))
    file = try ContinuedFile(path: path)
    var line: [UInt8] = []
    var failure: SystemError?
    try FileSystem.forEachChunk(of: path) { [file] chunk in
      guard failure == nil else { return }
      for piece in chunk.split(
        separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
      ).enumerated() {
        if piece.offset > 0 {
          line.append(UInt8(ascii: "\n"))
          do throws(SystemError) {
            try file.append(line)
          } catch {
            failure = error
          }
          if let id = Self.id(of: line) { ids.insert(id) }
          line.removeAll(keepingCapacity: true)
        }
        line += piece.element
      }
    }
    if let failure { throw failure }
  }

  /// Appends an episode unless the file has it; on return it is on the device.
  ///
  /// - Returns: Whether the episode is new.
  mutating func append(_ line: [UInt8], id: String) throws(SystemError) -> Bool {
    guard ids.insert(id).inserted else { return false }
    try file.append(line + [UInt8(ascii: "\n")])
    try file.finish()
    return true
  }

  func finish() throws(SystemError) {
    try file.finish()
  }

  /// Every line begins with its episode's identifier.
  private static func id(of line: [UInt8]) -> String? {
    let start = Array(#"{"episode_id":""#.utf8)
    guard line.starts(with: start) else { return nil }
    let id = line.dropFirst(start.count).prefix { $0 != UInt8(ascii: "\"") }
    return String(decoding: id, as: UTF8.self)
  }
}
