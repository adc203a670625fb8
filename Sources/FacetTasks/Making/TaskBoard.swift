internal import FacetConfiguration
internal import FacetPlatform

/// What the tasks of a run have come to, shared by those that make them.
final class TaskBoard: Sendable {
  private struct State: Sendable {
    var outcome = TaskOutcome()
    /// By a folder's name in lower case, the number of the task that has it.
    var claims: [String: String] = [:]
    /// Drafts whose place is not decided yet, by the sample's index and the column's.
    var drafts: [[Int]: TaskDraft] = [:]
    var near: NearTexts?
  }

  private let making: TaskMaking
  private let state: Lock<State>

  init(_ making: TaskMaking) {
    self.making = making
    var state = State()
    state.near = making.directories.nearDuplicates.map { NearTexts(least: $0) }
    self.state = Lock(state)
  }

  var outcome: TaskOutcome { state.withLock { $0.outcome } }

  /// Gives a task's name to one task of the run.
  ///
  /// - Throws: `Diagnostic` if another one has it.
  func claim(_ folder: String, for number: String) throws(Diagnostic) {
    let key = folder.lowercased()
    let owner = state.withLock { state in
      if let owner = state.claims[key] { return owner }
      state.claims[key] = number
      return number
    }
    guard owner != number || key == "rejects" else { return }
    throw Diagnostic(
      path: making.configuration.path, location: making.directories.name.location,
      message: key == "rejects"
        ? "'\(folder)' is the folder of rejected tasks; use '{{index}}' in 'name'"
        : "two tasks would be named '\(folder)'; use '{{index}}' in 'name'")
  }

  /// Keeps a draft until the tasks before it have their places.
  func add(_ draft: TaskDraft, sample: Int, column: Int) {
    state.withLock { $0.drafts[[sample, column]] = draft }
  }

  /// The draft that a cell has left; it is taken once.
  func take(sample: Int, column: Int) -> TaskDraft? {
    state.withLock { $0.drafts.removeValue(forKey: [sample, column]) }
  }

  /// Counts rows that repeat an earlier one.
  func note(repeated count: Int) {
    state.withLock { $0.outcome.repeated += count }
  }

  /// Gives a draft its place: among the tasks, or among the rejects.
  ///
  /// - Parameter isRepaired: Whether its model had to correct it.
  func settle(_ draft: TaskDraft, isRepaired: Bool = false) throws(SystemError) {
    var certificate = draft.certificate
    if draft.isKept || certificate.holds {
      // What is kept is compared too, so that later tasks differ from it.
      let twin = state.withLock { $0.near?.twin(of: draft.instruction, named: draft.folder) }
      if !draft.isKept {
        if let found = making.contamination(draft.instruction) {
          certificate.reasons.append("its instruction holds '\(found)'")
        } else if let twin {
          certificate.reasons.append("its instruction nearly repeats that of '\(twin)'")
        }
      }
    }
    if draft.isKept { return state.withLock { $0.outcome.kept.append(draft.folder) } }
    if certificate.holds, let path = draft.path {
      try making.shelf.place(
        draft.folder, from: path, certificate, replaces: draft.isUnproven)
      return state.withLock { state in
        state.outcome.made.append(draft.folder)
        if isRepaired { state.outcome.repaired += 1 }
      }
    }
    if draft.isUnproven { making.shelf.remove(draft.folder) }
    try making.shelf.reject(draft.folder, from: draft.path, certificate)
    let reason = certificate.reasons.joined(separator: "; ")
    state.withLock { $0.outcome.rejected.append((draft.folder, reason)) }
  }
}
