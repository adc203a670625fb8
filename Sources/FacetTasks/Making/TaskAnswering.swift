package import Facet
internal import FacetConfiguration
package import FacetPlatform

/// Answers the cells of a run by making a task of each: the steps of the perspective are asked, the
/// task is certified, and sent back to its model if it does not hold.
package final class TaskAnswering: CellAnswering {
  private let making: TaskMaking
  private let board: TaskBoard
  private let numbering: TaskNumbering
  private let turns: Turns
  /// Held as long as the run lasts.
  private let lock: FolderLock
  /// What keeps a prompt from being sent; nil for nothing.
  private let promptCheck: PromptCheck?

  /// - Parameters:
  ///   - samples: The samples of the run, in order.
  ///   - columns: The run's columns; each sample has a task in each.
  ///   - repeated: Rows that were left out before, because they repeat others.
  /// - Throws: `Diagnostic` for a field that a template shows and a sample lacks, and ``BoxError``
  ///   if boxes cannot be started.
  package init(
    _ making: TaskMaking, samples: [Sample], columns: [PlannedColumn], repeated: Int,
    promptCheck: PromptCheck?
  ) async throws {
    self.making = making
    self.promptCheck = promptCheck
    board = TaskBoard(making)
    numbering = TaskNumbering(samples, columns: columns.count)
    turns = Turns(making.width)
    board.note(repeated: repeated)
    try Self.check(samples, columns.map(\.perspective), making)
    lock = try await making.open()
  }

  /// Removes what is left of the run's work.
  package func close() {
    making.shelf.close()
  }

  package var outcome: TaskOutcome { board.outcome }

  package func runner(renderer: PromptRenderer) -> any CellRunner {
    TaskRunner(
      making: making, board: board, numbering: numbering, turns: turns, renderer: renderer,
      promptCheck: promptCheck)
  }

  package func outlook(renderer: PromptRenderer) -> ConversationOutlook? { nil }

  package var outputContent: OutputGuard.Content {
    OutputGuard.Content("task directories", beginnings: [])
  }

  package func sink(for run: OutputOfRun) throws(SystemError) -> any DatasetSink {
    TaskWriter(board: board, output: making.output)
  }

  /// Looks for the fields that templates show, before anything is paid for.
  private static func check(
    _ samples: [Sample], _ perspectives: [PlannedPerspective], _ making: TaskMaking
  ) throws(Diagnostic) {
    for template in making.directories.templates {
      for name in template.names where name != "index" && name != "id" {
        let without = perspectives.filter { perspective in
          TaskSource.step(of: name, among: perspective.steps.map(\.name)) == nil
        }
        guard let first = without.first else { continue }
        let owner =
          without.count == perspectives.count
          ? "no step has this name" : "'\(first.condition)' has no step of this name"
        let data = making.configuration.data
        guard let lacking = samples.first(where: { $0.text(of: name, data: data) == nil }) else {
          continue
        }
        let place = template.namePlaces[name]
        throw Diagnostic(
          path: place?.path ?? making.configuration.path,
          location: place?.location ?? template.location,
          message: "sample \(lacking.index) of '\(data.inputPath)' has no field '\(name)', and "
            + owner)
      }
    }
  }
}

/// Gives tasks their places in the order of their samples.
struct TaskWriter: DatasetSink {
  let board: TaskBoard
  let output: String

  mutating func write(_ sample: Sample, outcomes: [CellOutcome]) throws(SystemError) {
    for column in outcomes.indices {
      guard let draft = board.take(sample: sample.index, column: column) else { continue }
      try board.settle(draft, isRepaired: draft.rounds > 0)
    }
  }

  mutating func finish(_ metadata: DatasetMetadata) throws(SystemError) -> String { output }
}
