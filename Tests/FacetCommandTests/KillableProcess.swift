import FacetPlatform
import Glibc

/// The built `facet`, run as a process of its own in a folder.
struct KillableProcess {
  /// Why a process could not be started.
  struct SpawnError: Error {
    var status: Int32
  }

  /// How a process ended.
  enum Ending: Equatable {
    case exited(Int32)
    case killed(by: Int32)
  }

  private let id: pid_t

  /// The executable beside the test bundle, or `nil` where it has not been built.
  static let executable: String? = {
    guard let bundle = CommandLine.arguments.lazy.compactMap(folderOfBundle).first else {
      return nil
    }
    let path = bundle + "/facet"
    return FileSystem.exists(path) ? path : nil
  }()

  private static func folderOfBundle(_ argument: String) -> String? {
    argument.hasSuffix(".xctest") ? FileSystem.parent(of: argument) : nil
  }

  /// Starts `facet` with what it says going to files `NAME.out` and `NAME.err` of the folder; the
  /// variables are all that it has.
  ///
  /// - Parameter limit: A limit as `ulimit` takes it, such as `-n 24`.
  init(
    _ arguments: [String], in folder: String, environment: [String: String], name: String,
    limit: String? = nil
  ) throws {
    guard let path = Self.executable else { throw SpawnError(status: ENOENT) }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for (descriptor, ending) in [(Int32(1), "out"), (2, "err")] {
      unsafe posix_spawn_file_actions_addopen(
        &actions, descriptor, "\(folder)/\(name).\(ending)", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    }
    // The shell goes to the folder and becomes the program: its process is the program's.
    let limit = limit.map { "ulimit \($0) && " } ?? ""
    let shell = ["/bin/sh", "-c", #"cd "$0" && \#(limit)exec "$@""#, folder, path]
    var words = unsafe (shell + arguments).map { unsafe strdup($0) } + [nil]
    var variables = unsafe environment.map { unsafe strdup("\($0)=\($1)") } + [nil]
    defer {
      for index in unsafe words.indices { unsafe free(words[index]) }
      for index in unsafe variables.indices { unsafe free(variables[index]) }
    }
    var child = pid_t()
    let status = unsafe posix_spawn(&child, shell[0], &actions, nil, &words, &variables)
    guard status == 0 else { throw SpawnError(status: status) }
    id = child
  }

  func send(_ signal: Int32) {
    kill(id, signal)
  }

  /// Waits for the end of the process; called once.
  func ending() async throws -> Ending {
    var status: Int32 = 0
    while unsafe waitpid(id, &status, WNOHANG) != id {
      try await ContinuousClock().sleep(for: .milliseconds(2))
    }
    let signal = status & 0x7F
    return signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(by: signal)
  }
}
