internal import FacetConfiguration
internal import FacetPlatform

extension OutputGuard.Content {
  /// A dataset as one JSON document.
  static let dataset = Self(
    "a dataset", beginnings: [#"{"schema_version":"1.0","task_type":"#])
  /// A dataset as JSON Lines, a row per cell.
  static let rows = Self("a file of rows", beginnings: [#"{"sample_id":"#])
  /// The metadata that applies to all rows.
  static let companion = Self("a companion of rows", beginnings: [#"{"model_config":"#])
}

extension Opening {
  /// The files of its messages.
  fileprivate var files: [String?] {
    if case .messages(let messages) = self { messages.map(\.prompt.file) } else { [] }
  }
}

extension RunPlan {
  /// The files that the run reads, and its ledger, protected from other writes.
  var readFiles: OutputGuard {
    var guarding = OutputGuard(keeping: [
      .init("the input", input.path), .init("the configuration", configuration.path),
    ])
    let prompts = configuration.perspectives.flatMap { perspective in
      perspective.steps.flatMap { [$0.prompt.file, $0.system?.file] + $0.opening.files }
        + [perspective.system?.file]
    }
    for file in prompts.compactMap({ $0 }) {
      guarding.kept.append(
        .init("a prompt of the configuration", configuration.locate(file) ?? file))
    }
    if let ledgerPath { guarding.keepDatabase("the ledger", ledgerPath) }
    return guarding
  }

  /// The files that the run reads and writes, protected from other writes.
  var ownFiles: OutputGuard {
    var guarding = readFiles
    for path in [output.path, output.partialPath, output.metadataPath] {
      guarding.kept.append(.init("the run's own output", path))
    }
    return guarding
  }

  /// Checks that the run's output overwrites nothing else.
  ///
  /// - Parameter content: The kind of output; `nil` for a dataset or rows.
  func checkOutputs(of content: OutputGuard.Content?) throws(PlanError) {
    guard options.output != nil else {
      let length = FileSystem.name(of: output.partialPath).utf8.count
      guard length <= OutputGuard.longestName else {
        throw PlanError([
          "\(configuration.path): error: the dataset's name, made of 'task_type' and the model's "
            + "name, would have \(length) bytes, and at most \(OutputGuard.longestName) fit; name the "
            + "file with '--output'"
        ])
      }
      return
    }
    let guarding = readFiles
    do throws(OutputGuard.Refusal) {
      try guarding.check(output.path, for: content ?? (output.format == .rows ? .rows : .dataset))
      guard content == nil else { return }
      switch output.format {
      case .rows: try guarding.check(output.metadataPath, for: .companion)
      case .dataset: try guarding.check(output.partialPath, for: .dataset)
      }
      try checkExisting(output.format == .rows ? output.metadataPath : output.path)
    } catch {
      throw PlanError(["error: \(error)"])
    }
  }

  /// Refuses to replace the dataset of another task, and a paid one by a rehearsal or a test.
  private func checkExisting(_ path: String) throws(OutputGuard.Refusal) {
    guard let existing = ExistingOutput(path: path) else { return }
    if let task = existing.taskType, task != configuration.taskType {
      throw OutputGuard.Refusal(
        "'\(output.path)' is a dataset of another run, of the task '\(task)'; name another file")
    }
    if options.rehearsal != nil, existing.isRehearsal == false {
      throw OutputGuard.Refusal(
        "'\(output.path)' holds a provider's answers, which a rehearsal must not replace; name "
          + "another file")
    }
    if options.isTest, existing.isTest == false, existing.isRehearsal == false {
      throw OutputGuard.Refusal(
        "'\(output.path)' is the dataset of a full run, which a test must not replace; name "
          + "another file")
    }
  }
}
