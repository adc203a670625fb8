internal import FacetBox
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
    if options.unsafeNoSandbox {
      settings = Self.settings(source: source, options: options, path: inside, calls: nil)
      command = ChildProcess.Command(python, environment: Self.environment.map { "\($0)=\($1)" })
      return
    }
    if let hidden = ([interpreter.path] + interpreter.folders).first(where: {
      $0.hasPrefix("/tmp/")
    }) {
      throw .noInterpreter(
        interpreter.path, reason: "'\(hidden)' is under /tmp, which is empty in the sandbox")
    }
    do throws(BoxError) {
      settings = Self.settings(
        source: source, options: options, path: inside, calls: try .computing())
      command = try Self.confined(
        python, path: path, inside: inside, folders: interpreter.folders, options)
    } catch {
      throw SandboxError(error)
    }
  }

  private static func confined(
    _ python: [String], path: String, inside: String, folders: [String], _ options: SandboxOptions
  ) throws(BoxError) -> ChildProcess.Command {
    let user = ProcessIdentity.unusedUser
    // The unused user may lack access to the file, so it is opened here and copied into memory.
    let files = user == nil ? [] : [path]
    var box = try BubblewrapArguments(files: files.count)
    box.showSystem(folders: folders)
    box.addTemporaryFolder("/tmp", size: 1 << 20)
    if user == nil {
      box.addReadable(path, at: inside)
    } else {
      box.addReadable(descriptor: 3, at: inside)
    }
    box.close()
    for (name, value) in environment { box.setVariable(name, value) }
    // For the libraries, the table and the supervisor.
    let base = 1 << 30
    return ChildProcess.Command(
      ControlGroup.joining(
        memory: options.together + options.workerCount * options.memory + base,
        processes: options.processes * 64,
        try SystemProgram.dropping(to: user) + box.arguments + python),
      environment: ["PATH=/usr/bin:/bin"], files: files)
  }

  /// One thread per piece of code: cores are divided among pieces, not within one.
  private static let environment = [
    ("PATH", "/usr/local/bin:/usr/bin:/bin"), ("HOME", "/tmp"), ("LANG", "C.UTF-8"),
    ("TZ", "UTC"), ("OPENBLAS_NUM_THREADS", "1"), ("OMP_NUM_THREADS", "1"),
    ("MKL_NUM_THREADS", "1"), ("PYTHONDONTWRITEBYTECODE", "1"),
  ]

  private static func settings(
    source: CSVSource, options: SandboxOptions, path: String, calls: SystemCallFilter?
  ) -> [UInt8] {
    let seconds = options.timeLimit / .seconds(1)
    let value: JSONValue = [
      "path": .string(path), "isolated": .bool(!options.unsafeNoSandbox),
      "reading": .object(source.reading),
      "limits": [
        "seconds": .number(JSONNumber(seconds)),
        "processor": .bool(options.limitsProcessorTime),
        "output": .number(JSONNumber(options.outputLimit)),
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
      "calls": .array((calls?.program ?? []).map { .number(JSONNumber(Int($0))) }),
      "sources": [
        "records": text(of: PackageResources.records_py),
        "process": text(of: PackageResources.process_py),
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
