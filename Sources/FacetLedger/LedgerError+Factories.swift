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
      message: "the ledger '\(path)' is on a network file system and in use by process "
        + "\(holder.processID) on host '\(holder.host)'",
      hint: "wait for it, or set FACET_LEDGER to a ledger of your own; if that process is gone, "
        + "delete '\(HostLock.path(for: path))'")
  }

  static func claimed(
    _ path: String, by holder: ProcessIdentity?, lease: Int
  ) -> LedgerError {
    LedgerError(
      .locked(host: holder?.host, processID: holder?.processID),
      message: "the ledger '\(path)' is in use"
        + (holder.map { " by process \($0.processID) on host '\($0.host)'" } ?? ""),
      hint: "wait for it to end; if its host is gone, try again in \(lease) s")
  }

  static func taken(_ path: String) -> LedgerError {
    LedgerError(
      .locked(host: nil, processID: nil),
      message: "another process has taken the ledger '\(path)' while this one did not answer",
      hint: "everything answered here is recorded beside it, and will be used")
  }

  static func readOnly(_ path: String) -> LedgerError {
    LedgerError(
      .readOnly, message: "the ledger '\(path)' or its folder is read-only",
      hint: "make both writable, or set FACET_LEDGER to a path that is")
  }

  /// - Parameter error: The system's error; `nil` if the device is full.
  static func full(_ path: String, _ error: SystemError? = nil) -> LedgerError {
    if error?.isTooLarge == true {
      return LedgerError(
        .full, message: "the ledger '\(path)' has reached the limit on file sizes ('ulimit -f')",
        hint: "all earlier records are safe; raise the limit and run again")
    }
    let place = "the device of the ledger '\(path)'"
    return LedgerError(
      .full,
      message: error?.isQuota == true
        ? "your disk quota is used up on \(place)" : "no space is left on \(place)",
      hint: "all earlier records are safe; free some space and run again")
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

  /// - Parameter rescued: The path of the saved content; `nil` if it could not be saved.
  static func removed(_ path: String, rescued: String?) -> LedgerError {
    let message = "the ledger '\(path)' was deleted or replaced while it was in use"
    guard let rescued else {
      return LedgerError(
        .removed, message: message + "; its content could not be saved",
        hint: "all records since its deletion are lost; find out what deleted it")
    }
    return LedgerError(
      .removed,
      message: rescued == path
        ? message
          + "; its whole content, including the latest answers, was written to that path again"
        : message + "; its whole content, including the latest answers, was saved to '\(rescued)'",
      hint: rescued == path
        ? "run the same command again"
        : "to resume with it, set FACET_LEDGER to '\(rescued)' and run the same command again")
  }

  /// A faulty device, rather than a lack of space or permission.
  static func failing(_ path: String, _ error: SystemError) -> LedgerError {
    LedgerError(
      .other, message: "the device of the ledger '\(path)' is failing: \(error.reason)",
      hint: "earlier records are kept; check the device before you run again")
  }

  static func corrupt(_ path: String, reason: String) -> LedgerError {
    LedgerError(
      .corrupt, message: "the ledger '\(path)' is damaged: \(reason)",
      hint: "it was not changed; 'sqlite3 \(path) .recover' may save its content")
  }

  static func notADatabase(_ path: String) -> LedgerError {
    LedgerError(
      .corrupt,
      message: "'\(path)' is not a ledger: it is not an SQLite database, or a truncated one",
      hint: "it was not changed; set FACET_LEDGER to another path")
  }

  static func irregular(_ path: String) -> LedgerError {
    LedgerError(
      .foreign, message: "'\(path)' is no file of a ledger but a link, a pipe or a device",
      hint: "remove it, or set FACET_LEDGER to another path")
  }

  static func foreign(_ path: String) -> LedgerError {
    LedgerError(
      .foreign, message: "'\(path)' is another program's database, not a ledger",
      hint: "it was not changed; set FACET_LEDGER to another path")
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

  /// The ledger's error for a failed SQLite call.
  init(_ error: any Error, path: String) {
    switch error {
    case let error as LedgerError:
      self = error
    case let error as SystemError:
      switch error.code {
      case _ where error.isFull: self = .full(path, error)
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
      // GRDB's code for a closed connection.
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
