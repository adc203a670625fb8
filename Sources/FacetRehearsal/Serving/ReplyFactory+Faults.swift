internal import FacetJSON

extension ReplyFactory {
  /// The reply to a question, with a fault applied to its answer.
  func reply(
    with fault: RehearsalFault, question: Question, answer: Answer, id: String,
    standing: LaneStanding?
  ) -> Reply {
    if let failure = Failure(fault, model: question.model, wait: options.retryAfter) {
      var reply = reply(for: failure, id: id, standing: standing)
      reply.setWait(of: fault, options.retryAfter, now: wallTime)
      if fault == .errorInOK { reply.status = 200 }
      return reply
    }
    var reply = reply(
      with: altered(answer, to: question, by: fault), id: id, standing: standing)
    reply.alter(by: fault, answerKey: dialect.answerKey)
    if fault.leavesAnAnswer { reply.answered = question.digest }
    return reply
  }

  private func altered(
    _ answer: Answer, to question: Question, by fault: RehearsalFault
  ) -> Answer {
    var answer = answer
    switch fault {
    case .empty:
      answer.text = ""
      answer.ending = .stop
      answer.completionTokens = 0
    case .refusal:
      answer.text = "I can't help with that."
      answer.ending = .refused
      answer.completionTokens = TokenCount.tokens(in: answer.text)
    case .truncatedAnswer:
      let text = TokenCount.prefix(of: answer.text, tokens: max(1, answer.completionTokens / 2))
      answer.text = text
      answer.ending = .length
      answer.completionTokens = TokenCount.tokens(in: text)
    case .schema:
      guard question.answerSchema != nil, case .stop = answer.ending else { break }
      var random = SeededRandom(options.seed, question.digest, 5)
      let slip = SchemaSlip.allCases[random.index(below: SchemaSlip.allCases.count)]
      answer.text = slip.applied(to: answer.text)
      answer.completionTokens = TokenCount.tokens(in: answer.text)
    case .noUsage: answer.reportsUsage = false
    case .invalidUTF8, .huge: answer.text = String(Reply.mark) + " " + answer.text
    default: break
    }
    return answer
  }
}

extension RehearsalFault {
  /// Whether the client gets a whole, readable answer.
  var leavesAnAnswer: Bool {
    switch self {
    case .wrongContentType, .gzip, .empty, .refusal, .truncatedAnswer, .schema, .noUsage,
      .duplicateKeys, .drip:
      true
    default: false
    }
  }
}

extension Reply {
  /// A placeholder in a text for bytes inserted later; a private-use character, so it is in no
  /// answer.
  static let mark: Character = "\u{E000}"

  /// The filler that makes a body of 100 MB.
  static let hugeFiller = 100_000_000

  /// Replaces the reply's wait headers if a fault uses a specific one.
  fileprivate mutating func setWait(of fault: RehearsalFault, _ wait: Duration, now: WallTime) {
    let header: (String, String)
    switch fault {
    case .rateLimit: header = ("retry-after", "\(wait.wholeSeconds)")
    case .rateLimitMilliseconds: header = ("retry-after-ms", "\(wait.wholeMilliseconds)")
    case .rateLimitDate: header = ("retry-after", now.advanced(by: wait).roundedUp.httpText)
    default: return
    }
    headers.removeAll { $0.0.hasPrefix("retry-after") }
    headers.append(header)
  }

  /// Applies a fault to a good answer.
  fileprivate mutating func alter(by fault: RehearsalFault, answerKey: String) {
    switch fault {
    case .resetBeforeHeaders: delivery = .resetBeforeHeaders
    case .resetInHeaders: delivery = .resetInHeaders
    case .resetInBody: delivery = .resetInBody
    case .stall: delivery = .stall
    case .stallInBody: delivery = .stallInBody
    case .drip: delivery = .drip
    case .truncatedJSON: body.removeLast(max(1, body.count / 3))
    case .html:
      setContentType("text/html; charset=utf-8")
      body = Array(
        "<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><h1>It works</h1></body></html>\n"
          .utf8)
    case .invalidUTF8: replaceMark(with: [0xc3, 0x28, 0xff])
    case .huge:
      let position = replaceMark(with: [])
      delivery = .padded(at: position, filler: Self.hugeFiller)
    case .wrongContentType: setContentType("text/plain; charset=utf-8")
    case .gzip:
      body = GzipBody.stored(body)
      headers.append(("content-encoding", "gzip"))
    case .gzipBomb:
      body = GzipBody.bomb
      headers.append(("content-encoding", "gzip"))
    case .duplicateKeys: body.replaceSubrange(0..<1, with: Array("{\"\(answerKey)\":[],".utf8))
    default: break
    }
  }

  private mutating func setContentType(_ type: String) {
    headers.removeAll { $0.0 == "content-type" }
    headers.append(("content-type", type))
  }

  /// Replaces the mark with bytes and returns its position.
  @discardableResult
  private mutating func replaceMark(with bytes: [UInt8]) -> Int {
    let mark = Array(String(Self.mark).utf8)
    guard
      let start = body.indices.first(where: { body[$0...].starts(with: mark) })
    else { return 0 }
    body.replaceSubrange(start..<start + mark.count, with: bytes)
    return start
  }
}
