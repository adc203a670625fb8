internal import FacetConversation
internal import FacetJSON

/// A question proposed by a model.
struct ProposedQuestion: Sendable, Equatable {
  var question: String
  var hint: String
  var steps: [String]
  var stepCount: Int
  var difficulty: Difficulty
  var outputSchema: String?
  /// Python that submits the answer.
  var code: String?
  /// Why it cannot be reviewed; `nil` if it can.
  var problem: String?

  /// Reads the questions of a reply: JSON, fenced or bare, that is an object with `questions` or a
  /// list.
  ///
  /// - Returns: The questions, or feedback for the model.
  static func questions(in reply: String) -> Result<[ProposedQuestion], Unreadable> {
    guard let text = json(in: reply) else {
      return .failure(Unreadable("the reply contains no JSON"))
    }
    let value: JSONValue
    do throws(JSONSyntaxError) {
      value = try ResponseJSON.value(of: Array(text.utf8))
    } catch {
      let place = "line \(error.location.line), column \(error.location.column)"
      return .failure(Unreadable("the JSON cannot be read at \(place): \(error.message)"))
    }
    guard let elements = value["questions"]?.array ?? value.array, !elements.isEmpty else {
      return .failure(Unreadable("the JSON needs 'questions', a list"))
    }
    var questions: [ProposedQuestion] = []
    var problems: [String] = []
    for (index, element) in elements.enumerated() {
      switch ProposedQuestion.read(element) {
      case .success(let question): questions.append(question)
      case .failure(let problem):
        problems.append("question \(index + 1): \(problem.reason)")
        // Kept so that it is listed among the dropped proposals.
        questions.append(unreadable(element, problem.reason))
      }
    }
    // One readable question is worth more than another attempt at all of them.
    guard questions.contains(where: { $0.problem == nil }) else {
      return .failure(Unreadable(problems.first ?? "there are no questions"))
    }
    return .success(questions)
  }

  /// A proposal that lacks a required part.
  private static func unreadable(_ value: JSONValue, _ problem: String) -> ProposedQuestion {
    ProposedQuestion(
      question: value["question"]?.string ?? value.text, hint: "", steps: [], stepCount: 1,
      difficulty: .medium, outputSchema: nil, code: value["code"]?.string, problem: problem)
  }

  /// Why a reply contains no questions.
  struct Unreadable: Error, Equatable {
    var reason: String

    init(_ reason: String) {
      self.reason = reason
    }
  }

  private static func read(_ value: JSONValue) -> Result<ProposedQuestion, Unreadable> {
    guard let question = value["question"]?.string?.trimmed, !question.isEmpty else {
      return .failure(Unreadable("'question' is missing"))
    }
    guard let name = value["difficulty"]?.string, let difficulty = Difficulty(name: name) else {
      return .failure(Unreadable("'difficulty' must be EASY, MEDIUM, HARD or VERY_HARD"))
    }
    let steps = (value["steps"]?.array ?? []).compactMap(\.string)
    let count = value["n_steps"]?.int ?? steps.count
    guard count > 0 else { return .failure(Unreadable("'n_steps' must be at least 1")) }
    let schema = value["output_schema"].flatMap { $0.isNull ? nil : $0.string ?? $0.text }
    let code = value["code"]?.string.map { code in
      // Some models put a fence around the code inside the text.
      let fenced = FencedCode(code, languages: CodeTool.python.languages)
      return fenced.blocks.count == 1 ? fenced.blocks[0] : code
    }
    return .success(
      ProposedQuestion(
        question: question, hint: value["hint"]?.string?.trimmed ?? "", steps: steps,
        stepCount: count, difficulty: difficulty, outputSchema: schema,
        code: code.flatMap { $0.trimmed.isEmpty ? nil : $0 }))
  }

  /// The JSON part of a reply: from its first bracket, inside a JSON fence if there is one, to the
  /// last matching bracket.
  private static func json(in reply: String) -> Substring? {
    let fence = reply.split(separator: "\n").first { line in
      line.drop { $0.isWhitespace }.lowercased().hasPrefix("```json")
    }
    let text = fence.map { reply[$0.startIndex...] } ?? reply[...]
    guard let start = text.firstIndex(where: { $0 == "{" || $0 == "[" }) else { return nil }
    let closing: Character = text[start] == "{" ? "}" : "]"
    guard let end = text.lastIndex(of: closing), start < end else { return nil }
    return text[start...end]
  }

  /// The record under the keys of the proposal.
  var json: JSONValue {
    [
      "question": .string(question), "hint": .string(hint),
      "steps": .array(steps.map { .string($0) }), "n_steps": .number(JSONNumber(stepCount)),
      "difficulty": .string(difficulty.rawValue),
      "output_schema": outputSchema.map { .string($0) } ?? .null,
      "code": code.map { .string($0) } ?? .null,
    ]
  }
}
