import GRDB

/// A database as another program sees it.
struct SQLiteFile {
  private let queue: DatabaseQueue

  init(_ path: String) throws {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    configuration.foreignKeysEnabled = false
    queue = try DatabaseQueue(path: path, configuration: configuration)
  }

  /// The rows of a query, blobs as UTF-8.
  func rows(_ sql: String) throws -> [[String?]] {
    try queue.unsafeRead { db in
      try Row.fetchAll(db, sql: sql).map { row in
        row.databaseValues.map { value in
          switch value.storage {
          case .null: nil
          case .int64(let number): "\(number)"
          case .double(let number): "\(number)"
          case .string(let text): text
          case .blob(let bytes): String(decoding: bytes, as: UTF8.self)
          }
        }
      }
    }
  }

  func execute(_ sql: String) throws {
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
  }

  /// Makes a table again without its constraints, so that any column takes any value.
  func loosen(_ table: String) throws {
    let columns = try rows("SELECT name FROM pragma_table_info('\(table)')")
      .compactMap { $0.first ?? nil }
    let definitions = columns.map { $0 == "id" ? "id INTEGER PRIMARY KEY" : $0 }
    try execute(
      """
      CREATE TABLE loose (\(definitions.joined(separator: ", ")));
      INSERT INTO loose SELECT \(columns.joined(separator: ", ")) FROM \(table);
      DROP TABLE \(table);
      ALTER TABLE loose RENAME TO \(table);
      """)
    if let key = Self.keys[table] {
      try execute("CREATE UNIQUE INDEX \(table)_key ON \(table) (\(key))")
    }
  }

  private static let keys = [
    "completion": "fingerprint, generation", "failure": "fingerprint, generation",
    "execution": "fingerprint, generation", "calibration": "model, provider, vocabulary",
  ]

  func close() throws { try queue.close() }

  /// Runs `body` while this program holds the file's write lock.
  func holdingLock<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
    try execute("BEGIN IMMEDIATE")
    let value = try await body()
    try execute("ROLLBACK")
    return value
  }
}
