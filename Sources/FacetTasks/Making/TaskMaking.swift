package import Facet
package import FacetBox
package import FacetConfiguration
internal import FacetPlatform

/// Makes task directories: a configuration's templates in, certified folders out.
///
/// A task that holds appears in the output folder with its certificate, whole or not at all; one
/// that does not goes to `rejects` with the reason and the log. Tasks that an earlier run made are
/// kept.
package struct TaskMaking: Sendable {
  package let configuration: TaskConfiguration
  package let directories: TaskDirectories
  package let output: String
  let certification: Certification
  let shelf: TaskShelf
  /// Tasks that are tried at the same time.
  let width: Int
  /// What an instruction holds that must not be in the data; nil if it holds nothing of the kind.
  package var contamination: @Sendable (String) -> String? = { _ in nil }

  /// - Parameters:
  ///   - configuration: One with `tasks`.
  ///   - version: Facet's own, for certificates.
  package init?(
    _ configuration: TaskConfiguration, output: String, builder: ImageBuilder, version: String,
    width: Int
  ) {
    guard let directories = configuration.tasks else { return nil }
    self.configuration = configuration
    self.directories = directories
    self.output = output
    var rules = CertificateRules()
    rules.repeats = directories.verification.repeats
    rules.mutations = directories.verification.mutations
    rules.leastCaught = directories.verification.leastCaught
    rules.tampers = directories.verification.tampers
    rules.wrongSolutions = directories.verification.wrong?.count ?? 0
    rules.minimumCaught = directories.verification.wrong?.minimumCaught ?? 0
    certification = Certification(builder: builder, rules: rules)
    shelf = TaskShelf(output: output, version: version)
    self.width = max(1, width)
  }

  /// Makes a task of each sample, without a model.
  ///
  /// Every task is rendered before any is tried.
  ///
  /// - Throws: `Diagnostic` for a mistake in the configuration or its samples, and ``BoxError`` if
  ///   boxes cannot be started.
  package func tasks(of samples: [Sample]) async throws -> TaskOutcome {
    let numbering = TaskNumbering(samples, columns: 1)
    let board = TaskBoard(self)
    var tasks: [(number: String, task: RenderedTask)] = []
    for sample in samples {
      let source = TaskSource(
        sample: sample, data: configuration.data, index: numbering.number(of: sample, column: 0))
      let task = try RenderedTask(directories, from: source, configuration: configuration.path)
      try board.claim(task.folder, for: source.index)
      tasks.append((source.index, task))
    }
    let lock = try await open()
    defer { withExtendedLifetime(lock) { shelf.close() } }
    // A slice at a time, so that an interrupted run keeps what it has made.
    for start in stride(from: 0, to: tasks.count, by: 4 * width) {
      let slice = tasks[start..<min(tasks.count, start + 4 * width)]
      let drafts = await withTaskGroup(of: (Int, TaskDraft).self) { group in
        var drafts: [Int: TaskDraft] = [:]
        for (place, each) in slice.enumerated() {
          if place >= width, let (done, draft) = await group.next() { drafts[done] = draft }
          group.addTask { (place, await draft(of: each.task, number: each.number)) }
        }
        for await (done, draft) in group { drafts[done] = draft }
        return drafts
      }
      try Task.checkCancellation()
      for (_, draft) in drafts.sorted(by: { $0.key < $1.key }) { try board.settle(draft) }
    }
    return board.outcome
  }

  /// Creates the output folder, and locks it.
  ///
  /// - Throws: ``BoxError`` if boxes cannot be started, and `SystemError` if another process works in
  ///   the folder.
  func open() async throws -> FolderLock {
    try await certification.builder.store.tryBox()
    return try shelf.open()
  }

  /// Writes a task as a draft and certifies it, unless an earlier run has made it.
  ///
  /// - Parameter mayRepair: Whether a draft that an earlier session sent back is not tried again,
  ///   because it is sent back again.
  func draft(of task: RenderedTask, number: String, mayRepair: Bool = false) async -> TaskDraft {
    var draft = TaskDraft(folder: task.folder, certificate: Certificate(named: task.folder))
    draft.instruction = task.text(of: "instruction.md")
    do throws(SystemError) {
      let path = try shelf.write(task, number: number)
      draft.path = path
      draft.digest = try TaskDigest.text(of: path)
    } catch {
      draft.canRepair = false
      draft.certificate.reasons.append("it cannot be written: \(error)")
      return draft
    }
    let place = shelf.place(
      of: task.folder, digest: draft.digest, under: certification.rules)
    guard place != .same else {
      draft.isKept = true
      return draft
    }
    draft.isUnproven = place == .unproven
    // What stands at its place may be the corrected task.
    if mayRepair { draft.earlierObjection = shelf.objection(toDigest: draft.digest) }
    if draft.earlierObjection != nil {
      draft.certificate.reasons.append("an earlier run has sent it back")
    } else if place == .other {
      draft.canRepair = false
      draft.certificate.reasons.append(
        "'\(output)/\(task.folder)' exists and is another task; name another folder with "
          + "'--output'")
    } else if let path = draft.path {
      draft.certificate = await certification.certificate(of: path)
    }
    return draft
  }
}

/// The numbers of the tasks of a run, padded to the width of the total.
struct TaskNumbering: Sendable {
  private var positions: [Int: Int] = [:]
  private let columns: Int
  private let width: Int

  /// - Parameters:
  ///   - samples: All samples of the run, in order.
  ///   - columns: Tasks of each sample.
  init(_ samples: [Sample], columns: Int) {
    for (position, sample) in samples.enumerated() { positions[sample.index] = position }
    self.columns = max(1, columns)
    width = String(max(0, samples.count * max(1, columns) - 1)).count
  }

  /// The number of a sample's task.
  func number(of sample: Sample, column: Int) -> String {
    let number = String((positions[sample.index] ?? sample.index) * columns + column)
    return String(repeating: "0", count: max(0, width - number.count)) + number
  }
}
