package import FacetBox
internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform

/// Makes task directories: a recipe in, certified folders out.
///
/// Every task is rendered before any is tried. A task that holds appears in the output folder with
/// its certificate, whole or not at all; one that does not goes to `rejects` with the reason and the
/// log. Tasks that an earlier run made are kept.
package struct TaskMaking: Sendable {
  /// What became of a recipe's tasks.
  package struct Outcome: Sendable {
    /// Rows that repeated an earlier one.
    package var repeated = 0
    /// Folders that an earlier run had made.
    package var kept: [String] = []
    package var made: [String] = []
    package var rejected: [(folder: String, reason: String)] = []

    package init() {}
  }

  package var recipe: TaskRecipe
  package var output: String
  package var builder: ImageBuilder
  package var version: String
  /// Tasks at the same time.
  package var width: Int

  package init(
    recipe: TaskRecipe, output: String, builder: ImageBuilder, version: String, width: Int
  ) {
    self.recipe = recipe
    self.output = output
    self.builder = builder
    self.version = version
    self.width = width
  }

  /// Makes the tasks.
  ///
  /// - Throws: `Diagnostic` for a mistake in the recipe or its rows, and ``BoxError`` if boxes cannot
  ///   be started.
  package func run() async throws -> Outcome {
    var outcome = Outcome()
    let tasks = try rendered(counting: &outcome)
    try FileSystem.makeDirectories(output)
    removeLeftovers()
    let draft =
      "\(output)/\(Self.draftName)\(ProcessIdentity.current.processID)-"
      + "\(UInt32.random(in: 0 ... .max))"
    defer { FileTree.remove(draft) }
    var pending: [RenderedTask] = []
    for task in tasks {
      try write(task, to: "\(draft)/\(task.folder)")
      if try isMade(task, draft: draft) {
        outcome.kept.append(task.folder)
      } else {
        pending.append(task)
      }
    }
    let certification = Certification(builder: builder, rules: recipe.rules)
    // A slice at a time, so that an interrupted run keeps what it has made.
    for start in stride(from: 0, to: pending.count, by: 4 * width) {
      let slice = pending[start..<min(pending.count, start + 4 * width)]
      let certificates = try await CertificationBatch(certification: certification, width: width)
        .certificates(of: slice.map { "\(draft)/\($0.folder)" })
      for (task, certificate) in zip(slice, certificates) {
        try place(task, certificate, draft: draft, into: &outcome)
      }
      try Task.checkCancellation()
    }
    return outcome
  }

  private static let draftName = ".facet-draft-"

  /// Removes drafts of runs that were killed.
  private func removeLeftovers() {
    guard !FileSystem.isOnNetwork(output) else { return }
    for name in FileSystem.names(in: output) where name.hasPrefix(Self.draftName) {
      let number = name.dropFirst(Self.draftName.count).split(separator: "-").first
      guard let process = number.flatMap({ Int32($0) }), ProcessIdentity.isGone(process) else {
        continue
      }
      FileTree.remove("\(output)/\(name)")
    }
  }

  private func rendered(counting outcome: inout Outcome) throws(Diagnostic) -> [RenderedTask] {
    let rows: [RecipeRows.Row]
    do throws(RecipeRows.Failure) {
      (rows, outcome.repeated) = try RecipeRows.chosen(by: recipe)
    } catch {
      throw Diagnostic(path: recipe.path, location: nil, message: error.reason)
    }
    let width = String(max(0, rows.count - 1)).count
    var tasks: [RenderedTask] = []
    var folders: Set<String> = []
    for (index, row) in rows.enumerated() {
      let number = String(index)
      let padded = String(repeating: "0", count: width - number.count) + number
      let task = try RenderedTask(recipe: recipe, row: row, index: padded)
      guard folders.insert(task.folder.lowercased()).inserted, task.folder != "rejects" else {
        throw Diagnostic(
          path: recipe.path, location: recipe.nameLocation,
          message: "two tasks would be named '\(task.folder)'; use '{{index}}' in 'name'")
      }
      tasks.append(task)
    }
    return tasks
  }

  private func write(_ task: RenderedTask, to folder: String) throws(SystemError) {
    for file in task.files {
      let path = "\(folder)/\(file.path)"
      try FileSystem.makeDirectories(FileSystem.parent(of: path))
      try FileSystem.write(
        Array(file.text.utf8), to: path, mode: file.path.hasSuffix(".sh") ? 0o755 : 0o644)
    }
  }

  /// Whether the output has the same task with a certificate that it holds.
  private func isMade(_ task: RenderedTask, draft: String) throws -> Bool {
    let target = "\(output)/\(task.folder)"
    guard FileTree.exists(target) else { return false }
    let digest = try TaskDigest.text(of: "\(draft)/\(task.folder)")
    let certificate = FileTree.contents(of: "verification.json", below: target, most: 1 << 20)
      .flatMap { try? ResponseJSON.value(of: $0) }
    guard certificate?["holds"]?.bool == true, certificate?["task_digest"]?.string == digest,
      try TaskDigest.text(of: target) == digest
    else {
      throw Diagnostic(
        path: target, location: nil,
        message: "exists and is another task; name another folder with '--output'")
    }
    return true
  }

  private func place(
    _ task: RenderedTask, _ certificate: Certificate, draft: String, into outcome: inout Outcome
  ) throws(SystemError) {
    let folder = "\(draft)/\(task.folder)"
    try FileSystem.write(
      certificate.json(version: version).bytes() + [0x0A], to: folder + "/verification.json")
    guard certificate.holds else {
      let target = "\(output)/rejects/\(task.folder)"
      try FileSystem.write(Array(certificate.log.utf8), to: folder + "/verification.log")
      FileTree.remove(target)
      try FileSystem.makeDirectories(output + "/rejects")
      _ = try FileTree.rename(folder, to: target)
      outcome.rejected.append((task.folder, certificate.reasons.joined(separator: "; ")))
      return
    }
    FileTree.remove("\(output)/rejects/\(task.folder)")
    _ = try FileTree.rename(folder, to: "\(output)/\(task.folder)")
    outcome.made.append(task.folder)
  }
}
