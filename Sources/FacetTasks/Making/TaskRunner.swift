internal import Facet
internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform

/// Makes the task of a cell: asks the steps, certifies what comes of them, and sends it back as
/// often as the configuration allows.
struct TaskRunner: CellRunner {
  let making: TaskMaking
  let board: TaskBoard
  let numbering: TaskNumbering
  let turns: Turns
  let renderer: PromptRenderer
  let promptCheck: PromptCheck?

  private var rules: TaskDirectories.Verification { making.directories.verification }

  func outcome(of cell: Cell, asking asker: StepAsker) async -> CellOutcome {
    let names = cell.column.perspective.steps.map(\.name)
    var dialogue = StepDialogue(
      of: cell, asking: asker, renderer: renderer, outcomes: making.configuration.outcomes,
      promptCheck: promptCheck)
    for _ in 0..<names.count - (rules.wrong == nil ? 0 : 1) {
      if let end = await dialogue.askNext() { return end }
    }
    let step = lastStep(among: names)
    var wrong: [String]?
    var rounds = 0
    while true {
      let source = TaskSource(
        sample: cell.sample, data: making.configuration.data,
        index: numbering.number(of: cell.sample, column: cell.column.index), steps: names,
        answers: dialogue.answers)
      var draft = await turns.taking { [rounds] in
        await drafted(from: source, mayRepair: rounds < rules.repairRounds && step != nil)
      }
      let isToTry = draft.certificate.holds && !draft.isKept
      // Asked for later, after a correction, they would be another request.
      if rules.wrong != nil, wrong == nil,
        isToTry || draft.earlierObjection?.followsWrongSolutions == true
      {
        if let end = await dialogue.askNext() { return end }
        wrong = Self.scripts(of: dialogue.answers.last)
      }
      if let limits = rules.wrong, isToTry {
        let (scripts, tried) = (wrong ?? [], draft)
        draft = await turns.taking { await certified(tried, against: scripts, limits) }
      }
      guard !Task.isCancelled else { return .pending }
      draft.rounds = rounds
      guard !draft.certificate.holds, !draft.isKept, rounds < rules.repairRounds, draft.canRepair,
        let step
      else {
        board.add(draft, sample: cell.sample.index, column: cell.column.index)
        return dialogue.outcome()
      }
      rounds += 1
      let objection = TaskShelf.Objection(
        words: draft.objection, followsWrongSolutions: wrong != nil)
      if !draft.digest.isEmpty {
        do throws(SystemError) {
          try making.shelf.keep(objection, toDigest: draft.digest)
        } catch {
          draft.certificate.reasons.append("\(error)")
          board.add(draft, sample: cell.sample.index, column: cell.column.index)
          return dialogue.outcome()
        }
      }
      // Its correction gets the place of what an earlier run has made.
      if draft.isUnproven { making.shelf.remove(draft.folder) }
      if let end = await dialogue.revise(step, because: objection.words) { return end }
    }
  }

  /// Certifies the task of some answers, off the thread that serves requests.
  private func drafted(from source: TaskSource, mayRepair: Bool) async -> TaskDraft {
    await withTaskExecutorPreference(globalConcurrentExecutor) {
      let task: RenderedTask
      do throws(Diagnostic) {
        task = try RenderedTask(
          making.directories, from: source, configuration: making.configuration.path)
        try board.claim(task.folder, for: source.index)
      } catch {
        var draft = TaskDraft(folder: source.index, certificate: Certificate(named: source.index))
        draft.certificate.reasons.append("its files cannot be made: \(error.message)")
        return draft
      }
      return await making.draft(of: task, number: source.index, mayRepair: mayRepair)
    }
  }

  private func certified(
    _ draft: TaskDraft, against scripts: [String], _ limits: TaskDirectories.WrongSolutions
  ) async -> TaskDraft {
    await withTaskExecutorPreference(globalConcurrentExecutor) {
      guard let path = draft.path else { return draft }
      var draft = draft
      await making.certification.add(
        scripts, minimumCaught: min(limits.minimumCaught, scripts.count), of: path,
        to: &draft.certificate)
      return draft
    }
  }

  /// The wrong solutions in the answer of their step.
  private static func scripts(of answer: StepText?) -> [String] {
    answer?.value?[TaskDirectories.WrongSolutions.member]?.array?.compactMap(\.string) ?? []
  }

  /// The last step that the files show: the one that can correct them.
  private func lastStep(among names: [String]) -> Int? {
    let own = rules.wrong == nil ? names[...] : names.dropLast()
    let files = making.directories.files
    // What an instruction shows beside the files is rarely what is wrong.
    let texts = files.filter { $0.path.contains("/") }.map(\.text)
    return [texts, making.directories.templates].lazy.compactMap { templates in
      templates.flatMap(\.names).compactMap { TaskSource.step(of: $0, among: Array(own)) }.max()
    }.first
  }
}
