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

  /// - Parameter isQuota: Whether it is the user's share of the device that is used up.
  static func full(_ path: String, isQuota: Bool = false) -> LedgerError {
    let place = "the device that holds the ledger '\(path)'"
    return LedgerError(
      .full,
      message: isQuota
        ? "your disk quota is used up on \(place)" : "no space is left on \(place)",
      hint: "what was recorded before is safe; make room and run again")
  }

  static func held(_ path: String, by holders: [RunHolder]) -> LedgerError {
    let who = holders.map {
      "process \($0.process.processID) on host '\($0.process.host)' since \($0.since.iso8601)"
    }
    return LedgerError(
      .held(by: holders),
      message: "the ledger '\(path)' is in use by \(who.joined(separator: ", "))",
      hint: "wait for it to end, or stop it")
  }

  /// - Parameter rescued: Where its content was saved to; `nil` if it could not be.
  static func removed(_ path: String, rescued: String?) -> LedgerError {
    let message = "the ledger '\(path)' was deleted or replaced while it was in use"
    guard let rescued else {
      return LedgerError(
        .removed, message: message + "; its content could not be saved",
        hint: "whatever was recorded since it was deleted is lost; find out what deleted it")
    }
    return LedgerError(
      .removed,
      message: rescued == path
        ? message
          + "; all that it held, the latest answers included, was written to that path again"
        : message + "; all that it held, the latest answers included, was saved to '\(rescued)'",
      hint: rescued == path
        ? "run the same command again"
        : "to resume with it, set FACET_LEDGER to '\(rescued)' and run the same command again")
  }

  /// A device that fails: neither a lack of space nor of permission.
  static func failing(_ path: String, _ error: SystemError) -> LedgerError {
    LedgerError(
      .other, message: "the device that holds the ledger '\(path)' fails: \(error.reason)",
      hint: "what was recorded before is kept; check the device before you run again")
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
      case _ where error.isFull: self = .full(path, isQuota: error.isQuota)
      case _ where error.isReadOnly: self = .readOnly(path)
      case _ where error.isDeviceFault: self = .failing(path, error)
      default: self.init(.other, message: "the ledger '\(path)': \(error)")
      }
    case let error as DatabaseError:
      self.init(error, path: path)
    case let error as SQLiteFault:
      if let cause = error.system, cause.isFull || cause.isDeviceFault {
        self.init(cause, path: path)
      } else {
        self.init(error.error, path: path)
      }
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
    case .SQLITE_CONSTRAINT, .SQLITE_TOOBIG, .SQLITE_MISMATCH:
      self.init(.record, message: "a record does not fit the ledger '\(path)': \(reason)")
    case .SQLITE_IOERR where FileSystem.isFull(path):
      self = .full(path)
    case .SQLITE_CANTOPEN where !FileSystem.isWritable(FileSystem.parent(of: path)):
      self = .readOnly(path)
    default:
      self.init(.other, message: "the ledger '\(path)': \(reason)")
    }
  }
}
