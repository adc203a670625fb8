package import FacetJSON
internal import FacetPlatform

/// A question about a CSV file with its verified answers, as `questions.json` holds it.
///
/// The keys are those of published question files; files from other sources can be read too, and
/// their unknown members are kept in ``other``.
package struct QuestionRecord: Sendable, Equatable {
  package var id: String
  package var source: Source
  /// The dataset's name: the CSV file's name without its extension.
  package var dataset: String
  /// The question as a person would ask it.
  package var questionText: String?
  /// The question in the template's wording, with the form of its answer.
  package var questionMechanical: String?
  /// Advice that does not give away the answer.
  package var hint: String?
  /// The steps to the answer, one sentence each, in order.
  package var steps: [String]
  package var stepCount: Int?
  package var difficulty: Difficulty?
  package var category: String?
  package var tags: [String]
  package var templateName: String?
  package var templateParameters: JSONObject
  /// Python that needs `df`, `hook` and `submit`.
  package var code: String?
  /// Alternative codes that lead to accepted answers.
  package var alternativeCodes: [String]
  /// The intermediate values recorded by ``code``, in order.
  package var hooks: [CodeHook]
  package var outputType: String?
  /// The form of the answer, in words.
  package var outputSchema: String?
  /// The answer; the first of ``groundTruths``.
  package var groundTruth: JSONValue?
  package var groundTruthHash: String?
  /// The hashes of all accepted answers, aligned with ``groundTruths`` if that is not empty.
  package var groundTruthHashes: [String]
  /// All accepted answers.
  package var groundTruths: [JSONValue]
  package var datasetDescription: String?
  /// The CSV file's path, relative to the folder in which the questions were made.
  package var csvSource: String?
  /// The digest of the CSV file's bytes, in hexadecimal.
  package var csvSHA256: String?
  /// How pandas reads the file: arguments of `read_csv` by name.
  package var csvReading: JSONObject
  /// Unknown members.
  package var other: JSONObject

  /// The origin of a question.
  package enum Source: String, Sendable, CaseIterable {
    case template
    case procedural
    case llm = "llm_gen"
  }

  package init(id: String, source: Source, dataset: String) {
    self.id = id
    self.source = source
    self.dataset = dataset
    steps = []
    tags = []
    templateParameters = [:]
    alternativeCodes = []
    hooks = []
    groundTruthHashes = []
    groundTruths = []
    csvReading = [:]
    other = [:]
  }

  /// The text to ask: the question's text, otherwise its mechanical wording.
  package var prompt: String? { questionText ?? questionMechanical }

  /// The columns whose values look like numbers but are codes, as the file is read.
  var codeColumns: [String] { csvReading["dtype"]?.object?.keys ?? [] }

  /// The identifier of a model's question: 16 digits of the digest of its text and hint.
  package static func id(text: String, hint: String?) -> String {
    digest("\(text)|\(hint ?? "")")
  }

  /// The first 16 hexadecimal digits of a text's SHA-256.
  package static func digest(_ text: String) -> String {
    String(SHA256(of: Array(text.utf8)).description.prefix(16))
  }
}

/// The difficulty of a question.
package enum Difficulty: String, Sendable, CaseIterable, Comparable {
  case easy = "EASY"
  case medium = "MEDIUM"
  case hard = "HARD"
  case veryHard = "VERY_HARD"

  package static func < (one: Difficulty, other: Difficulty) -> Bool {
    one.rank < other.rank
  }

  private var rank: Int {
    switch self {
    case .easy: 0
    case .medium: 1
    case .hard: 2
    case .veryHard: 3
    }
  }

  /// Parses a difficulty's name, regardless of case; `-` and a space count as `_`.
  package init?(name: String) {
    let plain = name.uppercased().map { $0 == "-" || $0 == " " ? "_" : $0 }
    self.init(rawValue: String(plain))
  }
}
