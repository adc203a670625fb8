internal import FacetPlatform
internal import GRDB

/// Whether an open ledger still has its name: a deleted one would stay in use unnoticed, and
/// everything paid for would be lost when it is closed.
struct FilePresence: Sendable {
  let path: String
  private let file: FileIdentity?

  /// - Parameter path: The path of an open file.
  init(path: String) {
    self.path = path
    file = FileIdentity(of: path)
  }

  /// - Throws: ``LedgerError`` of kind `removed`, after saving the content.
  func check(_ db: Database) throws {
    guard file != FileIdentity(of: path) else { return }
    throw LedgerError.removed(path, rescued: rescue(db))
  }

  /// Saves all content that the connection still sees, under the ledger's own name if that is free.
  private func rescue(_ db: Database) -> String? {
    let hidden = "\(path).rescue-\(ProcessIdentity.current.processID)"
    FileSystem.remove(hidden)
    defer { FileSystem.remove(hidden) }
    do {
      try FileSystem.makeDirectories(FileSystem.parent(of: path))
      try db.execute(sql: "VACUUM INTO ?", arguments: [hidden])
      try FileSystem.sync(hidden)
      if !FileSystem.exists(path) {
        // Leftover companion files belong to the deleted file.
        for suffix in ["-wal", "-shm", "-journal"] { FileSystem.remove(path + suffix) }
        if try FileSystem.link(hidden, to: path) { return path }
      }
      for number in 1...99 {
        let saved = "\(path).saved-\(number)"
        if try FileSystem.link(hidden, to: saved) { return saved }
      }
    } catch {
      return nil
    }
    return nil
  }
}
