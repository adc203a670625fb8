internal import FacetJSON

/// The rehearsal's answer to a question, independent of the wire format.
struct Answer {
  enum Ending {
    case stop
    /// The output limit was reached.
    case length
    case toolCall(name: String, arguments: JSONValue)
    case refused
  }

  var model: String
  /// The suffix of this answer's identifiers: the same for the same question.
  var id: String
  var text: String
  var ending: Ending
  var promptTokens: Int
  var completionTokens: Int
  /// The cached tokens of the prompt.
  var cachedTokens = 0
  /// The tokens of the prompt written to the cache; reported if the client asks for it.
  var cacheWriteTokens = 0
  var reportsUsage = true

  var totalTokens: Int { promptTokens + completionTokens }

  /// The answer to a question; a pure function of the question and the options' seed and lengths.
  init(to question: Question, options: RehearsalOptions, callsTool: Bool) {
    var random = SeededRandom(options.seed, question.digest, 1)
    model = question.model
    id = String(SeededRandom.mixed(question.digest ^ options.seed), radix: 16)
    promptTokens = question.promptTokens
    if callsTool, let tool = question.tool {
      var values = SchemaValue(
        of: tool.schema, sample: SampleWords(message: question.message), random: random)
      let arguments = values.value()
      text = ""
      ending = .toolCall(name: tool.name, arguments: arguments)
      completionTokens = arguments.tokenCount + TokenCount.tokens(in: tool.name)
      return
    }
    var answer: RehearsedText
    if let schema = question.answerSchema {
      var values = SchemaValue(
        of: schema, sample: SampleWords(message: question.message), random: random)
      let value: JSONValue =
        schema.object?.isEmpty == true
        ? [
          "answer": .string(
            RehearsedText(about: question.message, target: 24, limit: nil, random: &random).text)
        ] : values.value()
      answer = RehearsedText(text: value.text, limit: question.outputLimit)
    } else {
      answer = RehearsedText(
        about: question.message, target: options.responseTokens, limit: question.outputLimit,
        random: &random)
    }
    for stop in question.stops where !stop.isEmpty {
      guard let end = answer.text.firstRange(of: stop)?.lowerBound else { continue }
      answer = RehearsedText(text: String(answer.text[..<end]), limit: nil)
    }
    text = answer.text
    ending = answer.isCut ? .length : .stop
    completionTokens = answer.tokens
  }
}

extension Answer {
  /// Records the cached tokens, at most those of the prompt.
  mutating func note(cachedTokens: Int, of question: Question) {
    let step = PrefixCache.stepTokens
    self.cachedTokens = min(cachedTokens, promptTokens / step * step)
    guard question.prefix.isExplicit else { return }
    let marked = min(question.prefix.steps.count * step, promptTokens)
    cacheWriteTokens = max(0, marked - self.cachedTokens)
  }
}

extension String {
  /// The first occurrence of another string, compared byte by byte.
  fileprivate func firstRange(of other: String) -> Range<Index>? {
    let pattern = Array(other.utf8)
    let bytes = Array(utf8)
    guard pattern.count <= bytes.count, !pattern.isEmpty else { return nil }
    for start in 0...(bytes.count - pattern.count)
    where bytes[start] == pattern[0] && bytes[start..<start + pattern.count].elementsEqual(pattern)
    {
      let lower = utf8.index(utf8.startIndex, offsetBy: start)
      return lower..<utf8.index(lower, offsetBy: pattern.count)
    }
    return nil
  }
}
