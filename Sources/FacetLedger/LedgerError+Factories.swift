internal import FacetPlatform
internal import GRDB

extension LedgerError {
  static func locked(_ path: String, by holder: ProcessIdentity? = nil) -> LedgerError {
    guard let holder else {
      return LedgerError(
        .locked(host: nil, processID: nil),
        message: "the ledger '\(path)' is locked by another process",
        hint: "close the program that holds it, such as an open 'sqlite3', or wait for it")
    }
    return LedgerError(
      .locked(host: holder.host, processID: holder.processID),
      message: "the ledger '\(path)' lies on a network file system and is in use by process "
        + "\(holder.processID) on host '\(holder.host)'",
      hint: "wait for it, or set FACET_LEDGER to a ledger of your own; if that process is gone, "
        + "delete '\(HostLock.path(for: path))'")
  }

  static func readOnly(_ path: String) -> LedgerError {
    LedgerError(
      .readOnly, message: "the ledger '\(path)' or its folder is read-only",
      hint: "make both writable, or set FACET_LEDGER to a path that is")
  }

  static func full(_ path: String) -> LedgerError {
    LedgerError(
      .full, message: "no space is left on the device that holds the ledger '\(path)'",
      hint: "what was recorded before is safe; make room and run again")
  }

  static func corrupt(_ path: String, reason: String) -> LedgerError {
    LedgerError(
      .corrupt, message: "the ledger '\(path)' is damaged: \(reason)",
      hint: "it was left as it is; 'sqlite3 \(path) .recover' may save its content")
  }

  static func notADatabase(_ path: String) -> LedgerError {
    LedgerError(
      .corrupt, message: "'\(path)' is not a ledger: it is no SQLite database, or a torn one",
      hint: "it was left as it is; name another path in FACET_LEDGER")
  }

  static func foreign(_ path: String) -> LedgerError {
    LedgerError(
      .foreign, message: "'\(path)' is a database of another program, not a ledger",
      hint: "it was left as it is; name another path in FACET_LEDGER")
  }

  static func newerSchema(_ path: String, version: Int) -> LedgerError {
    LedgerError(
      .newerSchema(version: version),
      message: "the ledger '\(path)' has schema version \(version); this program knows versions "
        + "up to \(LedgerSchema.version)",
      hint: "use the version of facet that wrote it, or a later one")
  }

  static func closed(_ path: String) -> LedgerError {
    LedgerError(.closed, message: "the ledger '\(path)' is closed")
  }

  /// What a failed call of SQLite means for the ledger.
  init(_ error: any Error, path: String) {
    switch error {
    case let error as LedgerError:
      self = error
    case let error as SystemError:
      switch error.code {
      case _ where error.isFull: self = .full(path)
      case _ where error.isReadOnly: self = .readOnly(path)
      default: self.init(.other, message: "the ledger '\(path)': \(error)")
      }
    case let error as DatabaseError:
      self.init(error, path: path)
    default:
      self.init(.other, message: "the ledger '\(path)': \(error)")
    }
  }

  private init(_ error: DatabaseError, path: String) {
    let reason = error.message ?? "error \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self = .locked(path)
    case .SQLITE_READONLY, .SQLITE_PERM:
      self = .readOnly(path)
    case .SQLITE_FULL:
      self = .full(path)
    case .SQLITE_MISUSE:
      // GRDB's word for a connection that was closed.
      self = .closed(path)
    case .SQLITE_NOTADB:
      self = .notADatabase(path)
    case .SQLITE_CORRUPT:
      self = .corrupt(path, reason: reason)
    case .SQLITE_IOERR where FileSystem.isFull(path):
      self = .full(path)
    case .SQLITE_CANTOPEN where !FileSystem.isWritable(FileSystem.parent(of: path)):
      self = .readOnly(path)
    default:
      self.init(.other, message: "the ledger '\(path)': \(reason)")
    }
  }
}
