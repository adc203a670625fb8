internal import Glibc

/// The connection to a child program: a socket for its standard input and output, a pipe for its
/// standard error.
struct ChildChannels: Sendable {
  let socket: ChannelEnd
  let errors: ChannelEnd
  private let theirSocket: ChannelEnd
  private let theirErrors: ChannelEnd

  init() throws(SystemError) {
    (socket, theirSocket) = try ChannelEnd.pair()
    (errors, theirErrors) = try ChannelEnd.pair()
    socket.stopWaiting()
    errors.stopWaiting()
  }

  /// Starts the program. This consumes the child's ends of the channels, so that afterwards only
  /// the program holds them.
  consuming func spawn(
    _ command: ChildProcess.Command
  ) throws(SystemError) -> (process: pid_t, output: ChannelEnd, errors: ChannelEnd) {
    var files: [Int32] = []
    defer { for file in files { close(file) } }
    // High enough that no lower number is overwritten before it has been copied.
    let first = Int32(100 + command.files.count + command.contents.count)
    for path in command.files {
      let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { throw SystemError("read '\(path)'") }
      let copy = fcntl(file, F_DUPFD_CLOEXEC, first)
      close(file)
      guard copy >= 0 else { throw SystemError("read '\(path)'") }
      files.append(copy)
    }
    for bytes in command.contents {
      let file = try Self.namelessFile(of: bytes)
      let copy = fcntl(file, F_DUPFD_CLOEXEC, first)
      close(file)
      guard copy >= 0 else { throw SystemError("copy a descriptor") }
      files.append(copy)
    }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, theirSocket.descriptor, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, theirSocket.descriptor, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, theirErrors.descriptor, 2)
    for (index, file) in files.enumerated() {
      unsafe posix_spawn_file_actions_adddup2(&actions, file, Int32(3 + index))
    }
    for descriptor in Self.openDescriptors where descriptor >= 3 + files.count {
      unsafe posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    return (try unsafe Self.start(command, &actions), socket, errors)
  }

  /// A descriptor, to be closed by the caller, of a file that has these bytes and no name.
  private static func namelessFile(of bytes: [UInt8]) throws(SystemError) -> Int32 {
    // O_TMPFILE is a macro that Swift does not import: __O_TMPFILE | O_DIRECTORY.
    let unnamed: Int32 = 0o20000000 | O_DIRECTORY
    for folder in ["/dev/shm", "/tmp", "."] {
      let file = unsafe open(folder, O_RDWR | unnamed | O_CLOEXEC, 0o600)
      guard file >= 0 else { continue }
      do throws(SystemError) {
        try FileSystem.write(bytes[...], to: file, naming: folder)
      } catch {
        close(file)
        throw error
      }
      lseek(file, 0, SEEK_SET)
      return file
    }
    throw SystemError("create a file in '/tmp'")
  }

  /// Open descriptors of this process that may not be marked as close-on-exec.
  private static var openDescriptors: [Int32] {
    guard let folder = unsafe opendir("/proc/self/fd") else { return [] }
    defer { unsafe closedir(folder) }
    var descriptors: [Int32] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { pointer in
          unsafe String(cString: pointer)
        }
      }
      if let descriptor = Int32(name) { descriptors.append(descriptor) }
    }
    return descriptors
  }

  private static func start(
    _ command: ChildProcess.Command, _ actions: inout posix_spawn_file_actions_t
  ) throws(SystemError) -> pid_t {
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // This process answers a Ctrl-C at the terminal; the program does not inherit ignored signals.
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGPIPE, SIGXFSZ, SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&signals, signal) }
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    let arguments = unsafe command.arguments.map { unsafe strdup($0) } + [nil]
    let environment = unsafe command.environment.map { unsafe strdup($0) } + [nil]
    defer {
      for index in unsafe arguments.indices { unsafe free(arguments[index]) }
      for index in unsafe environment.indices { unsafe free(environment[index]) }
    }
    var process = pid_t()
    let code = unsafe posix_spawn(
      &process, command.arguments[0], &actions, &attributes, arguments, environment)
    guard code == 0 else { throw SystemError("run '\(command.arguments[0])'", code: code) }
    return process
  }
}
