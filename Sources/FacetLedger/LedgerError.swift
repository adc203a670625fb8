/// Why the ledger cannot be used, in words for its user.
package struct LedgerError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What went wrong, for who decides by it.
  package enum Kind: Sendable, Hashable {
    /// Another process holds it; its host and number where they are known.
    case locked(host: String?, processID: Int32?)
    /// The file or its folder may not be written.
    case readOnly
    /// The device has no room left.
    case full
    /// Not a database, or a torn one.
    case corrupt
    /// A database of another program.
    case foreign
    /// Written by a later version of this program.
    case newerSchema(version: Int)
    /// The file was deleted or replaced while it was in use.
    case removed
    /// Other processes work on the run, or on what was to be removed.
    case held(by: [RunHolder])
    /// One record that SQLite does not take; others can be recorded.
    case record
    /// Used after it was closed.
    case closed
    case other
  }

  package var kind: Kind
  package var message: String
  /// What the user can do about it.
  package var hint: String?

  package init(_ kind: Kind, message: String, hint: String? = nil) {
    self.kind = kind
    self.message = message
    self.hint = hint
  }

  package var description: String { hint.map { "\(message); \($0)" } ?? message }
}
