internal import FacetPlatform

/// One process's claim to a ledger on a network file system, where SQLite's own locks do not reach
/// other hosts: a file beside the ledger that names the process.
///
/// A claim ends with its process: the same host then takes it over; another host cannot know.
struct HostLock: Sendable {
  let path: String

  static func path(for ledger: String) -> String { ledger + "-host" }

  /// - Throws: ``LedgerError`` of kind `locked` if another process has the claim.
  init(of ledger: String) throws {
    path = Self.path(for: ledger)
    let identity = ProcessIdentity.current
    let claim = Array(
      "host \(identity.host)\nboot \(identity.bootID)\nprocess \(identity.processID)\n".utf8)
    for _ in 0..<3 {
      if try FileSystem.create(path, contents: claim) { return }
      if let holder = Self.holder(in: path), holder.isRunning != false {
        throw LedgerError.locked(ledger, by: holder)
      }
      FileSystem.remove(path)
    }
    throw LedgerError.locked(ledger)
  }

  func release() {
    FileSystem.remove(path)
  }

  /// The claim's owner; `nil` if the file is empty, as after a crash during its creation.
  private static func holder(in path: String) -> ProcessIdentity? {
    guard let bytes = try? FileSystem.contents(of: path) else { return nil }
    var fields: [Substring: String] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      if words.count == 2 { fields[words[0]] = String(words[1]) }
    }
    guard let host = fields["host"], let process = fields["process"].flatMap(Int32.init) else {
      return nil
    }
    return ProcessIdentity(host: host, bootID: fields["boot"] ?? "", processID: process)
  }
}
