package import FacetBox
internal import FacetPlatform

/// Certifies a task directory: a folder in, a certificate out.
package struct Certification: Sendable {
  package var builder: ImageBuilder
  package var rules: CertificateRules

  package init(builder: ImageBuilder, rules: CertificateRules) {
    self.builder = builder
    self.rules = rules
    self.rules.hasNetwork = builder.hasNetwork
  }

  /// Runs everything that the rules ask for; stops early once the solution or nothing at all has
  /// failed to end as it should.
  package func certificate(of path: String) async -> Certificate {
    var certificate = Certificate(named: path, rules: rules)
    let task: TaskDirectory
    do throws(TaskDirectory.Flaw) {
      task = try TaskDirectory(path: path)
      certificate.task = task.name
      if let need = task.settings.unsupported {
        throw TaskDirectory.Flaw("it needs \(need), which boxes do not offer")
      }
      guard task.hasSolution else { throw TaskDirectory.Flaw("there is no 'solution/solve.sh'") }
    } catch {
      certificate.reasons.append("\(error)")
      return certificate
    }
    do throws(SystemError) {
      certificate.taskDigest = try TaskDigest.text(of: path)
      certificate.testsDigest = try TaskDigest.testsText(of: path)
    } catch {
      certificate.reasons.append("\(error)")
      return certificate
    }
    let image: BoxImage
    do throws(BoxError) {
      image = try await builder.image(of: task)
    } catch {
      certificate.reasons.append("its environment cannot be made: \(error)")
      return certificate
    }
    certificate.image = image.key
    var trial = TaskTrial(task: task, image: image, store: builder.store)
    trial.allowsNetwork = builder.hasNetwork
    do throws(BoxError) {
      try await tryAll(&trial, into: &certificate)
    } catch {
      certificate.reasons.append("its boxes cannot be started: \(error)")
    }
    return certificate
  }

  private func tryAll(
    _ trial: inout TaskTrial, into certificate: inout Certificate
  ) async throws(BoxError) {
    let made = try await trySolution(&trial, into: &certificate)
    guard certificate.holds else { return }
    try await tryNothing(trial, into: &certificate)
    guard certificate.holds else { return }
    let named = NamedFiles(in: Self.testsText(of: trial.task.path))
    try await tryWrong(trial, named: named, into: &certificate)
    guard rules.tampers else { return }
    let attempts = Tampering.attempts + Tampering.attempts(on: trial, named: named, made: made)
    for attempt in attempts { try await tamper(attempt, trial, into: &certificate) }
  }

  /// - Returns: The files that the solution made.
  private func trySolution(
    _ trial: inout TaskTrial, into certificate: inout Certificate
  ) async throws(BoxError) -> [TaskGrade.MadeFile] {
    var first = try await trial.grade(of: .solution)
    if !first.passes {
      // The tests may need programs that the solution installs.
      var open = trial
      open.guardsSystem = false
      let other = try await open.grade(of: .solution)
      if other.passes {
        trial = open
        first = other
        certificate.guardsSystem = false
      }
    }
    var grades = [first]
    for _ in 1..<max(1, rules.repeats) { grades.append(try await trial.grade(of: .solution)) }
    for grade in grades {
      certificate.solution.add("solution", grade)
      certificate.seconds += grade.seconds
    }
    guard certificate.solution.passed < grades.count else { return first.made }
    let failed = grades.first { !$0.passes }
    certificate.log = failed?.log ?? ""
    let detail = failed?.reason.map { ": \($0)" } ?? ""
    certificate.reasons.append(
      certificate.solution.passed > 0
        ? "its tests are not reproducible: the solution passes "
          + "\(certificate.solution.passed) of \(grades.count) times\(detail)"
        : "its solution fails\(detail)")
    return []
  }

  private func tryNothing(
    _ trial: TaskTrial, into certificate: inout Certificate
  ) async throws(BoxError) {
    for _ in 0..<max(1, rules.repeats) {
      let grade = try await trial.grade(of: .nothing)
      certificate.nothing.add("nothing", grade)
      certificate.seconds += grade.seconds
      if grade.passes, certificate.log.isEmpty { certificate.log = grade.log }
    }
    if certificate.nothing.passed > 0 {
      certificate.reasons.append("its tests pass although nothing was done")
    }
  }

  private func tryWrong(
    _ trial: TaskTrial, named: NamedFiles, into certificate: inout Certificate
  ) async throws(BoxError) {
    let script = Self.text(of: "solution/solve.sh", in: trial.task.path)
    let changed = Mutations.attempts(of: script, count: rules.mutations)
    let touch = Mutations.touching(
      named.files(in: trial.image.workingFolder).filter { !Tampering.isSystem($0) })
    // Of the changed solutions; the empty files are judged apart.
    var passed: [Bool] = []
    for attempt in changed + [touch].compactMap({ $0 }) {
      let grade = try await trial.grade(of: attempt)
      certificate.wrong.add(attempt.name, grade)
      certificate.seconds += grade.seconds
      if attempt != touch { passed.append(grade.passes) }
      guard grade.passes else { continue }
      if certificate.log.isEmpty { certificate.log = grade.log }
      if attempt == touch {
        certificate.reasons.append(
          "its tests pass once the files that they name exist, though empty")
      }
    }
    let caught = passed.count { !$0 }
    if !passed.isEmpty, Double(caught) / Double(passed.count) < rules.leastCaught {
      certificate.reasons.append(
        "its tests catch only \(caught) of \(passed.count) wrong solutions")
    }
  }

  private func tamper(
    _ attempt: TaskAttempt, _ trial: TaskTrial, into certificate: inout Certificate
  ) async throws(BoxError) {
    let grade = try await trial.grade(of: attempt)
    certificate.tampering.add(attempt.name, grade)
    certificate.seconds += grade.seconds
    var isRewarded = grade.passes
    if case .afterSolution = attempt.script { isRewarded = grade.reward == PlantedProgram.mark }
    guard isRewarded else { return }
    certificate.rewardedTampering += 1
    if certificate.log.isEmpty { certificate.log = grade.log }
    certificate.reasons.append("tampering is rewarded: \(attempt.name)")
  }

  private static func text(of name: String, in folder: String) -> String {
    let bytes = FileTree.contents(of: name, below: folder, most: 1 << 20) ?? []
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func testsText(of folder: String) -> String {
    let files = (try? FileTree.files(below: folder + "/tests")) ?? []
    return files.filter { $0.isRegular && $0.size < 1 << 18 }.prefix(50)
      .map { text(of: "tests/\($0.path)", in: folder) }.joined(separator: "\n")
  }
}

extension ImageBuilder {
  /// The image of a task's environment.
  package func image(of task: TaskDirectory) async throws(BoxError) -> BoxImage {
    if let dockerfile = task.dockerfile {
      return try await image(of: dockerfile, context: task.path + "/environment")
    }
    return try image(named: task.settings.image ?? BoxImage.hostName)
  }

  /// What distinguishes the boxes of a task from those of the same task on another base, or with
  /// other network.
  package func surroundings(of task: TaskDirectory) -> String {
    let image =
      task.dockerfile.map(surroundings(ofDockerfile:))
      ?? surroundings(ofImage: task.settings.image ?? BoxImage.hostName)
    let isOnNetwork =
      hasNetwork && ["agent", "verifier"].contains { task.settings.wantsNetwork($0) }
    return image + (isOnNetwork ? " on the network" : "")
  }
}
