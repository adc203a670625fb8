package import FacetPlatform

/// How a rehearsal answers: its seed, its pace, its limits and its faults.
package struct RehearsalOptions: Sendable {
  /// The address to listen on; names beyond loopback open the rehearsal to the network.
  package var host = "127.0.0.1"
  /// The port; 0 for one that is free.
  package var port = 0
  /// The threads that serve, 1 or 2.
  package var threads = 1
  /// What the answers' text and the faults are drawn from.
  package var seed: UInt64

  /// How long an answer takes at least.
  package var latency: Duration = .zero
  /// The most that chance adds to the latency.
  package var jitter: Duration = .zero
  /// The share of answers that take ``slowLatency`` instead.
  package var slowFraction = 0.0
  package var slowLatency: Duration = .seconds(10)

  package var limits = RehearsalLimits()
  /// What a fault of rate limiting tells the client to wait.
  package var retryAfter: Duration = .seconds(1)

  package var faults = RehearsalFaults()
  /// Whether only the first attempt of a content meets the faults above.
  package var faultsOnFirstAttemptOnly = false
  /// The pause between two bytes of an answer that drips.
  package var dripInterval: Duration = .milliseconds(20)

  /// How long the beginning of a prompt stays cached after its last use; zero for no cache.
  package var prefixLifetime: Duration = .seconds(300)

  /// How long answers are, in tokens; `nil` for some 40 to 90 words.
  package var responseTokens: Int?
  /// Whether a request with tools, and without results of one, is answered with a call of the
  /// first.
  package var callsTools = false

  /// Who answers conversations about CSV files; `nil` for nobody.
  package var teacher: RehearsalTeacher?
  /// Whether a request that offers tools is refused, as by servers that know none.
  package var refusesTools = false

  /// The names in the lists of models; every other name is answered too.
  package var models = ["rehearsal-large", "rehearsal-small"]
  /// Models whose name begins so do not exist; `nil` where all do.
  package var missingModelPrefix: String? = "missing-"
  /// The keys that are right; `nil` where any is, and none.
  package var acceptedKeys: Set<Secret>?

  package init(seed: UInt64 = 0) {
    self.seed = seed
  }

  /// What two rehearsals must share for one's answers to stand for the other's.
  package var identity: String {
    var parts = ["seed=\(seed)"]
    if !faults.isEmpty { parts.append("faults=\(faults)") }
    if faultsOnFirstAttemptOnly { parts.append("first-attempt-only") }
    if let responseTokens { parts.append("response-tokens=\(responseTokens)") }
    if callsTools { parts.append("calls-tools") }
    if let teacher { parts.append("teacher=\(teacher.habits)") }
    if refusesTools { parts.append("refuses-tools") }
    return parts.joined(separator: " ")
  }
}

/// What a rehearsal serves at most, per model and in all.
package struct RehearsalLimits: Sendable, Hashable {
  /// Per model and wire format; `nil` for no limit.
  package var requestsPerMinute: Int?
  /// Per model and wire format, prompt and answer together; `nil` for no limit.
  package var tokensPerMinute: Int?
  /// How much of a minute's allowance may be used at once, as a time.
  package var burst: Duration = .seconds(60)
  /// The requests in flight, over all models, above which the server has no capacity.
  package var maxConcurrent: Int?
  /// What a server without capacity answers: 429 or 503.
  package var saturatedStatus = 429

  package init(
    requestsPerMinute: Int? = nil, tokensPerMinute: Int? = nil, burst: Duration = .seconds(60),
    maxConcurrent: Int? = nil, saturatedStatus: Int = 429
  ) {
    self.requestsPerMinute = requestsPerMinute
    self.tokensPerMinute = tokensPerMinute
    self.burst = burst
    self.maxConcurrent = maxConcurrent
    self.saturatedStatus = saturatedStatus
  }
}
