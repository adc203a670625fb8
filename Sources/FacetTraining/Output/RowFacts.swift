internal import FacetJSON
internal import FacetModels

/// What the statistics need of a row.
struct RowFacts: Sendable {
  var messages: Int32 = 0
  var turns: Int32 = 0
  var characters: Int32 = 0
  var chosenLength: Int32 = 0
  var rejectedLength: Int32 = 0
  var chosenScore: Int?
  var rejectedScore: Int?
  /// The place of its answers among those of all rows.
  var firstAnswer: Int32 = 0
  var endAnswer: Int32 = 0
  var taskType: Int32 = 0
  var model: Int32 = -1
  /// Whether the consumer reads only a part of the row's texts.
  var isReadInPart = false

  init(_ columns: JSONObject) {
    let messages = Self.messages(columns["messages"] ?? columns["prompt"])
    let completion = Self.messages(columns["completion"])
    let chosen = Self.messages(columns["chosen"])
    let rejected = Self.messages(columns["rejected"])
    let all = messages + completion + chosen
    self.messages = Int32(clamping: all.count)
    turns = Int32(clamping: all.count { $0["role"]?.string == "assistant" })
    characters = Int32(clamping: MessageText.characters(all))
    chosenLength = Int32(clamping: MessageText.characters(chosen))
    rejectedLength = Int32(clamping: MessageText.characters(rejected))
    chosenScore = columns["chosen_score"]?.double.map(ScoreReading.millionths)
    rejectedScore = columns["rejected_score"]?.double.map(ScoreReading.millionths)
  }

  private static func messages(_ value: JSONValue?) -> [JSONObject] {
    (value?.array ?? []).compactMap(\.object)
  }
}

/// The answers that rows are made of: several rows may have one.
struct AnswerTable {
  /// Their costs; `nil` if unknown.
  private(set) var costs: [USDollars?] = []
  private var numbers: [UInt64: Int32] = [:]

  /// The number of an answer, a new one for the first row that has it.
  mutating func number(of answer: TrainingRow.Answer) -> Int32 {
    if let known = numbers[answer.key] { return known }
    let number = Int32(clamping: costs.count)
    numbers[answer.key] = number
    costs.append(answer.cost)
    return number
  }
}

/// The mean, median and spread of numbers.
enum NumberSummary {
  static func json(_ numbers: [Double]) -> JSONValue {
    guard !numbers.isEmpty else { return .null }
    let sorted = numbers.sorted()
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    let middle = sorted.count / 2
    let median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
    func number(_ value: Double) -> JSONValue {
      .number(JSONNumber(finite: (value * 10_000).rounded() / 10_000))
    }
    return [
      "mean": number(mean), "median": number(median), "min": number(sorted[0]),
      "max": number(sorted[sorted.count - 1]), "std": number(variance.squareRoot()),
    ]
  }
}
