internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

/// A row of training data before it is written.
struct TrainingRow: Sendable {
  /// 16 hexadecimal digits, unique in the export.
  var id: String
  /// All columns in order.
  var columns: JSONObject
  /// What must stay in one split.
  var group: String
  /// Decides which of several equal rows stays, in millionths.
  var score: Int?
  /// The text that makes two rows equal.
  var identity: String
  /// The number of tokens, roughly.
  var tokens: Int
  /// The fields by which splits may group and hold out.
  var keys: JSONObject
  /// The answers that were paid for it.
  var answers: [Answer] = []

  /// An answer of a source.
  struct Answer: Sendable, Hashable {
    /// The digest of its place in its source.
    var key: UInt64
    /// `nil` if unknown.
    var cost: USDollars?
  }
}

/// What a row is made from.
struct RowOrigin: Sendable {
  var kind: TrainingKind
  var source: String
  var taskType: String
  var sample: TrainingSample
  /// The path of the file that holds it.
  var place = ""
  let group: String

  init(kind: TrainingKind, source: String, taskType: String, sample: TrainingSample) {
    self.kind = kind
    self.source = source
    self.taskType = taskType
    self.sample = sample
    group = Self.group(of: sample)
  }

  /// What keeps a sample's rows together: what its source says, else its text.
  private static func group(of sample: TrainingSample) -> String {
    if let group = sample.group, !group.isEmpty { return group }
    let text =
      sample.context
      ?? sample.candidates.first?.prompt.first { $0["role"]?.string == "user" }?["content"]?.string
      ?? JSONValue.object(sample.fields).text
    return String(SHA256(of: folded(text)).description.prefix(16))
  }

  /// A text in lower case with one space for each run of white space, and none at its ends.
  private static func folded(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var isAfterSpace = false
    for byte in text.utf8 {
      switch byte {
      case 0x80...:
        let words = CanonicalForm.composed(text).lowercased().split(whereSeparator: \.isWhitespace)
        return Array(words.joined(separator: " ").utf8)
      case 0x20, 0x09...0x0D: isAfterSpace = !bytes.isEmpty
      default:
        if isAfterSpace { bytes.append(0x20) }
        isAfterSpace = false
        bytes.append(0x41...0x5A ~= byte ? byte | 0x20 : byte)
      }
    }
    return bytes
  }

  /// An answer to the sample.
  func answer(_ candidate: Candidate) -> TrainingRow.Answer {
    let text = [
      source, place, String(sample.line), sample.id, candidate.condition ?? "",
      candidate.model ?? "", String(candidate.completion),
    ].joined(separator: "\u{0}")
    return TrainingRow.Answer(key: SHA256(of: Array(text.utf8)).prefix, cost: candidate.cost)
  }

  /// An identifier made from the row's origin and the completions in it.
  func id(condition: String?, model: String?, completions: [Int], part: Int = 0) -> String {
    let names = completions.map(String.init).joined(separator: ",")
    let text = [
      kind.rawValue, source, sample.id, condition ?? "", model ?? "", names, String(part),
    ].joined(separator: "\u{0}")
    return String(SHA256(of: Array(text.utf8)).description.prefix(16))
  }
}

/// Texts of messages for comparisons and counts.
enum MessageText {
  /// The messages as one text in which white space makes no difference.
  static func collapsed(_ messages: [JSONObject]) -> String {
    var text: [UInt8] = []
    for message in messages {
      text += (message["role"]?.string ?? "").utf8
      text.append(1)
      append(message["content"]?.string ?? "", to: &text)
      for call in message["tool_calls"]?.array ?? [] {
        text += (call["function"]?.text ?? "").utf8
      }
      text.append(2)
    }
    return CanonicalForm.composed(String(decoding: text, as: UTF8.self))
  }

  /// Appends a text with one space for each run of white space, and none at its ends.
  private static func append(_ part: String, to text: inout [UInt8]) {
    if part.utf8.contains(where: { $0 >= 0x80 }) {
      let words = part.unicodeScalars.split { $0.value <= 0x20 || $0.properties.isWhitespace }
      text += words.lazy.map { String($0).utf8 }.joined(separator: " ".utf8)
      return
    }
    let start = text.count
    var isAfterSpace = false
    for byte in part.utf8 {
      guard byte > 0x20 else {
        isAfterSpace = text.count > start
        continue
      }
      if isAfterSpace { text.append(0x20) }
      isAfterSpace = false
      text.append(byte)
    }
  }

  /// The number of characters of all contents.
  static func characters(_ messages: [JSONObject]) -> Int {
    messages.reduce(0) { $0 + ($1["content"]?.string?.unicodeScalars.count ?? 0) }
  }

  /// A rough number of tokens: a quarter of the bytes of all texts.
  static func tokens(_ messages: [JSONObject]) -> Int {
    messages.reduce(0) { sum, message in
      let calls = message["tool_calls"]?.array ?? []
      let bytes =
        (message["content"]?.string?.utf8.count ?? 0)
        + (message["reasoning_content"]?.string?.utf8.count ?? 0)
        + calls.reduce(0) { $0 + ($1["function"]?["arguments"]?.text.utf8.count ?? 0) }
      return sum + bytes / 4 + 4
    }
  }

  /// The messages without a key.
  static func without(_ key: String, _ messages: [JSONObject]) -> [JSONObject] {
    messages.map { message in
      var message = message
      message[key] = nil
      return message
    }
  }

  static func json(_ messages: [JSONObject]) -> JSONValue { .array(messages.map { .object($0) }) }
}
