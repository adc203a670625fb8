internal import FacetJSON

/// Makes the bytes and headers of replies in one wire format.
struct ReplyFactory {
  let dialect: any Dialect
  let options: RehearsalOptions
  let wallTime: WallTime

  func reply(
    to question: Question, answer: Answer, admission: RehearsalState.Admission
  ) -> Reply {
    var answer = answer
    answer.note(cachedTokens: admission.cachedTokens, of: question)
    let id = String(
      SeededRandom.mixed(question.digest ^ UInt64(admission.attempt) &* 0x9e37), radix: 16)
    let delay = delay(for: question, attempt: admission.attempt)
    switch admission.decision {
    case .answer:
      var reply = reply(with: answer, id: id, standing: admission.standing)
      reply.answered = question.digest
      reply.prefix = question.prefix
      reply.delay = delay
      return reply
    case .saturated:
      let isUnavailable = options.limits.saturatedStatus == 503
      var failure = Failure(
        isUnavailable ? .unavailable : .rateLimited,
        "Too many requests at once; try again in \(options.retryAfter.goText).")
      failure.wait = options.retryAfter
      return reply(for: failure, id: id, standing: nil)
    case .shortage(let shortage):
      var failure = Failure(
        .rateLimited,
        "Rate limit reached for \(question.model) on \(shortage.of.rawValue) per minute. "
          + "Try again in \(shortage.wait.goText).")
      failure.allowance = shortage.of.rawValue
      failure.wait = shortage.wait
      return reply(for: failure, id: id, standing: admission.standing)
    case .fault(let fault):
      var reply = reply(
        with: fault, question: question, answer: answer, id: id, standing: admission.standing)
      reply.delay = delay
      return reply
    }
  }

  /// A reply with an error and the format's wait headers.
  func reply(for failure: Failure, id: String, standing: LaneStanding?) -> Reply {
    var headers = headers(id: id, standing: standing)
    if let wait = failure.wait { headers += waitHeaders(wait) }
    return Reply(
      status: failure.status, headers: headers,
      body: dialect.body(of: failure, requestID: "req_\(id)").bytes())
  }

  /// A good answer.
  func reply(with answer: Answer, id: String, standing: LaneStanding?) -> Reply {
    Reply(
      status: 200, headers: headers(id: id, standing: standing),
      body: dialect.body(of: answer).bytes(), promptTokens: answer.promptTokens,
      completionTokens: answer.completionTokens, cachedTokens: answer.cachedTokens)
  }

  private func headers(id: String, standing: LaneStanding?) -> [(String, String)] {
    var headers = [
      ("content-type", "application/json"), (dialect.requestIDHeader, "req_\(id)"),
    ]
    if let standing { headers += dialect.headers(for: standing, now: wallTime) }
    return headers
  }

  /// Gemini reports the wait only in the body, Anthropic only in whole seconds.
  private func waitHeaders(_ wait: Duration) -> [(String, String)] {
    switch dialect {
    case is GeminiDialect: []
    case is AnthropicDialect: [("retry-after", "\(wait.wholeSeconds)")]
    default:
      [("retry-after", "\(wait.wholeSeconds)"), ("retry-after-ms", "\(wait.wholeMilliseconds)")]
    }
  }

  private func delay(for question: Question, attempt: Int) -> Duration {
    var random = SeededRandom(options.seed, question.digest, UInt64(attempt), 3)
    if options.slowFraction > 0, random.fraction() < options.slowFraction {
      return options.slowLatency
    }
    return options.jitter == .zero
      ? options.latency : options.latency + options.jitter * random.fraction()
  }
}
