internal import FacetPlatform

extension RecordEntry {
  /// The entry as fields, the first of which is its kind.
  var bytes: [UInt8] {
    var fields = RecordFields()
    switch self {
    case .began(let run, let session, let process, let claims, let start):
      fields.add(1)
      fields.add(run.identity.bytes)
      fields.add(run.generation)
      for text in [
        run.configurationPath, run.taskType, run.mode.rawValue, run.datasetPath,
        run.startedAt.iso8601, start, process.host, process.bootID,
      ] {
        fields.add(text)
      }
      fields.add(run.resumeCommand)
      fields.add(run.cellsTotal)
      fields.add(session.id)
      fields.add(Int(process.processID))
      fields.add(process.startTicks)
      fields.add(claims ? 1 : 0)
    case .completion(let completion, let replaced):
      fields.add(2)
      fields.add(completion.key, completion.session)
      for text in [
        completion.step, completion.wireFormat, completion.model, completion.provider,
        completion.endpoint, completion.usageSource.rawValue, completion.createdAt.iso8601,
      ] {
        fields.add(text)
      }
      for text in [
        completion.finishReason, completion.reportedCostUSD, completion.providerRequestID,
        completion.responseHeaders, completion.adjustments,
      ] {
        fields.add(text)
      }
      for number in [
        completion.turn, completion.promptTokens, completion.cachedTokens,
        completion.cacheWriteTokens, completion.completionTokens, completion.reasoningTokens,
        completion.latency.milliseconds, completion.attempts,
      ] {
        fields.add(number)
      }
      fields.add(completion.costPicoUSD)
      fields.add(completion.body)
      fields.add(replaced)
    case .attempt(let attempt):
      fields.add(3)
      fields.add(attempt.key, attempt.session)
      for text in [
        attempt.step, attempt.model, attempt.provider, attempt.kind, attempt.createdAt.iso8601,
      ] {
        fields.add(text)
      }
      for text in [attempt.message, attempt.wireFormat, attempt.endpoint] { fields.add(text) }
      for number in [
        attempt.turn, attempt.httpStatus, attempt.promptTokens, attempt.completionTokens,
        attempt.retryAfter?.milliseconds, attempt.latency?.milliseconds,
      ] {
        fields.add(number)
      }
      fields.add(attempt.costPicoUSD)
      fields.add(attempt.body)
    case .failure(let failure):
      fields.add(4)
      fields.add(failure.key, failure.session)
      fields.add(failure.errorClass)
      fields.add(failure.message)
      fields.add(failure.createdAt.iso8601)
      fields.add(failure.httpStatus)
      fields.add(failure.isTransient ? 1 : 0)
      fields.add(failure.attempts)
    case .execution(let execution):
      fields.add(5)
      fields.add(execution.key, execution.session)
      fields.add(execution.result)
      fields.add(execution.createdAt.iso8601)
    case .counters(let counters, let session):
      fields.add(6)
      fields.add(session)
      for number in [
        counters.cellsDone, counters.cellsReused, counters.cellsFailed, counters.requestsSent,
        counters.requestsFailed, counters.requestsRetried, counters.elapsed.milliseconds,
      ] {
        fields.add(number)
      }
    case .calibration(let calibration):
      fields.add(7)
      fields.add(calibration.model)
      fields.add(calibration.provider)
      fields.add(calibration.vocabulary)
      fields.add(calibration.reportedTokens)
      fields.add(calibration.estimatedTokens)
      fields.add(calibration.samples)
    case .score(let score):
      fields.add(8)
      fields.add(score.key, nil)
      fields.add(score.scorer.bytes)
      fields.add(score.value)
      fields.add(score.reason)
      fields.add(score.detail)
    }
    return fields.bytes
  }

  /// Reads an entry; `nil` for bytes that are none.
  init?(_ bytes: ArraySlice<UInt8>) {
    var fields = RecordFields.Reader(bytes)
    let entry: RecordEntry? =
      switch fields.number() {
      case 1: Self.beginning(&fields)
      case 2: Self.completion(&fields)
      case 3: Self.attempt(&fields)
      case 4: Self.failure(&fields)
      case 5: Self.execution(&fields)
      case 6: Self.counters(&fields)
      case 7: Self.calibration(&fields)
      case 8: Self.score(&fields)
      default: nil
      }
    guard let entry, fields.isWhole else { return nil }
    self = entry
  }

  private static func beginning(_ fields: inout RecordFields.Reader) -> RecordEntry? {
    guard let identity = fields.content(), identity.count == 32, let generation = fields.number()
    else { return nil }
    let texts = (0..<8).map { _ in fields.text() ?? "" }
    let resume = fields.text()
    let cells = fields.count() ?? 0
    guard let session = fields.number(), let number = fields.number(),
      let process = Int32(exactly: number)
    else { return nil }
    let ticks = fields.number()
    let run = LedgerRun(
      id: 0, identity: SHA256(bytes: identity), configurationPath: texts[0], taskType: texts[1],
      mode: RunDescription.Mode(rawValue: texts[2]) ?? .full, datasetPath: texts[3],
      state: .running, exitReason: nil, generation: generation, cellsTotal: cells,
      resumeCommand: resume, startedAt: StoredRows.timestamp(texts[4]), endedAt: nil)
    return .began(
      run, LedgerSession(id: session, run: 0),
      ProcessIdentity(
        host: texts[6], bootID: texts[7], processID: process, startTicks: ticks),
      claims: fields.number() == 1, at: texts[5])
  }

