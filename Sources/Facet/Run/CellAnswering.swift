package import FacetPlatform

/// A way of its own to answer the cells of a run and to write what comes of them, in place of
/// perspectives of one or two steps and of a dataset.
///
/// Planning, scheduling, retries and the ledger are the same for every way.
package protocol CellAnswering: Sendable {
  /// - Parameter renderer: Makes messages of a perspective's prompts and a sample.
  func runner(renderer: PromptRenderer) -> any CellRunner

  /// What its conversations may come to, for an estimate before they are led.
  func outlook(renderer: PromptRenderer) -> ConversationOutlook

  /// What its output is, so that no other file is written over.
  var outputContent: OutputGuard.Content { get }

  /// What the outcomes of samples are written to, in order.
  ///
  /// - Parameter run: Where the run writes, and when it began.
  func sink(for run: OutputOfRun) throws(SystemError) -> any DatasetSink
}

/// Where a run writes, and what is known of it beside its samples.
package struct OutputOfRun: Sendable {
  /// The complete output's path.
  package var path: String
  /// The run's start; that of its first session where it goes on.
  package var start: Timestamp
  /// Whether a loopback provider answers.
  package var isRehearsal: Bool
}
