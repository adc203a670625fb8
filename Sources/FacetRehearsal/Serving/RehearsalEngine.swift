internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

/// Turns requests into replies; the channels only transport them.
///
/// The state is one value behind a lock: it decides which requests are admitted and which faults
/// occur. Texts and bodies are generated outside the lock.
final class RehearsalEngine: Sendable {
  /// A request with its whole body.
  struct Request {
    var method: String
    var uri: String
    var body: [UInt8]
    /// The first value of a header, whatever its case.
    var header: (String) -> String?
  }

  let options: RehearsalOptions
  private let state: Lock<RehearsalState>

  init(options: RehearsalOptions) {
    self.options = options
    state = Lock(RehearsalState(options: options))
  }

  var statistics: RehearsalStatistics { state.withLock { $0.statistics } }

  func reset() { state.withLock { $0.reset() } }

  func connectionOpened() { state.withLock { $0.statistics.connections += 1 } }

  /// The reply to a request, and whether the request counts as in flight. Only then must
  /// ``finish(_:isWhole:)`` follow, and ``leave()`` after it.
  func reply(to request: Request, now: ContinuousClock.Instant) -> (Reply, counts: Bool) {
    let speaksAnthropic = request.header("anthropic-version") != nil
    if LoopbackGuard.isLoopback(options.host),
      let objection = LoopbackGuard.objection(
        host: request.header("host"), origin: request.header("origin"))
    {
      return (plain(Failure(.permission, objection)), false)
    }
    switch Route(method: request.method, uri: request.uri, speaksAnthropic: speaksAnthropic) {
    case .completion(let format, let model):
      return (completion(of: request, format: format, pathModel: model, now: now), true)
    case .models(let format):
      return (json(format.dialect.modelList(options.models)), false)
    case .statistics: return (json(statistics.json), false)
    case .reset:
      reset()
      return (json(["reset": true]), false)
    case .streaming:
      let failure = Failure(.invalidRequest, "The rehearsal does not stream; use generateContent.")
      return (
        json(GeminiDialect().body(of: failure, requestID: ""), status: failure.status), false
      )
    case .wrongMethod:
      return (plain(Failure(.methodNotAllowed, "\(request.method) is not served here.")), false)
    case .unknown:
      return (plain(Failure(.notFound, "Nothing is served at \(request.uri).")), false)
    }
  }

  /// Records that a response has been sent, or broke off.
  func finish(_ reply: Reply, isWhole: Bool) {
    state.withLock { $0.finish(reply, isWhole: isWhole, now: .now) }
  }

  /// Records that a request is no longer in flight.
  func leave() { state.withLock { $0.leave() } }

  /// A failure outside any wire format.
  func plain(_ failure: Failure) -> Reply {
    json(OpenAIDialect().body(of: failure, requestID: ""), status: failure.status)
  }

  private func json(_ value: JSONValue, status: Int = 200) -> Reply {
    Reply(status: status, headers: [("content-type", "application/json")], body: value.bytes())
  }

  // MARK: Completions

  private func completion(
    of request: Request, format: WireFormat, pathModel: String?, now: ContinuousClock.Instant
  ) -> Reply {
    let dialect = format.dialect
    let replies = ReplyFactory(dialect: dialect, options: options, wallTime: .now)
    let question: Question
    let order: FaultOrder?
    do throws(Refusal) {
      question = try self.question(in: request, dialect: dialect, pathModel: pathModel)
      order = try self.order(in: request)
    } catch {
      state.withLock { $0.enter() }
      return replies.reply(for: error.failure, id: "invalid", standing: nil)
    }
    let callsTool =
      question.tool != nil && !question.hasToolResults
      && (options.callsTools || request.header("x-facet-tool-call") == "true")
    let answer = Answer(to: question, options: options, callsTool: callsTool)
    let admission = state.withLock { state in
      state.enter()
      return state.admit(question, tokens: answer.totalTokens, order: order, now: now)
    }
    let taught = options.teacher?.reply(
      to: question.body, digest: question.digest, number: admission.attempt, seed: options.seed)
    return replies.reply(
      to: question, answer: taught.map { Answer($0, to: question, in: answer) } ?? answer,
      admission: admission)
  }

  private func question(
    in request: Request, dialect: any Dialect, pathModel: String?
  ) throws(Refusal) -> Question {
    if let keys = options.acceptedKeys {
      let bearer = request.header("authorization").map { String($0.dropFirst("Bearer ".count)) }
      let key =
        request.header("x-api-key") ?? request.header("x-goog-api-key")
        ?? request.header("api-key") ?? bearer
      guard let key, keys.contains(Secret(key)) else {
        throw Refusal(.authentication, "The key is missing or not valid.")
      }
    }
    let body: JSONValue
    do {
      body = try ConfigurationJSON.value(of: request.body).plain
    } catch {
      throw Refusal(.invalidRequest, "The body is not JSON: \(error)")
    }
    if dialect is AnthropicDialect, request.header("anthropic-version") == nil {
      throw Refusal(.invalidRequest, "anthropic-version: header is required")
    }
    var question = try dialect.question(in: body, pathModel: pathModel)
    question.body = body
    if options.refusesTools, question.tool != nil {
      throw Refusal(.invalidRequest, "This model does not support tools.", parameter: "tools")
    }
    if options.refusesFormats, let refusal = question.formatRefusal { throw refusal }
    if let prefix = options.missingModelPrefix, question.model.hasPrefix(prefix) {
      var refusal = Refusal(.modelNotFound, "")
      refusal.failure = .modelNotFound(question.model)
      throw refusal
    }
    return question
  }

  private func order(in request: Request) throws(Refusal) -> FaultOrder? {
    do throws(RehearsalMistake) {
      return try FaultOrder(
        faults: request.header("x-facet-fault"),
        attempts: request.header("x-facet-fault-attempts"))
    } catch {
      throw Refusal(.invalidRequest, error.description)
    }
  }
}
