/// What an export is made of and how: the sources, the checks, the rows and the splits.
package struct ExportRecipe: Sendable {
  package var name: String
  package var version = "1.0.0"
  package var description = ""
  package var license: String?
  package var language: String?
  package var seed = 42
  package var sources: [TrainingSource] = []
  package var contamination = ContaminationRules()
  package var duplicates = DuplicateRules()
  package var limits = RowLimits()
  package var make: [MakeRules] = []
  package var split = SplitRules()
  package var form = RowForm()
  /// Samples read of each file at most; `nil` for all.
  package var testLimit: Int?

  package init(name: String) {
    self.name = name
  }
}

/// Files that count as one source in mixes and statistics.
package struct TrainingSource: Sendable {
  package var name: String
  /// The files' paths.
  package var paths: [String]
  /// The task type of its rows; `nil` for that of the files.
  package var taskType: String?
  package var license: String?
  package var episodes = RunChoices()

  package init(name: String, paths: [String]) {
    self.name = name
    self.paths = paths
  }
}

/// Which rows one kind of training data consists of.
package struct MakeRules: Sendable {
  /// How the answers to one prompt are chosen for tuning.
  package enum Keep: String, Sendable, CaseIterable {
    case all
    case best
    case first
    case shortest
  }

  /// Which pairs a prompt gives.
  package enum Pairs: String, Sendable, CaseIterable {
    case bestWorst = "best_worst"
    case all
    case adjacent
  }

  /// How conversations of several turns become pairs.
  package enum PairForm: String, Sendable, CaseIterable {
    /// The first turn that differs.
    case step
    case trace
  }

  /// Which assistant messages of a conversation are learnt.
  package enum Turns: String, Sendable, CaseIterable {
    /// One row with `messages`.
    case all
    /// One row with `prompt` and `completion`.
    case last
    /// One such row for each assistant message.
    case each
  }

  package var kind: TrainingKind
  /// Names of the sources; empty for all.
  package var from: [String] = []
  /// The name of the score that ranks answers; `nil` for the only one.
  package var score: String?
  package var condition: RowCondition?
  package var keep = Keep.all
  /// The least score, in millionths.
  package var minScore: Int?
  package var pairs = Pairs.bestWorst
  package var pairForm = PairForm.step
  /// The least difference of a pair's scores, in millionths.
  package var minDifference = 100_000
  package var chosenMinimum: Int?
  package var rejectedMaximum: Int?
  package var maxPairsPerPrompt: Int?
  package var maxLengthRatio: Double?
  /// Perspectives whose answers are preferred, a pattern with `*`; and those that are rejected.
  package var chosen: String?
  package var rejected: String?
  /// The score from which an answer has passed, in millionths.
  package var pass = 1_000_000
  /// The bounds of the share of passed answers; `nil` for more than none and fewer than all.
  package var band: ClosedRange<Double>?
  /// The fewest scored answers of a prompt.
  package var minOf = 4
  /// The field with the ground truth; `nil` for the reference.
  package var groundTruth: String?
  package var turns = Turns.all
  /// Fields of the sample that become columns; `nil` for the default of the kind.
  package var fields: [String]?
  package var mix = MixRules()
  /// The number of rows that is expected of each task type.
  package var bounds: [String: ClosedRange<Int>] = [:]

  package init(_ kind: TrainingKind) {
    self.kind = kind
  }
}

/// Limits on a row's messages.
package struct RowLimits: Sendable, Hashable {
  package var messages = 2...60
  /// The most characters of all contents.
  package var characters = 50_000
  /// The fewest characters of a message's content, white space at the ends aside.
  package var contentCharacters = 5
  /// The fewest characters of the last user message of a prompt for reinforcement learning.
  package var promptCharacters = 20

  package init() {}
}

/// What counts as a repeated row.
package struct DuplicateRules: Sendable, Hashable {
  package var exact = true
  /// The least Jaccard similarity of near duplicates; `nil` to look for none.
  package var near: Double?

  package init() {}
}

/// How rows are divided.
package struct SplitRules: Sendable {
  /// The shares by name, in order; they add up to 1.
  package var shares: [(name: String, share: Double)] = [("train", 1)]
  /// Alternatives of fields: rows that agree in all fields of any alternative share a split.
  package var by: [[String]] = [["group"]]
  package var seed: Int?
  /// Whether groups are taken in the order of their hashes until the counts are met.
  package var isExact = false
  /// Values of fields, patterns with `*`, whose groups belong to the split `test`.
  package var holdout: [(field: String, patterns: [String])] = []

  package init() {}
}

/// How many rows each source contributes.
package struct MixRules: Sendable {
  /// The contribution of a source.
  package enum Amount: Sendable, Hashable {
    case take(Int)
    /// The share of all final rows.
    case share(Double)
    /// Relative to the other weights.
    case weight(Double)
  }

  /// What happens when a source has too few rows.
  package enum Shortage: String, Sendable, CaseIterable {
    case warn
    case fail
    case `repeat`
  }

  /// What weights count.
  package enum Unit: String, Sendable, CaseIterable {
    case rows
    case tokens
  }

  package var parts: [(source: String, amount: Amount)] = []
  package var unit = Unit.rows
  package var short = Shortage.warn
  package var maxRepeats = 2

  package init() {}
}

/// What must not be in the data.
package struct ContaminationRules: Sendable {
  /// Rows of a benchmark that must not be learnt.
  package struct Benchmark: Sendable, Hashable {
    package var name: String
    package var path: String
    /// The field with the text; `nil` for `question`, `prompt`, `text` or `input`.
    package var field: String?
    package var answerField: String?

    package init(name: String, path: String, field: String? = nil, answerField: String? = nil) {
      self.name = name
      self.path = path
      self.field = field
      self.answerField = answerField
    }
  }

  package var keywords: [String] = []
  /// Whether keywords are looked for letter by letter, as published.
  package var isLiteral = false
  package var benchmarks: [Benchmark] = []
  /// Whether a contaminated row in the end fails the export instead of being dropped.
  package var isStrict = false

  package init() {}

  package var isEmpty: Bool { keywords.isEmpty && benchmarks.isEmpty }
}

/// The form of the rows and the consumer that they are for.
package struct RowForm: Sendable, Hashable {
  /// A consumer with a form of its own.
  package enum Target: String, Sendable, CaseIterable {
    case trl
    case openai
    case together
    case llamafactory
    case verl
    case nemoGym = "nemo_gym"
  }

  /// How the arguments of calls are written.
  package enum Arguments: String, Sendable, CaseIterable {
    case object
    case string
  }

  /// What happens to system messages.
  package enum System: String, Sendable, CaseIterable {
    case keep
    /// Into the first user message.
    case merge
    case drop
  }

  /// What happens to a model's thoughts.
  package enum Reasoning: String, Sendable, CaseIterable {
    case keep
    case drop
  }

  package var target = Target.trl
  /// `nil` for the target's own.
  package var arguments: Arguments?
  package var system = System.keep
  package var reasoning = Reasoning.keep
  package var parquet = false

  package init() {}
}
