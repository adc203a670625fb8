internal import FacetBox

extension Tampering {
  /// Single files of the solution to replace by programs.
  private static let mostSingle = 4
  private static let mostFiles = 3000

  /// Attempts to have the tests run a program of the agent's.
  ///
  /// - Parameters:
  ///   - named: The files that the tests name.
  ///   - made: The files that the solution makes.
  static func attempts(
    on trial: TaskTrial, named: NamedFiles, made: [TaskGrade.MadeFile]
  ) -> [TaskAttempt] {
    let folder = trial.image.workingFolder
    var attempts: [TaskAttempt] = []
    func add(_ name: String, _ paths: [String]) {
      guard !paths.isEmpty else { return }
      let script = PlantedProgram.script(at: Array(paths.prefix(mostFiles)))
      attempts.append(TaskAttempt(name: name, script: .foreign(script)))
    }
    add("programs at the paths that the tests name", named.files(in: folder))
    add(
      "programs with the names in the tests, in their folders and on PATH",
      named.words(in: [folder] + searched(by: trial)))
    let programs = made.filter(\.isProgram).map(\.path)
    let names = Set(named.files(in: folder))
    let others = made.filter { !$0.isProgram && names.contains($0.path) }.map(\.path)
    let replaced =
      (programs.isEmpty ? [] : [("programs that the solution wrote replaced", programs)])
      + others.prefix(mostSingle).map { ("a program in place of \($0)", [$0]) }
    for (name, paths) in replaced {
      let script = PlantedProgram.script(at: paths, reward: "\(PlantedProgram.mark)")
      attempts.append(TaskAttempt(name: name, script: .afterSolution(script)))
    }
    return attempts
  }

  /// Whether a path is in a folder of the system's own programs.
  static func isSystem(_ path: String) -> Bool {
    ["/usr", "/bin", "/sbin", "/lib", "/etc"].contains { path == $0 || path.hasPrefix($0 + "/") }
  }

  /// The folders in which the tests' commands are searched for.
  private static func searched(by trial: TaskTrial) -> [String] {
    var values = trial.image.environment.filter { $0.name == "PATH" }.map(\.value)
    for section in ["environment", "verifier"] {
      if let value = trial.task.settings.environment(of: section)["PATH"] { values.append(value) }
    }
    return ["/usr/local/bin", "/root/.local/bin"]
      + values.flatMap { $0.split(separator: ":").map(String.init) }.filter { !isSystem($0) }
  }
}
