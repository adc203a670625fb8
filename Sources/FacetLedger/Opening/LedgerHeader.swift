internal import FacetPlatform

/// The header of a ledger's file.
struct LedgerHeader {
  /// The positions of SQLite's file format versions for writing and reading; 2 stands for a
  /// write-ahead log.
  static let logVersions = [18, 19]
  private static let size = 100

  private let bytes: [UInt8]

  /// - Returns: `nil` for a file that is no SQLite database.
  init?(of path: String) throws(SystemError) {
    bytes = try FileSystem.prefix(of: path, count: Self.size)
    guard bytes.starts(with: "SQLite format 3\0".utf8), bytes.count == Self.size else { return nil }
  }

  /// Whether it is a ledger of any version.
  var isOfLedger: Bool { number(at: 68) == UInt32(LedgerSchema.applicationID) }

  /// Whether it has the current tables and a write-ahead log, as far as the file itself says.
  var isCurrent: Bool {
    number(at: 60) == UInt32(LedgerSchema.version) && Self.logVersions.allSatisfy { bytes[$0] == 2 }
  }

  private func number(at place: Int) -> UInt32 {
    bytes[place..<place + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
  }
}
