internal import FacetPlatform
internal import GRDB
internal import GRDBSQLite
internal import Glibc

/// A prepared statement that passes its values to SQLite one by one.
///
/// GRDB boxes each value and the statement's rows, which takes longer than a lookup or an insert
/// itself. Values are bound in the order of the statement's parameters; SQLite copies them.
@safe
struct DirectStatement {
  private let statement: Statement
  private let connection: OpaquePointer?
  private var position: Int32 = 0
  /// The last text bound at each position: values stay bound from one run to the next.
  private var texts: [String?] = []

  /// - Parameter statement: Must not be run in any other way; it lives as long as its connection is
  ///   open.
  init(_ statement: Statement, in db: Database) {
    self.statement = statement
    unsafe connection = db.sqliteConnection
    let count = unsafe sqlite3_bind_parameter_count(statement.sqliteStatement)
    texts = Array(repeating: nil, count: Int(count))
  }

  mutating func bind(_ number: Int64?) {
    position += 1
    texts[Int(position) - 1] = nil
    if let number {
      unsafe sqlite3_bind_int64(statement.sqliteStatement, position, number)
    } else {
      unsafe sqlite3_bind_null(statement.sqliteStatement, position)
    }
  }

  mutating func bind(_ number: Int?) {
    bind(number.map { Int64($0) })
  }

  mutating func bind(_ text: String) {
    position += 1
    // Most text is the same in consecutive records, and SQLite allocates memory for each value.
    // Bytes are compared: two equal strings can have different bytes.
    if let last = texts[Int(position) - 1], Self.areSame(last.utf8.span, text.utf8.span) { return }
    texts[Int(position) - 1] = text
    var text = text
    text.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
        // Empty text has no address, which would bind NULL.
        _ = unsafe sqlite3_bind_text(
          statement.sqliteStatement, position, characters.baseAddress ?? Self.somewhere,
          Int32(characters.count), Self.copied)
      }
    }
  }

  private static func areSame(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
    unsafe one.count == other.count
      && one.withUnsafeBytes { one in
        unsafe other.withUnsafeBytes { other in
          guard let one = one.baseAddress, let start = other.baseAddress else { return true }
          return unsafe memcmp(one, start, other.count) == 0
        }
      }
  }

  mutating func bind(_ text: String?) {
    if let text { bind(text) } else { bind(nil as Int64?) }
  }

  mutating func bind(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe bind($0) }
  }

  mutating func bind(_ bytes: [UInt8]?) {
    if let bytes { bind(bytes) } else { bind(nil as Int64?) }
  }

  mutating func bind(_ key: LedgerKey) {
    unsafe key.fingerprint.withUnsafeBytes { unsafe bind($0) }
    bind(key.generation)
  }

  private mutating func bind(_ bytes: UnsafeRawBufferPointer) {
    position += 1
    let address = unsafe bytes.baseAddress ?? UnsafeRawPointer(Self.somewhere)
    unsafe sqlite3_bind_blob64(
      statement.sqliteStatement, position, address, UInt64(bytes.count), Self.copied)
  }

  /// Leaves a parameter for ``run(_:at:)``.
  mutating func skip() {
    position += 1
  }

  /// Runs the statement like ``run()`` with bytes at a skipped position. SQLite reads them in
  /// place, which saves a copy of each response.
  mutating func run(_ bytes: [UInt8], at place: Int32) throws(DatabaseError) {
    let result = unsafe bytes.withUnsafeBytes { bytes -> Result<Void, DatabaseError> in
      let address = unsafe bytes.baseAddress ?? UnsafeRawPointer(Self.somewhere)
      // No destructor: the bytes outlive the step, and the binding is removed after it.
      unsafe sqlite3_bind_blob64(
        statement.sqliteStatement, place, address, UInt64(bytes.count), nil)
      defer { unsafe sqlite3_bind_null(statement.sqliteStatement, place) }
      do throws(DatabaseError) {
        return .success(try run())
      } catch {
        return .failure(error)
      }
    }
    try result.get()
  }

  /// Runs the statement with the bound values, and resets it for the next ones.
  mutating func run() throws(DatabaseError) {
    _ = try firstRow { _ in }
  }

  /// Runs the statement like ``run()``, and returns the value that `body` reads from the first row,
  /// if any.
  mutating func firstRow<Value>(_ body: (DirectRow) -> Value) throws(DatabaseError) -> Value? {
    position = 0
    let status = unsafe sqlite3_step(statement.sqliteStatement)
    defer { unsafe sqlite3_reset(statement.sqliteStatement) }
    switch status {
    case SQLITE_ROW: return unsafe body(DirectRow(statement: statement.sqliteStatement))
    case SQLITE_DONE: return nil
    default:
      let message = unsafe connection.map { unsafe String(cString: sqlite3_errmsg($0)) }
      throw DatabaseError(resultCode: ResultCode(rawValue: status), message: message)
    }
  }

  /// SQLite's marker for bytes that it must copy before the call returns.
  private static var copied: sqlite3_destructor_type {
    unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }

  /// An address for no bytes.
  private static var somewhere: UnsafePointer<CChar> {
    unsafe UnsafePointer(sqlite3_libversion())
  }
}

/// The current row of a statement; only valid until the statement advances.
@safe
struct DirectRow {
  private let statement: OpaquePointer

  fileprivate init(statement: OpaquePointer) {
    unsafe self.statement = statement
  }

  func integer(_ column: Int32) -> Int64 {
    unsafe sqlite3_column_int64(statement, column)
  }

  /// The number in a column, or `nil` if it has none.
  func integerIfAny(_ column: Int32) -> Int64? {
    unsafe sqlite3_column_type(statement, column) == SQLITE_INTEGER ? integer(column) : nil
  }

  func isBlob(_ column: Int32) -> Bool {
    unsafe sqlite3_column_type(statement, column) == SQLITE_BLOB
  }

  /// The text in a column, or `nil` if it has none.
  func textIfAny(_ column: Int32) -> String? {
    guard unsafe sqlite3_column_type(statement, column) == SQLITE_TEXT else { return nil }
    return String(decoding: bytes(column), as: UTF8.self)
  }

  func bytes(_ column: Int32) -> [UInt8] {
    let count = unsafe Int(sqlite3_column_bytes(statement, column))
    guard let start = unsafe sqlite3_column_blob(statement, column) else { return [] }
    return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
  }
}
