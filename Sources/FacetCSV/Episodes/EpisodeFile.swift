internal import FacetPlatform

/// A file of episodes, one a line: what it holds stays, what is new is added at its end.
struct EpisodeFile {
  private let file: ContinuedFile
  /// The episodes that the file holds.
  private(set) var ids: Set<String> = []

  /// Opens or makes the file; the rest of a line that a killed process began is cut off with the
  /// next episode.
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

  /// Adds an episode unless the file holds it; when this returns, it is on the device.
  ///
  /// - Returns: Whether it is new.
  mutating func append(_ line: [UInt8], id: String) throws(SystemError) -> Bool {
    guard ids.insert(id).inserted else { return false }
    try file.append(line + [UInt8(ascii: "\n")])
    try file.finish()
    return true
  }

  func finish() throws(SystemError) {
    try file.finish()
  }

  /// Every line begins with the name of its episode.
  private static func id(of line: [UInt8]) -> String? {
    let start = Array(#"{"episode_id":""#.utf8)
    guard line.starts(with: start) else { return nil }
    let id = line.dropFirst(start.count).prefix { $0 != UInt8(ascii: "\"") }
    return String(decoding: id, as: UTF8.self)
  }
}
