package import FacetPlatform

/// How a rehearsal answers: its seed, its pace, its limits and its faults.
package struct RehearsalOptions: Sendable {
  /// The address to listen on; names beyond loopback open the rehearsal to the network.
  package var host = "127.0.0.1"
  /// The port; 0 for any free port.
  package var port = 0
  /// The threads that serve, 1 or 2.
  package var threads = 1
  /// The seed of the answers' text and of the faults.
  package var seed: UInt64

  /// The minimum latency of an answer.
  package var latency: Duration = .zero
  /// The maximum random addition to the latency.
  package var jitter: Duration = .zero
  /// The share of answers that take ``slowLatency`` instead.
  package var slowFraction = 0.0
  package var slowLatency: Duration = .seconds(10)

  package var limits = RehearsalLimits()
  /// The wait named by a rate-limit fault.
  package var retryAfter: Duration = .seconds(1)

  package var faults = RehearsalFaults()
  /// Whether the faults above affect only the first attempt of a content.
  package var faultsOnFirstAttemptOnly = false
  /// The pause between two bytes of an answer that drips.
  package var dripInterval: Duration = .milliseconds(20)

  /// How long the beginning of a prompt stays cached after its last use; zero for no cache.
  package var prefixLifetime: Duration = .seconds(300)

  /// The length of answers in tokens; `nil` for about 40 to 90 words.
  package var responseTokens: Int?
  /// Whether a request with tools, but without tool results, is answered with a call of the first
  /// tool.
  package var callsTools = false

  /// The teacher that answers conversations about CSV files; `nil` for none.
  package var teacher: RehearsalTeacher?
  /// Whether a request that offers tools is refused, as by servers without tool support.
  package var refusesTools = false
  /// Whether a request with a response format is refused, as by servers without structured answers.
  package var refusesFormats = false

  /// The names in the lists of models; other names are answered too.
  package var models = ["rehearsal-large", "rehearsal-small"]
  /// The name prefix of models that do not exist; `nil` if all exist.
  package var missingModelPrefix: String? = "missing-"
  /// The valid keys; `nil` if any key, or none, is accepted.
  package var acceptedKeys: Set<Secret>?

  package init(seed: UInt64 = 0) {
    self.seed = seed
  }

  /// The settings that determine the answers: rehearsals with the same identity give the same
  /// answers.
  package var identity: String {
    var parts = ["seed=\(seed)"]
    if !faults.isEmpty { parts.append("faults=\(faults)") }
    if faultsOnFirstAttemptOnly { parts.append("first-attempt-only") }
    if let responseTokens { parts.append("response-tokens=\(responseTokens)") }
    if callsTools { parts.append("calls-tools") }
    if let teacher { parts.append("teacher=\(teacher.habits)") }
    if refusesTools { parts.append("refuses-tools") }
    if refusesFormats { parts.append("refuses-formats") }
    return parts.joined(separator: " ")
  }
}

/// The limits of a rehearsal, per model and in total.
package struct RehearsalLimits: Sendable, Hashable {
  /// Requests per minute, per model and wire format; `nil` for no limit.
  package var requestsPerMinute: Int?
  /// Tokens per minute, per model and wire format, prompt and answer together; `nil` for no limit.
  package var tokensPerMinute: Int?
  /// The burst that may be used at once, as a duration of the rate.
  package var burst: Duration = .seconds(60)
  /// The requests in flight, over all models, above which the server has no capacity.
  package var maxConcurrent: Int?
  /// The status of a server without capacity: 429 or 503.
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
