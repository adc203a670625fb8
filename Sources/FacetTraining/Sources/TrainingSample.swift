package import FacetJSON
package import FacetModels

/// A sample with all answers to it: one unit of a source.
package struct TrainingSample: Sendable {
  /// The sample's identifier in its source.
  package var id: String
  /// The 1-based line of the source on which it begins, for messages; 0 if unknown.
  package var line = 0
  /// The text that the prompts are about; `nil` if the source has none of its own.
  package var context: String?
  /// The accepted answer; JSON text if it is not a text.
  package var reference: String?
  /// All other fields of the sample.
  package var fields: JSONObject = [:]
  /// What keeps this sample in one split, if the source says so; otherwise its text decides.
  package var group: String?
  package var candidates: [Candidate] = []
  /// What a reward needs beside the reference, in columns of their own.
  package var environment: JSONObject = [:]

  package init(id: String) {
    self.id = id
  }
}

/// One answer to a sample from one perspective.
package struct Candidate: Sendable {
  /// Why a candidate has no usable answer.
  package enum Status: Sendable, Hashable {
    case usable
    /// The reason, as counted: `failed`, `refused`, `reference`.
    case unusable(String)
  }

  /// A step of a solution with its label.
  package struct Step: Sendable, Hashable {
    package var text: String
    package var isRight: Bool
  }

  package var status = Status.usable
  /// The perspective's name.
  package var condition: String?
  /// The 0-based number of the completion.
  package var completion = 0
  package var model: String?
  /// The messages that were sent before the first answer.
  package var prompt: [JSONObject] = []
  /// The messages from the first answer to the last one.
  package var answer: [JSONObject] = []
  /// The declared tools; empty for none.
  package var tools: [JSONValue] = []
  /// Scores in millionths, by name.
  package var scores: [String: Int] = [:]
  /// Names of the scores that could not be told.
  package var unscored: Set<String> = []
  package var cost: USDollars?
  /// The prompt without advice on the answer, if there is another one.
  package var blindPrompt: [JSONObject]?
  /// Labelled steps, if the source has them.
  package var steps: [Step] = []

  package init() {}

  /// The answer's text: that of its last message with text.
  var text: String {
    for message in answer.reversed() {
      if let text = message["content"]?.string, !text.isEmpty { return text }
    }
    return ""
  }
}

/// Samples of one source, one after the other.
protocol SampleStream {
  /// The next sample, or `nil` after the last one.
  mutating func next() throws(TrainingError) -> TrainingSample?

  /// What was met while reading, as counted so far.
  var faults: SourceFaults { get }
}

/// What a source contained beside its samples.
struct SourceFaults: Sendable, Hashable {
  /// Surrogates without a partner, each replaced by U+FFFD.
  var loneSurrogates = 0
  /// Lines that hold no sample, by reason.
  var skipped: [String: Int] = [:]
}
