internal import FacetBox
internal import FacetPlatform

/// A terminal of tmux, outside the box, whose program is the box's shell.
final class BoxTerminal: Sendable {
  /// The server, which ends with this process.
  private let server: ChildProcess
  private let program: String
  /// The folder of its socket and its commands.
  private let folder: String
  private let pane: String

  private static let environment = [
    "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LANG=C.UTF-8", "TERM=xterm-256color",
  ]
  private static let width = "160"
  private static let height = "40"
  /// The lines that are kept above the screen.
  private static let history = "20000"
  /// Looks for a server that starts, and for a shell's first prompt.
  private static let looks = 500
  private static let interval = Duration.milliseconds(10)

  /// Starts a terminal with a box's shell, and returns when it shows something.
  ///
  /// - Parameter folder: Its own, which is removed after it.
  /// - Throws: ``BoxError`` if tmux is missing or the shell does not start.
  init(for run: BoxRun, in folder: String) async throws(BoxError) {
    guard let program = SystemProgram.path(of: "tmux"),
      let setpriv = SystemProgram.path(of: "setpriv")
    else {
      throw BoxError(
        "the agent 'terminal' needs 'tmux', which is not installed; install it with "
          + "'apt-get install tmux'", missingPackage: "tmux")
    }
    self.program = program
    self.folder = folder
    pane = try Self.writePane(for: run, in: folder)
    do throws(SystemError) {
      server = try ChildProcess(
        .init(
          Self.entering(folder)
            + [setpriv, "--pdeathsig", "KILL", program, "-D", "-S", Self.socket]
            + ["-f", "/dev/null"],
          environment: Self.environment)
      ) { _ in }
    } catch {
      throw BoxError("a terminal cannot be started: \(error)")
    }
    try await open()
  }

  private static let socket = "terminal"

  /// The beginning of a command that runs in a folder: a socket's path has at most 107 bytes.
  private static func entering(_ folder: String) -> [String] {
    ["/bin/sh", "-c", #"cd "$1" && shift && exec "$@""#, "sh", folder]
  }

  /// Ends the shell with everything in it; the next keys begin another.
  func endShell() async {
    _ = try? await tmux(["kill-session", "-t", "main"])
  }

  /// Ends the terminal with everything in it.
  func end() async {
    _ = try? await tmux(["kill-server"])
    server.kill()
  }

  /// The commands of a pane: descriptors of a client do not reach the server.
  private static func writePane(
    for run: BoxRun, in folder: String
  ) throws(BoxError) -> String {
    let command = try run.command()
    var lines = ["#!/bin/sh"]
    do throws(SystemError) {
      for (index, bytes) in command.contents.enumerated() {
        let path = "\(folder)/pane-\(index)"
        FileSystem.remove(path)
        try FileSystem.write(bytes, to: path, mode: 0o600)
        lines.append("exec \(3 + command.files.count + index)<\(ShellWord.quoted(path))")
      }
      let words = ["exec", "env", "-i"] + command.environment + command.arguments
      lines.append(words.map(ShellWord.quoted).joined(separator: " "))
      let path = "\(folder)/pane.sh"
      FileSystem.remove(path)
      try FileSystem.write(
        Array((lines.joined(separator: "\n") + "\n").utf8), to: path, mode: 0o700)
      return path
    } catch {
      throw BoxError("a terminal cannot be started: \(error)")
    }
  }

  private func open() async throws(BoxError) {
    var isOpen = false
    for _ in 0..<Self.looks {
      isOpen = await begin()
      if isOpen || Task.isCancelled { break }
      try? await Task.sleep(for: Self.interval)
    }
    guard isOpen else { throw BoxError("a terminal cannot be started: tmux does not answer") }
    for _ in 0..<Self.looks where !Task.isCancelled {
      if try await buffer().contains(where: { !$0.isWhitespace }) { return }
      try? await Task.sleep(for: Self.interval)
    }
    throw BoxError("the box's shell does not start in a terminal")
  }

  /// Opens the session with a new shell.
  private func begin() async -> Bool {
    let opened = try? await tmux([
      "set-option", "-g", "history-limit", Self.history, ";", "set-option", "-g", "status", "off",
      ";", "new-session", "-d", "-s", "main", "-x", Self.width, "-y", Self.height, "--",
      "/bin/sh", pane,
    ])
    return opened?.status.isSuccess == true
  }

  /// Types keys, or presses one that tmux knows by name.
  ///
  /// - Returns: Whether the shell had ended, so that a new one was started first.
  func type(_ keys: String) async throws(BoxError) -> Bool {
    guard !keys.isEmpty else { return false }
    let arguments: [String]
    var input: [UInt8] = []
    if Self.isKeyName(keys) {
      // A semicolon at its end would begin another command of tmux's.
      let key = keys.hasSuffix(";") ? "\(keys.dropLast())\\;" : keys
      arguments = ["send-keys", "-t", "main", "--", key]
    } else {
      arguments = [
        "load-buffer", "-b", "keys", "-", ";", "paste-buffer", "-d", "-b", "keys", "-t", "main",
      ]
      input = keys.utf8.filter { $0 != 0 }
      guard !input.isEmpty else { return false }
    }
    if try await tmux(arguments, input: input).status.isSuccess { return false }
    guard await begin() else {
      var error = BoxError("the terminal has ended")
      error.isOfMachine = true
      throw error
    }
    _ = try await tmux(arguments, input: input)
    return true
  }

  /// Everything that the terminal has shown, as far as it is kept.
  func buffer() async throws(BoxError) -> String {
    try await captured(["-S", "-"])
  }

  /// What the terminal shows now.
  func screen() async throws(BoxError) -> String {
    try await captured([])
  }

  private func captured(_ options: [String]) async throws(BoxError) -> String {
    let result = try await tmux(["capture-pane", "-p", "-t", "main"] + options)
    return String(decoding: result.output, as: UTF8.self)
  }

  private func tmux(
    _ arguments: [String], input: [UInt8] = []
  ) async throws(BoxError) -> ProgramResult {
    do throws(SystemError) {
      return try await ProgramResult(
        of: .init(
          Self.entering(folder) + [program, "-N", "-S", Self.socket] + arguments,
          environment: Self.environment),
        input: input)
    } catch {
      throw BoxError("the terminal cannot be used: \(error)")
    }
  }

  /// Whether a text is the name of one key, such as `C-c` or `Enter`.
  static func isKeyName(_ text: String) -> Bool {
    var rest = text[...]
    var isModified = false
    while let prefix = ["C-", "M-", "S-", "^"].first(where: { rest.hasPrefix($0) }),
      rest.count > prefix.count
    {
      rest = rest.dropFirst(prefix.count)
      isModified = true
    }
    let names = [
      "Enter", "Escape", "Tab", "BTab", "Space", "BSpace", "Up", "Down", "Left", "Right", "Home",
      "End", "PageUp", "PageDown", "PgUp", "PgDn", "NPage", "PPage", "IC", "DC", "Insert", "Delete",
    ]
    if names.contains(String(rest)) { return true }
    if rest.first == "F", let number = Int(rest.dropFirst()), 1...12 ~= number { return true }
    return isModified && rest.count == 1 && rest.first?.isWhitespace == false
  }
}
