internal import FacetCSV
internal import FacetConfiguration
internal import FacetPlatform

extension QuestionsCommand.Generate {
  /// Makes questions from templates; unsuitable files are reported and skipped.
  func makeFromTemplates(
    about files: [String], _ environment: [String: String], _ console: Console
  ) async throws {
    let work = try LoadedTask.reporting(to: console) { try self.work(environment) }
    let start = ContinuousClock.now
    var made = 0
    var total = 0
    for file in files {
      if let outcome = try await make(file, work, console) {
        made += 1
        total += outcome.harvest.questions.count
      }
    }
    console.print(
      "\(Quantity.count(total, "question")) about \(made) of "
        + "\(Quantity.count(files.count, "file")) in "
        + QuestionReport.seconds(ContinuousClock.now - start))
    if made < files.count {
      throw ExitStatus(code: made == 0 ? ExitStatus.usage : ExitStatus.partial)
    }
  }

  func work(_ environment: [String: String]) throws -> SyntheticQuestions {
    guard
      let folder = templates
        ?? ShippedFolder.locate(TemplateFolder.name, environment: environment)
    else {
      throw Diagnostic(
        path: TemplateFolder.name, location: nil,
        message: "not found in this folder, in a folder above it, or in FACET_HOME; name one with "
          + "'--templates'")
    }
    var work = SyntheticQuestions(templates: try TemplateFolder.templates(in: folder))
    work.choices = reading.choices
    work.sandbox = sandbox.options(timeLimit: SyntheticQuestions.customaryTimeLimit)
    work.seed = seed
    if let output { work.outputFolder = output }
    work.quota = DifficultyQuota(
      total: test ? 1 : maxQuestions ?? SyntheticQuestions.customaryTotal,
      among: chosenDifficulties)
    return work
  }

  /// The outcome of a file; `nil` for an unsuitable file, after reporting it.
  private func make(
    _ file: String, _ work: SyntheticQuestions, _ console: Console
  ) async throws -> SyntheticQuestions.Outcome? {
    let start = ContinuousClock.now
    let shows = !noProgress && console.isTerminal
    defer { if shows { console.show([]) } }
    do {
      let outcome = try await made(of: file, work, shows ? console : nil)
      if shows { console.show([]) }
      console.print(
        QuestionReport.text(outcome, took: ContinuousClock.now - start, isVerbose: verbose))
      if let error = Terminal.write(outcome.path + "\n", as: .exact, to: .standardOutput) {
        console.print("error: \(error)")
        throw ExitStatus(code: ExitStatus.failure)
      }
      return outcome
    } catch let error as CSVProfileError {
      if shows { console.show([]) }
      console.print(error.description)
      return nil
    } catch let error as SandboxError {
      if shows { console.show([]) }
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.failure)
    }
  }

  /// Makes the questions of a file while the console shows progress.
  private func made(
    of file: String, _ work: SyntheticQuestions, _ console: Console?
  ) async throws -> SyntheticQuestions.Outcome {
    let wanted = work.quota.counts.values.reduce(0, +)
    let name = FileSystem.name(of: file)
    let state = Lock("reading the file and preparing the sandbox")
    guard let console else { return try await work.make(for: file) }
    let start = ContinuousClock.now
    return try await withThrowingTaskGroup(of: SyntheticQuestions.Outcome?.self) { group in
      defer { group.cancelAll() }
      group.addTask {
        while !Task.isCancelled {
          let elapsed = Quantity.duration(ContinuousClock.now - start)
          console.show(["\(name): \(state.withLock { $0 }), \(elapsed)"])
          try await ContinuousClock().sleep(for: FollowedRun.drawing)
        }
        return nil
      }
      group.addTask {
        try await work.make(for: file) { count in
          state.withLock { $0 = "\(count) of \(wanted) questions" }
        }
      }
      while let outcome = try await group.next() {
        if let outcome { return outcome }
      }
      throw CancellationError()
    }
  }
}
