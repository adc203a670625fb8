/// A program to run once in a box of its own: it sees the system's programs read-only, an empty
/// `/tmp` of its own as its working folder, and no network.
package struct ConfinedProgram: Sendable, Hashable {
  /// A file put into the box.
  package struct File: Sendable, Hashable {
    /// A path under `/tmp` for a copy of the program's own, or another path for a file that the
    /// program can only read.
    package var path: String
    package var bytes: [UInt8]
    package var isExecutable: Bool

    package init(_ path: String, _ bytes: [UInt8], isExecutable: Bool = false) {
      self.path = path
      self.bytes = bytes
      self.isExecutable = isExecutable
    }
  }

  /// The system calls that a program may make.
  package enum Calls: Sendable, Hashable {
    /// Enough for Python, shells and compilers that run alone: no sockets, no shared memory.
    case computing
    /// All but those that administer the machine.
    case contained
  }

  /// The program's path in the box, then its arguments.
  package var arguments: [String]
  package var input: [UInt8] = []
  /// Variables besides PATH, HOME, LANG and TZ.
  package var environment: [String: String] = [:]
  package var files: [File] = []
  /// Folders of this machine that the program can read at the same paths, besides the system's.
  package var readableFolders: [String] = []
  package var calls = Calls.computing
  package var limits = ProcessLimits()

  package init(_ arguments: [String]) {
    precondition(!arguments.isEmpty, "a command names a program")
    self.arguments = arguments
  }
}

/// The most that a program in a box may use.
package struct ProcessLimits: Sendable, Hashable {
  /// From its start to its end.
  package var time = Duration.seconds(30)
  /// Address space of each process, in bytes; also of all together where control groups exist.
  package var memory = 1 << 30
  /// Processes and threads.
  package var processes = 64
  /// Bytes kept of each of standard output and standard error, which are cut in the middle.
  package var output = 1 << 20
  /// Bytes of all files that it writes.
  package var disk = 64 << 20
  /// Bytes of one file.
  package var fileSize = 64 << 20

  package init() {}
}
