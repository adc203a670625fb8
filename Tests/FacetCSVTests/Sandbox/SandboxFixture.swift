import FacetCSV
import FacetPlatform
import TestSupport
import Testing

/// What the tests of the sandbox share.
enum SandboxFixture {
  static let text = "name,age,score\nAda,36,9.5\nBob,,7.25\nCleo,25,?\nDan,41,8.0\n"

  /// Whether this machine has what the sandbox needs.
  static let isAvailable =
    FileSystem.exists("/usr/bin/bwrap")
    && ["pandas", "scipy", "statsmodels"].allSatisfy {
      FileSystem.exists("/usr/lib/python3/dist-packages/\($0)")
    }

  /// Runs `body` with a pool over a small table.
  static func withPool<Result>(
    seconds: Double = 20, configure: (inout SandboxOptions) -> Void = { _ in },
    _ body: (CodePool) async throws -> Result
  ) async throws -> Result {
    let folder = try ScratchFolder()
    let path = try folder.write(text, to: "people.csv")
    var options = SandboxOptions()
    options.timeLimit = .seconds(seconds)
    options.workers = 2
    configure(&options)
    return try await CodePool.withPool(for: CSVSource(path: path), options: options, body)
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips a test where bubblewrap or Debian's pandas is not installed.
  static var needsSandbox: Self {
    .enabled(if: SandboxFixture.isAvailable, "bubblewrap and Debian's pandas are not installed")
  }
}
