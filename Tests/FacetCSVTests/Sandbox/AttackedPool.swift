import FacetCSV
import Testing

/// Gives a suite one pool with tight limits: what an attack does to it, the next one would notice.
struct AttackedPool: SuiteTrait, TestScoping {
  @TaskLocal private static var pool: CodePool?

  /// The suite's pool.
  static func shared() throws -> CodePool { try #require(pool) }

  func provideScope(
    for test: Test, testCase: Test.Case?,
    performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    guard SandboxFixture.isAvailable else { return try await function() }
    let tight: (inout SandboxOptions) -> Void = { options in
      options.memory = 256 << 20
      options.fileSize = 8 << 20
      options.scratchSize = 16 << 20
      options.processes = 20
    }
    try await SandboxFixture.withPool(seconds: 2, configure: tight) { pool in
      try await Self.$pool.withValue(pool) { try await function() }
    }
  }
}

extension Trait where Self == AttackedPool {
  /// The suite's tests share one pool with tight limits.
  static var attacksOnePool: Self { AttackedPool() }
}
