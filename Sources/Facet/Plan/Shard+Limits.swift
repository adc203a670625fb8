internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels

extension Shard {
  /// The configuration with the shard's part of limits and budget.
  ///
  /// - Throws: ``PlanError`` if a limit is smaller than the number of shards that share it: one of
  ///   them could never send a request.
  func part(of configuration: TaskConfiguration) throws(PlanError) -> TaskConfiguration {
    var configuration = configuration
    var mistakes: [String] = []
    func divide(_ limit: inout Int?, _ key: String) {
      guard let whole = limit else { return }
      if whole < share {
        mistakes.append(
          "\(configuration.path): error: '\(key)' is \(whole), which cannot be divided among "
            + "\(share) shards that run at the same time; raise it"
            + (whole > 0 ? ", or let fewer run at a time with '\(shareOption) \(whole)'" : ""))
      }
      limit = part(ofLimit: whole)
    }
    var limits = configuration.limits
    var general: Int? = limits.maxConcurrency
    divide(&general, "limits.max_concurrency")
    limits.maxConcurrency = general ?? limits.maxConcurrency
    divide(&limits.rates.requestsPerMinute, "limits.requests_per_minute")
    divide(&limits.rates.tokensPerMinute, "limits.tokens_per_minute")
    for name in limits.specific.keys.sorted() {
      guard var own = limits.specific[name] else { continue }
      divide(&own.maxConcurrency, "limits.\(name).max_concurrency")
      divide(&own.rates.requestsPerMinute, "limits.\(name).requests_per_minute")
      divide(&own.rates.tokensPerMinute, "limits.\(name).tokens_per_minute")
      limits.specific[name] = own
    }
    guard mistakes.isEmpty else { throw PlanError(mistakes) }
    configuration.limits = limits
    configuration.budget = part(of: configuration.budget)
    return configuration
  }

  private func part(of budget: Budget) -> Budget {
    Budget(
      usd: budget.usd.map { written in
        guard let whole = USDollars(written) else { return written }
        return USDollars(attodollars: part(ofTotal: whole.attodollars)).number
      },
      tokens: budget.tokens.map { part(ofTotal: $0) },
      requests: budget.requests.map { part(ofTotal: $0) },
      duration: budget.duration.map { whole in
        let (seconds, attoseconds) = whole.components
        let attosecondsPerSecond: Int128 = 1_000_000_000_000_000_000
        let own = part(ofTotal: Int128(seconds) * attosecondsPerSecond + Int128(attoseconds))
        return Duration(
          secondsComponent: Int64(own / attosecondsPerSecond),
          attosecondsComponent: Int64(own % attosecondsPerSecond))
      })
  }
}
