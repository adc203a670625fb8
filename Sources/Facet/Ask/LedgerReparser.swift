internal import FacetHTTP
package import FacetLedger
package import FacetModels
internal import FacetPlatform

/// Parses every stored body of a ledger again; nothing is sent.
///
/// Completions whose columns disagree with their bodies are corrected. An answer that was
/// unreadable when it arrived and is readable now becomes a completion. The cost of a changed
/// completion is recomputed if it came from the price list; a cost from a configured price is kept.
package struct LedgerReparser: Sendable {
  /// The result of parsing everything again.
  package struct Outcome: Sendable, Hashable {
    /// Bodies of completions that were parsed.
    package var completions = 0
    /// Those whose columns changed.
    package var changed = 0
    /// Those that cannot be parsed; a run requests them again.
    package var unreadable = 0
    /// Bodies of previously unreadable answers.
    package var attempts = 0
    /// Those that became completions.
    package var rescued = 0
  }

  private let ledger: Ledger
  private let prices: PriceTable
  private let isDryRun: Bool

  /// - Parameter isDryRun: Whether it only counts, without writing.
  package init(
    ledger: Ledger, prices: PriceTable = .bundled, isDryRun: Bool = false
  ) {
    self.ledger = ledger
    self.prices = prices
    self.isDryRun = isDryRun
  }

  package func run() async throws -> Outcome {
    var outcome = Outcome()
    try await readCompletions(&outcome)
    try await readAttempts(&outcome)
    return outcome
  }

  private static let groupSize = 256

  private func readCompletions(_ outcome: inout Outcome) async throws {
    var changes: [RereadBody] = []
    for try await stored in ledger.completions() {
      outcome.completions += 1
      guard
        let completion = Self.completion(
          in: stored.body, wireFormat: stored.wireFormat, provider: stored.provider)
      else {
        outcome.unreadable += 1
        continue
      }
      let reread = reread(stored, as: completion)
      guard reread != stored else { continue }
      outcome.changed += 1
      changes.append(.completion(reread, before: stored))
      if changes.count == Self.groupSize { try await write(&changes) }
    }
    try await write(&changes)
  }

  private func readAttempts(_ outcome: inout Outcome) async throws {
    var last: Int64 = 0
    var keys: Set<LedgerKey> = []
    while true {
      let page = try ledger.unreadAttempts(after: last)
      guard let end = page.last else { return }
      last = end.id
      var changes: [RereadBody] = []
      for unread in page {
        outcome.attempts += 1
        guard !keys.contains(unread.attempt.key), let rescued = rescued(from: unread.attempt)
        else { continue }
        keys.insert(rescued.key)
        outcome.rescued += 1
        changes.append(.rescued(rescued, from: unread))
      }
      try await write(&changes)
    }
  }

  private func write(_ changes: inout [RereadBody]) async throws {
    if !isDryRun { try await ledger.rewrite(changes) }
    changes = []
  }

  /// Whether this version can parse a completion's body.
  package static func reads(_ stored: LedgerCompletion) -> Bool {
    completion(in: stored.body, wireFormat: stored.wireFormat, provider: stored.provider) != nil
  }

  private static func completion(
    in body: [UInt8], wireFormat: String, provider: String
  ) -> Completion? {
    guard let format = WireFormat(rawValue: wireFormat) else { return nil }
    let known = ProviderTable.provider(named: provider) ?? ProviderTable.provider(named: "openai")
    guard let known else { return nil }
    let response = HTTPResponse(status: 200, headers: [:], body: body)
    return try? format.completion(of: response, at: Endpoint(provider: known), now: .zero)
  }

  /// The completion's columns as parsed from its body today.
  private func reread(_ stored: LedgerCompletion, as completion: Completion) -> LedgerCompletion {
    var reread = stored
    reread.finishReason = completion.finishReason.rawValue
    if let usage = completion.usage {
      reread.promptTokens = usage.promptTokens
      reread.cachedTokens = usage.cachedTokens
      reread.cacheWriteTokens = usage.cacheWriteTokens
      reread.completionTokens = usage.completionTokens
      reread.reasoningTokens = usage.reasoningTokens
      reread.usageSource = .reported
    }
    // Values from the response headers are not in the body.
    reread.reportedCostUSD = completion.reportedCostUSD ?? stored.reportedCostUSD
    reread.providerRequestID = stored.providerRequestID ?? completion.requestID
    if reread.usage != stored.usage || reread.reportedCostUSD != stored.reportedCostUSD {
      reread.costPicoUSD = cost(of: reread, before: stored)
    }
    return reread
  }

  private func cost(of completion: LedgerCompletion, before stored: LedgerCompletion) -> Int64? {
    if let reported = completion.reportedCostUSD.flatMap({
      USDollars.costOfAnswer(reported: $0)
    }) {
      return reported.picodollars
    }
    // The price of that time is not stored; a matching cost shows that it came from the price list.
    guard stored.costPicoUSD == nil || listCost(of: stored) == stored.costPicoUSD else {
      return stored.costPicoUSD
    }
    return listCost(of: completion) ?? stored.costPicoUSD
  }

  private func listCost(of completion: LedgerCompletion) -> Int64? {
    let prefix = completion.provider + ":"
    let model = completion.model
    let name = model.hasPrefix(prefix) ? String(model.dropFirst(prefix.count)) : model
    let price = prices.price(provider: completion.provider, model: name)
    return price?.cost(of: completion.usage).picodollars
  }

  private func rescued(from attempt: LedgerAttempt) -> LedgerCompletion? {
    let provider = ProviderTable.provider(named: attempt.provider)
    guard let body = attempt.body,
      let wireFormat = attempt.wireFormat ?? provider?.wireFormat.rawValue,
      let completion = Self.completion(
        in: body, wireFormat: wireFormat, provider: attempt.provider),
      completion.finishReason != .error
    else { return nil }
    var rescued = LedgerCompletion(
      key: attempt.key, step: attempt.step, turn: attempt.turn, wireFormat: wireFormat,
      model: attempt.model, provider: attempt.provider,
      endpoint: attempt.endpoint ?? attempt.provider, body: body,
      promptTokens: attempt.promptTokens, completionTokens: attempt.completionTokens,
      usageSource: .estimated, latency: attempt.latency ?? .zero, session: attempt.session,
      createdAt: attempt.createdAt)
    rescued.costPicoUSD = attempt.costPicoUSD
    return reread(rescued, as: completion)
  }
}

extension LedgerCompletion {
  /// Its tokens; none if they are unknown.
  var usage: TokenUsage {
    TokenUsage(
      promptTokens: promptTokens ?? 0, cachedTokens: cachedTokens ?? 0,
      cacheWriteTokens: cacheWriteTokens ?? 0, completionTokens: completionTokens ?? 0,
      reasoningTokens: reasoningTokens ?? 0)
  }
}
