internal import FacetJSON
internal import FacetPlatform

/// The command that starts a supervisor in the sandbox, and its first request.
struct SandboxCommand: Sendable {
  var command: ChildProcess.Command
  /// The first request: a line of settings.
  var settings: [UInt8]

  /// - Throws: ``SandboxError`` that says how to install a missing program.
  init(
    source: CSVSource, options: SandboxOptions, interpreter: PythonInterpreter
  ) throws(SandboxError) {
    let supervisor = String(decoding: PackageResources.supervisor_py, as: UTF8.self)
    let python = [interpreter.path, "-I", "-c", supervisor]
    let path = FileSystem.absolute(source.path, in: FileSystem.workingDirectory)
    let inside = options.unsafeNoSandbox ? path : "/data/\(FileSystem.name(of: path))"
    settings = Self.settings(source: source, options: options, path: inside)
    if options.unsafeNoSandbox {
      command = ChildProcess.Command(python, environment: Self.environment.map { "\($0)=\($1)" })
      return
    }
    if let hidden = ([interpreter.path] + interpreter.folders).first(where: {
      $0.hasPrefix("/tmp/")
    }) {
      throw .noInterpreter(
        interpreter.path, reason: "'\(hidden)' is under /tmp, which is empty in the sandbox")
    }
    guard let bubblewrap = Self.program("bwrap") else { throw .noBubblewrap() }
    var arguments = [bubblewrap, "--unshare-all", "--die-with-parent", "--new-session"]
    arguments += ["--ro-bind", "/usr", "/usr"]
    let system = ["/bin", "/sbin", "/lib", "/lib64", "/etc/alternatives", "/etc/ld.so.cache"]
    for folder in system + interpreter.folders { arguments += ["--ro-bind-try", folder, folder] }
    arguments += ["--proc", "/proc", "--dev", "/dev", "--size", "1048576", "--tmpfs", "/tmp"]
    let user = ProcessIdentity.unusedUser
    // The unused user may lack access to the file, so it is opened here and copied into memory.
    arguments +=
      user == nil
      ? ["--ro-bind", path, inside] : ["--perms", "0444", "--ro-bind-data", "3", inside]
    arguments += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp", "--clearenv"]
    for (name, value) in Self.environment { arguments += ["--setenv", name, value] }
    arguments += python
    if let user {
      guard let setpriv = Self.program("setpriv") else { throw .noPrivilegeDrop() }
      let identity = ["--reuid", String(user), "--regid", String(user), "--clear-groups"]
      arguments = [setpriv] + identity + ["--no-new-privs"] + arguments
    }
    command = ChildProcess.Command(
      Self.grouped(arguments, options), environment: ["PATH=/usr/bin:/bin"],
      files: user == nil ? [] : [path])
  }

  /// The command in its own control group, if the system lets Facet create one: it limits the
  /// memory of all sessions together, including the kernel's memory for them.
  private static func grouped(_ arguments: [String], _ options: SandboxOptions) -> [String] {
    let script = String(decoding: PackageResources.group_sh, as: UTF8.self)
    // For the libraries, the table and the supervisor.
    let base = 1 << 30
    let memory = options.together + options.workerCount * options.memory + base
    let processes = options.processes * 64
    return ["/bin/sh", "-c", script, "group.sh", String(memory), String(processes)] + arguments
  }

  /// One thread per piece of code: cores are divided among pieces, not within one.
  private static let environment = [
    ("PATH", "/usr/local/bin:/usr/bin:/bin"), ("HOME", "/tmp"), ("LANG", "C.UTF-8"),
    ("TZ", "UTC"), ("OPENBLAS_NUM_THREADS", "1"), ("OMP_NUM_THREADS", "1"),
    ("MKL_NUM_THREADS", "1"), ("PYTHONDONTWRITEBYTECODE", "1"),
  ]

  /// The path of a system program; nil if it is not installed.
  static func program(_ name: String) -> String? {
    ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"].map { "\($0)/\(name)" }
      .first { FileSystem.isExecutable($0) }
  }

  private static func settings(
    source: CSVSource, options: SandboxOptions, path: String
  ) -> [UInt8] {
    let seconds = options.timeLimit / .seconds(1)
    let value: JSONValue = [
      "path": .string(path), "isolated": .bool(!options.unsafeNoSandbox),
      "reading": .object(source.reading),
      "limits": [
        "seconds": .number(JSONNumber(seconds)), "output": .number(JSONNumber(options.outputLimit)),
        "memory": .number(JSONNumber(options.memory)),
        "together": .number(JSONNumber(options.together)),
        "file": .number(JSONNumber(options.fileSize)),
        "scratch": .number(JSONNumber(options.scratchSize)),
        "processes": .number(JSONNumber(options.processes)),
        // Enough for a whole conversation: anything that a session leaves running ends by then.
        "cpu": .number(JSONNumber(Int(seconds.rounded(.up)) * 20)),
        "workers": .number(JSONNumber(options.workerCount)),
        "hooks": .number(JSONNumber(CodeExecution.maximumHooks)),
      ],
      "sources": [
        "records": text(of: PackageResources.records_py),
        "process": text(of: PackageResources.process_py),
        "calls": text(of: PackageResources.calls_py),
        "forker": text(of: PackageResources.forker_py),
        "values": text(of: PackageResources.values_py),
        "session": text(of: PackageResources.session_py),
      ],
    ]
    return value.bytes() + [UInt8(ascii: "\n")]
  }

  private static func text(of bytes: [UInt8]) -> JSONValue {
    .string(String(decoding: bytes, as: UTF8.self))
  }
}
