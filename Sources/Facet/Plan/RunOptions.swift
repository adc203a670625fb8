package import FacetModels
internal import FoundationEssentials

/// What a run is told beside its configuration.
public struct RunOptions: Sendable {
  /// Ten samples and the first four perspectives, marked as a test in the dataset and its name.
  public var isTest = false
  /// Stop after this many samples; `nil` for as many as the configuration says.
  public var limit: Int?
  /// Positions among the samples that the configuration selects, 0-based.
  public var samples: Range<Int>?
  /// Conditions to keep, each may hold `*` and `?`; empty for all.
  public var perspectives: [String] = []
  /// Where the dataset goes, a `.json` or a `.jsonl` path; `nil` for a name of its own under the
  /// task's `data/agents`.
  public var output: String?
  /// Names an independent set of completions beside the first.
  public var replicate: String?
  /// Replaces the base URL of the top-level model, keeping its provider and its key.
  public var baseURL: String?
  /// A file of root certificates in PEM form to trust instead of the system's; `nil` for the one
  /// that the environment names, as curl reads it.
  public var caFile: String?
  /// Whether responses are kept in a ledger, so that none is paid for twice.
  public var usesLedger = true
  /// The ledger's file; `nil` for `FACET_LEDGER`, else `ledger.sqlite` beside the datasets.
  public var ledgerPath: String?
  /// Asks anew for everything, in a generation of completions that belongs to the run.
  public var isFresh = false
  /// Works beside another process that runs the same; without it the run waits for that one to end.
  public var joins = false
  /// Which requests that failed for good in an earlier run are asked again.
  public var retryFailed = RetryFailed.transient
  /// The command that would go on with the run, for the ledger's list of runs.
  public var resumeCommand: String?
  /// The commands that would go on with the run once a limit of its budget is reached, with that
  /// limit raised.
  package var raisingCommands: [BudgetLimit: String] = [:]
  /// Where keys and base URLs are looked up.
  public var environment: [String: String]
  /// Where all requests go instead of their providers.
  package var rehearsal: RehearsalTarget?
  /// Whether a model whose key is not set is a mistake; a mere look at a plan needs none.
  package var requiresKeys = true
  /// Takes this many samples, spread over those that would be taken; `nil` for all of them.
  package var spread: Int?
  /// What models cost where the configuration does not say.
  package var prices = PriceTable.bundled
  /// How long requests in flight may take to end after ``DataGenerationPipeline/stop()``.
  public var gracePeriod: Duration = .seconds(60)

  /// Which failures of earlier runs are asked again.
  public enum RetryFailed: String, Sendable, CaseIterable {
    /// Those that may pass: time-outs, broken connections, unreadable answers.
    case transient
    /// Refused prompts and prompts that are too long as well.
    case all
    /// No failed cell is asked again.
    case none
  }

  /// - Parameter environment: `nil` for the process's own variables.
  public init(environment: [String: String]? = nil) {
    self.environment = environment ?? ProcessInfo.processInfo.environment
  }
}

/// A loopback provider that stands in for all providers.
package struct RehearsalTarget: Sendable, Hashable {
  /// The base URL of each wire format.
  package var baseURLs: [WireFormat: String]
  /// What its answers depend on, such as its seed; part of what identifies a completion.
  package var identity: String

  package init(baseURLs: [WireFormat: String], identity: String) {
    self.baseURLs = baseURLs
    self.identity = identity
  }
}
