internal import FacetJSON
internal import FacetPlatform

/// A conversation in which a model explored a file: its opening messages and its trace.
struct Exploration: Sendable, Equatable {
  var dataset: String
  var model: String
  /// The opening messages: role and text.
  var opening: [Message]
  var trace: ConversationTrace
  /// Why the trace is incomplete; nil if it is complete.
  var failure: String?
  /// Whether no provider was asked.
  var isRehearsal = false

  struct Message: Sendable, Equatable {
    var role: String
    var text: String
  }

  /// A unique identifier: a digest of the completions' identifiers.
  var id: String {
    let names = trace.turns.map(\.id) + trace.invalidReplies.map(\.id) + [trace.conclusion ?? ""]
    return QuestionRecord.digest(([dataset, model] + names).joined(separator: "\n"))
  }

  /// The questions of its final reply.
  var proposals: [ProposedQuestion] {
    guard let text = trace.conclusion,
      case .success(let questions) = ProposedQuestion.questions(in: text)
    else { return [] }
    return questions
  }

  /// The exploration as stored in its file.
  var json: JSONValue {
    var object: JSONObject = [
      "exploration_id": .string(id), "dataset": .string(dataset), "model": .string(model),
      "opening": .array(
        opening.map { ["role": .string($0.role), "content": .string($0.text)] }),
      "trace": trace.json, "failure": failure.map { .string($0) } ?? .null,
    ]
    if isRehearsal { object["rehearsal"] = true }
    return .object(object)
  }

  init(
    dataset: String, model: String, opening: [Message], trace: ConversationTrace,
    failure: String? = nil
  ) {
    self.dataset = dataset
    self.model = model
    self.opening = opening
    self.trace = trace
    self.failure = failure
  }

  /// Reads ``json``; nil for anything else.
  init?(json: JSONValue) {
    guard let dataset = json["dataset"]?.string, let model = json["model"]?.string,
      let trace = json["trace"].flatMap(ConversationTrace.init(json:))
    else { return nil }
    self.init(
      dataset: dataset, model: model,
      opening: (json["opening"]?.array ?? []).map {
        Message(role: $0["role"]?.string ?? "", text: $0["content"]?.string ?? "")
      }, trace: trace, failure: json["failure"]?.string)
    isRehearsal = json["rehearsal"]?.bool ?? false
  }

  /// The explorations in a JSON Lines file; other lines are skipped.
  static func explorations(at path: String) throws(SystemError) -> [Exploration] {
    try FileSystem.contents(of: path).split(separator: UInt8(ascii: "\n")).compactMap { line in
      (try? ResponseJSON.value(of: Array(line))).flatMap(Exploration.init(json:))
    }
  }
}