  private static func completion(_ fields: inout RecordFields.Reader) -> RecordEntry? {
    guard let (key, session) = fields.place() else { return nil }
    let texts = (0..<7).map { _ in fields.text() ?? "" }
    let further = (0..<5).map { _ in fields.text() }
    let numbers = (0..<8).map { _ in fields.count() }
    let cost = fields.number()
    guard let body = fields.content(),
      let source = LedgerCompletion.UsageSource(rawValue: texts[5])
    else { return nil }
    return .completion(
      LedgerCompletion(
        key: key, step: texts[0], turn: numbers[0] ?? 0, wireFormat: texts[1], model: texts[2],
        provider: texts[3], endpoint: texts[4], body: body, responseHeaders: further[3],
        finishReason: further[0], promptTokens: numbers[1], cachedTokens: numbers[2],
        cacheWriteTokens: numbers[3], completionTokens: numbers[4], reasoningTokens: numbers[5],
        usageSource: source, latency: .milliseconds(numbers[6] ?? 0), attempts: numbers[7] ?? 1,
        reportedCostUSD: further[1], costPicoUSD: cost, providerRequestID: further[2],
        adjustments: further[4], session: session, createdAt: StoredRows.timestamp(texts[6])),
      replacing: fields.content())
  }

  private static func attempt(_ fields: inout RecordFields.Reader) -> RecordEntry? {
    guard let (key, session) = fields.place() else { return nil }
    let texts = (0..<5).map { _ in fields.text() ?? "" }
    let further = (0..<3).map { _ in fields.text() }
    let numbers = (0..<6).map { _ in fields.count() }
    let cost = fields.number()
    return .attempt(
      LedgerAttempt(
        key: key, step: texts[0], turn: numbers[0] ?? 0, model: texts[1], provider: texts[2],
        kind: texts[3], httpStatus: numbers[1], message: further[0], body: fields.content(),
        wireFormat: further[1], endpoint: further[2], promptTokens: numbers[2],
        completionTokens: numbers[3], costPicoUSD: cost,
        retryAfter: numbers[4].map { .milliseconds($0) },
        latency: numbers[5].map { .milliseconds($0) }, session: session,
        createdAt: StoredRows.timestamp(texts[4])))
  }

  private static func failure(_ fields: inout RecordFields.Reader) -> RecordEntry? {
    guard let (key, session) = fields.place(), let kind = fields.text(),
      let message = fields.text(), let createdAt = fields.text()
    else { return nil }
    let status = fields.count()
    let isTransient = fields.number() == 1
    return .failure(
      LedgerFailure(
        key: key, errorClass: kind, httpStatus: status, message: message,
        isTransient: isTransient, attempts: fields.count() ?? 1, session: session,
        createdAt: StoredRows.timestamp(createdAt)))
  }

  private static func execution(_ fields: inout RecordFields.Reader) -> RecordEntry? {
    guard let (key, session) = fields.place(), let result = fields.text(),
      let createdAt = fields.text()
    else { return nil }
    return .execution(
      LedgerExecution(
        key: key, result: result, session: session, createdAt: StoredRows.timestamp(createdAt)))
  }

  private static func counters(_ fields: inout RecordFields.Reader) -> RecordEntry? {
    guard let session = fields.number() else { return nil }
    let numbers = (0..<7).map { _ in fields.count() ?? 0 }
    return .counters(
      SessionCounters(
        cellsDone: numbers[0], cellsReused: numbers[1], cellsFailed: numbers[2],
        requestsSent: numbers[3], requestsFailed: numbers[4], requestsRetried: numbers[5],
        elapsed: .milliseconds(numbers[6])), session: session)
  }

  private static func calibration(_ fields: inout RecordFields.Reader) -> RecordEntry? {
    guard let model = fields.text(), let provider = fields.text(), let vocabulary = fields.text()
    else { return nil }
    let numbers = (0..<3).map { _ in fields.count() ?? 0 }
    return .calibration(
      LedgerCalibration(
        model: model, provider: provider, vocabulary: vocabulary, reportedTokens: numbers[0],
        estimatedTokens: numbers[1], samples: numbers[2]))
  }

  private static func score(_ fields: inout RecordFields.Reader) -> RecordEntry? {
    guard let (key, _) = fields.place(), let scorer = fields.content(), scorer.count == 32 else {
      return nil
    }
    let value = fields.number().flatMap { Int(exactly: $0) }
    return .score(
      LedgerScore(
        key: key, scorer: SHA256(bytes: scorer), value: value, reason: fields.text(),
        detail: fields.text()))
  }
}

extension RecordFields {
  /// Adds a key and the number of the session that it belongs to.
  fileprivate mutating func add(_ key: LedgerKey, _ session: LedgerSession?) {
    add(key.fingerprint.bytes)
    add(key.generation)
    add(session?.id)
  }
}

extension RecordFields.Reader {
  /// A key and its session, whose run is not in the record.
  fileprivate mutating func place() -> (LedgerKey, LedgerSession?)? {
    guard let fingerprint = content(), fingerprint.count == 32, let generation = number() else {
      return nil
    }
    let session = number().map { LedgerSession(id: $0, run: 0) }
    return (
      LedgerKey(fingerprint: SHA256(bytes: fingerprint), generation: generation), session
    )
  }
}
