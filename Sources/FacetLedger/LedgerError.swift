/// Why the ledger cannot be used, in words for the user.
package struct LedgerError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of failure, for callers that depend on it.
  package enum Kind: Sendable, Hashable {
    /// Another process holds it; with its host and process number, if known.
    case locked(host: String?, processID: Int32?)
    /// The file or its folder is not writable.
    case readOnly
    /// The device has no room left.
    case full
    /// Not a database, or a truncated one.
    case corrupt
    /// A database of another program.
    case foreign
    /// Written by a later version of this program.
    case newerSchema(version: Int)
    /// The file was deleted or replaced while it was in use.
    case removed
    /// Other processes use the run, or the data to be removed.
    case held(by: [RunHolder])
    /// SQLite rejected one record; others can be recorded.
    case record
    /// Used after it was closed.
    case closed
    case other
  }

  package var kind: Kind
  package var message: String
  /// Advice for the user.
  package var hint: String?

  package init(_ kind: Kind, message: String, hint: String? = nil) {
    self.kind = kind
    self.message = message
    self.hint = hint
  }

  package var description: String { hint.map { "\(message); \($0)" } ?? message }
}
