/// A session of a pool.
struct PooledSession: CodeSession {
  let pool: CodePool
  let number: Int

  func execute(_ code: String) async throws -> CodeExecution {
    try await pool.execution(of: code, session: number)
  }
}
