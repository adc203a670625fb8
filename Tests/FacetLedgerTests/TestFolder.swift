import FacetLedger
import FacetPlatform
import Glibc

/// A folder for one test, removed with it.
final class TestFolder: Sendable {
  let path: String

  init() {
    path = "/tmp/facet-ledger-\(getpid())-\(UInt64.random(in: 0 ... .max))"
    try? FileSystem.makeDirectories(path)
  }

  deinit { FileSystem.removeFolder(path) }

  var ledger: String { path + "/ledger.sqlite" }

  var names: [String] { FileSystem.names(in: path).sorted() }

  func write(_ bytes: [UInt8], to name: String) throws {
    let file = try AppendingFile(path: path + "/" + name)
    _ = unsafe truncate(path + "/" + name, 0)
    try file.append(bytes)
  }
}

extension LedgerKey {
  /// A key of its own for each number.
  static func number(_ number: Int, generation: Int64 = 0) -> LedgerKey {
    LedgerKey(fingerprint: SHA256(of: Array("\(number)".utf8)), generation: generation)
  }
}

extension LedgerCompletion {
  static func sample(
    _ key: LedgerKey, body: String = "{}", session: LedgerSession? = nil,
    createdAt: Timestamp = Timestamp(seconds: 1_795_188_600)
  ) -> LedgerCompletion {
    LedgerCompletion(
      key: key, step: "strategy", wireFormat: "openai_chat", model: "m", provider: "together",
      endpoint: "together", body: Array(body.utf8), session: session, createdAt: createdAt)
  }
}

extension RunDescription {
  static func sample(
    _ identity: Int = 1, mode: Mode = .full, isFresh: Bool = false, startedAt: Int = 1_000_000,
    datasetPath: String = "data/a.json"
  ) -> RunDescription {
    RunDescription(
      identity: SHA256(of: Array("\(identity)".utf8)), configurationPath: "configs/a.json",
      taskType: "translation", mode: mode, datasetPath: datasetPath, cellsTotal: 40,
      resumeCommand: "facet run configs/a.json", isFresh: isFresh,
      startedAt: Timestamp(seconds: startedAt))
  }
}
