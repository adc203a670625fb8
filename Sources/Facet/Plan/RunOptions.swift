package import FacetModels
package import FacetPlatform
package import FacetScore
internal import FoundationEssentials

/// The options of a run beside its configuration.
public struct RunOptions: Sendable {
  /// Ten samples and the first four perspectives, marked as a test in the dataset and its name.
  public var isTest = false
  /// The maximum number of samples; `nil` for the configured number.
  public var limit: Int?
  /// Positions among the samples that the configuration selects, 0-based.
  public var samples: Range<Int>?
  /// The conditions to keep, which may contain `*` and `?`; empty for all.
  public var perspectives: [String] = []
  /// The dataset's path, ending in `.json` or `.jsonl`; `nil` for a generated name under the task's
  /// `data/agents`.
  public var output: String?
  /// The folder that a run makes instead of a dataset, for the ledger's list of runs.
  package var outputFolder: String?
  /// The part of the samples that this process answers; `nil` for all of them. ``output`` is then
  /// the dataset of all shards, and the run writes its part into a folder of its own.
  public var shard: Shard?
  /// The folder of the run's shards; `nil` for one under the task's `data/agents/shards`.
  public var shardsFolder: String?
  /// A folder of this node for the ledger while the run works, if its own is on a file system that
  /// other hosts share; `auto` for the node's temporary folder, `nil` for none.
  public var scratch: String?
  /// Names an independent set of completions beside the first.
  public var replicate: String?
  /// Replaces the base URL of the top-level model, keeping its provider and its key.
  public var baseURL: String?
  /// A PEM file of root certificates to trust instead of the system's; `nil` for the one that the
  /// environment names, with curl's variables.
  public var caFile: String?
  /// Whether responses are stored in a ledger, so that none is paid for twice.
  public var usesLedger = true
  /// The ledger's file; `nil` for `FACET_LEDGER`, else `ledger.sqlite` beside the datasets.
  public var ledgerPath: String?
  /// Whether cells are answered from the ledger alone, so that nothing is sent.
  package var usesOnlyLedger = false
  /// Whether to request everything again, in a new generation of completions.
  public var isFresh = false
  /// Whether to share the work with another process on the same run; otherwise the run waits for it
  /// to end.
  public var joins = false
  /// The requests that failed for good in an earlier run and are retried.
  public var retryFailed = RetryFailed.transient
  /// The command that resumes the run, for the ledger's list of runs.
  public var resumeCommand: String?
  /// The commands that resume the run with a higher limit, once that limit of its budget is
  /// reached.
  package var raisingCommands: [BudgetLimit: String] = [:]
  /// The environment for keys and base URLs.
  public var environment: [String: String]
  /// The loopback provider that receives all requests instead of the real ones.
  package var rehearsal: RehearsalTarget?
  /// Whether a missing key is a mistake; inspecting a plan needs no keys.
  package var requiresKeys = true
  /// The number of samples to take, spread over the selection; `nil` for the whole selection.
  package var spread: Int?
  /// Compares answers for scores of the kind `answer`; `nil` if nothing does.
  package var answersAgree: AnswersAgree?
  /// The prices of models without a configured price.
  package var prices = PriceTable.bundled
  /// What keeps a prompt from being sent; `nil` for nothing.
  package var promptCheck: PromptCheck?
  /// The number of results at which the run ends; `nil` for a run of all cells.
  package var goal: (any RunGoal)?
  /// How to write the dataset from the ledger alone; `nil` for a run that sends requests.
  package var collection: Collection?
  /// The grace period for requests in flight after ``DataGenerationPipeline/stop()``.
  public var gracePeriod: Duration = .seconds(60)

  /// A dataset written from the ledger alone: nothing is sent, and the ledger does not change.
  package struct Collection: Sendable, Hashable {
    /// The run's start, for the dataset's metadata.
    package var start: Timestamp
    /// The generation of the completions.
    package var generation: Int64
    /// The number of shards whose ledgers were united.
    package var shards: Int

    package init(start: Timestamp, generation: Int64, shards: Int) {
      self.start = start
      self.generation = generation
      self.shards = shards
    }
  }

  /// The failures of earlier runs that are retried.
  public enum RetryFailed: String, Sendable, CaseIterable {
    /// Temporary failures: timeouts, broken connections, unreadable answers.
    case transient
    /// Also refused prompts and prompts that are too long.
    case all
    /// No failed cell is retried.
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
  /// The settings that its answers depend on, such as its seed; part of a completion's identity.
  package var identity: String

  package init(baseURLs: [WireFormat: String], identity: String) {
    self.baseURLs = baseURLs
    self.identity = identity
  }
}
