package import FacetPlatform

/// Another way to answer the cells of a run and write their outcomes, instead of perspectives of
/// one or two steps and a dataset.
///
/// Planning, scheduling, retries and the ledger stay the same.
package protocol CellAnswering: Sendable {
  /// - Parameter renderer: Renders a perspective's prompts for a sample as messages.
  func runner(renderer: PromptRenderer) -> any CellRunner

  /// The bounds of its conversations, for an estimate beforehand; nil if it asks the steps of the
  /// perspectives.
  func outlook(renderer: PromptRenderer) -> ConversationOutlook?

  /// The kind of its output, so that no other file is overwritten.
  var outputContent: OutputGuard.Content { get }

  /// The sink that receives the outcomes of samples in order.
  ///
  /// - Parameter run: The run's output path and start.
  func sink(for run: OutputOfRun) throws(SystemError) -> any DatasetSink
}

/// The output path and start of a run, and whether it is a rehearsal.
package struct OutputOfRun: Sendable {
  /// The complete output's path.
  package var path: String
  /// The run's start; the start of its first session if it is resumed.
  package var start: Timestamp
  /// Whether a loopback provider answers.
  package var isRehearsal: Bool
}
