internal import FacetPlatform

/// The resources of code in the sandbox, and its interpreter.
package struct SandboxOptions: Sendable, Hashable {
  /// The interpreter's path. Debian's has the libraries; the first on PATH may lack them.
  package var python = "/usr/bin/python3"
  /// The time limit of a piece of code.
  package var timeLimit = Duration.seconds(30)
  /// Whether the limit applies to a session's processor time, which the machine's load does not
  /// change; code that waits for nothing then ends after twenty times the limit.
  package var limitsProcessorTime = false
  /// The most characters kept of each of standard output and standard error, which are cut in the
  /// middle.
  package var outputLimit = 10_000
  /// The most bytes that a session may use beyond the loaded table and libraries.
  package var memory = 1 << 30
  /// The most bytes that all waiting sessions of a table may hold together. Nil means half of this
  /// process's memory limit.
  package var memoryTogether: Int?
  /// The longest file that code may write, in bytes.
  package var fileSize = 64 << 20
  /// The size of a session's `/tmp`, in bytes.
  package var scratchSize = 64 << 20
  /// The most processes and threads of a session.
  package var processes = 64
  /// The most pieces of code that run at the same time; others wait. Nil means one per core.
  package var workers: Int?
  /// Runs code without the sandbox, with access to the user's files and the network.
  package var unsafeNoSandbox = false

  package init() {}

  /// The most bytes that all waiting sessions of a table may hold together.
  var together: Int { memoryTogether ?? MemoryLimit.current / 2 }

  /// The most pieces of code that run at the same time.
  package var workerCount: Int { workers ?? ProcessIdentity.coreCount }
}
