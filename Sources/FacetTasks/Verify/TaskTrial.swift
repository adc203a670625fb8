package import FacetBox
internal import FacetPlatform

/// A task with its image, ready for attempts: each is made in a fresh layer and graded by the tests
/// in a second box over it.
package struct TaskTrial: Sendable {
  package var task: TaskDirectory
  package var image: BoxImage
  package var store: BoxStore
  /// Whether the tests' programs come from the image, whatever the agent put in their place.
  package var guardsSystem = true
  /// Whether boxes share the network of this machine, if the task declares a public one.
  package var allowsNetwork = false
  /// The bytes of output kept of each part.
  private static let logLimit = 8 << 10

  package init(task: TaskDirectory, image: BoxImage, store: BoxStore) {
    self.task = task
    self.image = image
    self.store = store
    if let folder = task.settings.workingFolder, folder.hasPrefix("/") {
      self.image.workingFolder = folder
    }
  }

  /// Makes an attempt, and grades what it left behind.
  ///
  /// - Throws: ``BoxError`` if a box could not be started.
  package func grade(of attempt: TaskAttempt) async throws(BoxError) -> TaskGrade {
    let layer = try BoxLayer(in: store)
    defer { layer.remove() }
    var log = ""
    var seconds = 0.0
    if let script = attempt.script {
      let result = try await run(script, in: layer)
      seconds += result.duration / .seconds(1)
      log += Self.text(of: result, titled: attempt.name)
      if case .exceeded = result.end {
        return TaskGrade(
          reason: TaskGrade.Reason(.stopped, "the attempt ended by \(result.end)"), log: log,
          seconds: seconds)
      }
    }
    let made = attempt == .solution ? MadeFiles.found(in: layer.upper) : []
    var grade = try await grade(of: layer)
    grade.made = made
    grade.log = log + grade.log
    grade.seconds += seconds
    return grade
  }

  private func run(
    _ script: TaskAttempt.Script, in layer: BoxLayer
  ) async throws(BoxError) -> ConfinedResult {
    if case .afterSolution(let text) = script {
      let result = try await run(.solution, in: layer)
      // Only the rewards say whether a solution passes.
      if case .exceeded = result.end { return result }
      return try await run(.foreign(text), in: layer)
    }
    for name in ["agent", "solution"] { FileTree.remove("\(layer.share)/\(name)") }
    try layer.addShared("agent", files: [:])
    switch script {
    case .solution:
      try layer.addShared("solution", copyOf: task.path + "/solution")
    case .changed(let text):
      try layer.addShared("solution", copyOf: task.path + "/solution")
      try layer.replaceShared("solution/solve.sh", with: text)
    case .foreign(let text):
      try layer.addShared("solution", files: ["solve.sh": (text, true)])
    case .afterSolution: break
    }
    try layer.makeRunnable("solution/solve.sh")
    var run = agentRun(["/solution/solve.sh"], in: layer)
    run.environment.merge(task.settings.environment(of: "solution")) { $1 }
    run.shown.append(.init("solution", at: "/solution"))
    return try await run.run()
  }

  /// A command as the agent's user, whose layer shares the folder `agent`.
  package func agentRun(_ command: [String], in layer: BoxLayer) -> BoxRun {
    var run = BoxRun(command, image: image, layer: layer)
    run.user = task.settings.agentUser
    run.hasNetwork = allowsNetwork && task.settings.wantsNetwork("agent")
    run.environment = task.settings.environment(of: "environment")
    run.shown = [.init("agent", at: "/logs/agent", isWritable: true)]
    run.limits = limits(seconds: task.settings.agentSeconds ?? 900)
    return run
  }

  /// Runs the tests over a layer whose processes have all ended.
  package func grade(of layer: BoxLayer) async throws(BoxError) -> TaskGrade {
    // An agent may have left anything at these places.
    for path in ["/tests", "/logs/verifier", "/solution"] { layer.clear(path) }
    if image.workingFolder != "/" {
      for name in Self.planted { layer.clear("/" + name) }
    }
    try layer.addShared("tests", copyOf: task.path + "/tests")
    try layer.makeRunnable("tests/test.sh")
    try layer.addShared("verifier", files: [:])
    var run = BoxRun(["/tests/test.sh"], image: image, layer: layer)
    run.user = task.settings.verifierUser ?? "root"
    run.guardsSystem = guardsSystem
    run.hasNetwork = allowsNetwork && task.settings.wantsNetwork("verifier")
    run.environment = task.settings.environment(of: "environment")
      .merging(task.settings.environment(of: "verifier")) { $1 }
      .merging(Self.variables) { $1 }
    run.shown = [
      .init("tests", at: "/tests", isWritable: true),
      .init("verifier", at: "/logs/verifier", isWritable: true),
    ]
    run.limits = limits(seconds: task.settings.verifierSeconds ?? 600)
    let result: ConfinedResult
    do throws(BoxError) {
      result = try await run.run()
    } catch {
      // An agent may leave a file system in which nothing starts. If no other box starts either, the
      // machine is at fault, and the grade is still to come.
      try await store.tryBox()
      return TaskGrade(
        reason: TaskGrade.Reason(.missing, "the tests could not be started: \(error)"), log: "",
        seconds: 0)
    }
    let log = Self.text(of: result, titled: "tests")
    let seconds = result.duration / .seconds(1)
    // How the tests ended says nothing; what they reported before their time was up does not count.
    switch result.end {
    case .timedOut, .exceeded:
      return TaskGrade(
        reason: TaskGrade.Reason(.stopped, "the tests ended by \(result.end)"), log: log,
        seconds: seconds)
    case .exited, .signalled: break
    }
    let found = TaskGrade.rewards(
      json: Self.report("reward.json", of: layer), text: Self.report("reward.txt", of: layer))
    return TaskGrade(rewards: found.rewards, reason: found.reason, log: log, seconds: seconds)
  }

  /// Files that pytest and other programs read from the folders above the tests.
  private static let planted = [
    "conftest.py", "pytest.ini", ".pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml",
    "sitecustomize.py", "usercustomize.py",
  ]

  /// Keeps Python from a user's own packages, and shells from startup files.
  private static let variables = [
    "PYTHONNOUSERSITE": "1", "PYTHONDONTWRITEBYTECODE": "1", "BASH_ENV": "", "ENV": "",
  ]

  private static func report(_ name: String, of layer: BoxLayer) -> [UInt8]? {
    FileTree.contents(of: "verifier/\(name)", below: layer.share, most: 1 << 20)
  }

  private func limits(seconds: Double) -> ProcessLimits {
    var limits = ProcessLimits()
    limits.time = .seconds(min(max(1, seconds), 86_400))
    let mebibyte = 1 << 20
    limits.memory = (task.settings.memoryMegabytes ?? 2048).multiplied(saturatingBy: mebibyte)
    limits.disk = (task.settings.storageMegabytes ?? 10_240).multiplied(saturatingBy: mebibyte)
    limits.fileSize = limits.disk
    limits.processes = 512
    limits.output = Self.logLimit
    return limits
  }

  private static func text(of result: ConfinedResult, titled name: String) -> String {
    let output = result.output.text + result.errorOutput.text
    return
      "== \(name): \(result.end)\n\(output)\(output.isEmpty || output.hasSuffix("\n") ? "" : "\n")"
  }
}
