internal import FacetPlatform

/// What code in the sandbox may use, and what runs it.
package struct SandboxOptions: Sendable, Hashable {
  /// The interpreter's path. Debian's has the libraries; the first on PATH may be another one.
  package var python = "/usr/bin/python3"
  /// After so long a piece of code is ended.
  package var timeLimit = Duration.seconds(30)
  /// Standard output and standard error are each cut in the middle beyond so many characters.
  package var outputLimit = 10_000
  /// Bytes that a session may take beyond the loaded table and libraries.
  package var memory = 1 << 30
  /// Bytes that all sessions of a table may hold together while they wait for their next piece. Nil
  /// is half of what this process may use.
  package var memoryTogether: Int?
  /// The longest file that code may write, in bytes.
  package var fileSize = 64 << 20
  /// The size of a session's `/tmp`, in bytes.
  package var scratchSize = 64 << 20
  /// Processes and threads that a session may have.
  package var processes = 64
  /// Pieces of code that run at the same time; others wait their turn. Nil is one for each core.
  package var workers: Int?
  /// Runs code without the sandbox: nothing keeps it from the user's files or the network.
  package var unsafeNoSandbox = false

  package init() {}

  /// Bytes that all sessions of a table may hold together while they wait.
  var together: Int { memoryTogether ?? MemoryLimit.current / 2 }

  /// Pieces of code that run at the same time.
  package var workerCount: Int { workers ?? ProcessIdentity.coreCount }
}
