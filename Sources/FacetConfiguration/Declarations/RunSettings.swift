package import FacetJSON

/// The input file and the selection of its samples.
package struct DataConfiguration: Sendable, Hashable {
  /// The path as written; ``TaskConfiguration/inputFile()`` resolves it.
  package var inputPath: String
  package var inputPathLocation: SourceLocation
  /// The same place with its file, or the option that set the path.
  package var inputPathPlace: SourcePlace
  /// `nil` for all; 100 by default.
  package var sampleSize: Int?
  package var inputField: String
  package var referenceField: String
  package var idField: String
  /// The field with a conversation to answer; `nil` if samples are texts.
  package var messagesField: String?
  /// The seed of a random choice of samples; `nil` for the first samples.
  package var shuffleSeed: Int?
  /// Whether a CSV file has a header row; `nil` for yes.
  package var hasHeader: Bool?
  /// Whether unreadable rows are skipped instead of stopping the run.
  package var skipsBadRows = false
  /// Rows with equal values in all of these fields are used once; empty to use every row.
  package var distinctFields: [String] = []

  static let defaultSampleSize = 100
}

/// Limits on concurrency and on the rate of requests.
package struct Limits: Sendable, Hashable {
  /// The maximum number of requests in flight per endpoint.
  package var maxConcurrency: Int
  package var rates: RateLimits
  /// Limits by the name of a provider or a model, which override the general ones.
  package var specific: [String: SpecificLimits]
  /// The longest time that requests with a shared prefix wait for the first answer, which warms the
  /// provider's cache; zero for no wait.
  package var lead: Duration = .seconds(10)

  package init(
    maxConcurrency: Int = 64, rates: RateLimits = RateLimits(),
    specific: [String: SpecificLimits] = [:]
  ) {
    self.maxConcurrency = maxConcurrency
    self.rates = rates
    self.specific = specific
  }
}

/// Limits per minute; `nil` for the limits in the provider's headers.
package struct RateLimits: Sendable, Hashable {
  package var requestsPerMinute: Int?
  package var tokensPerMinute: Int?

  package init(requestsPerMinute: Int? = nil, tokensPerMinute: Int? = nil) {
    self.requestsPerMinute = requestsPerMinute
    self.tokensPerMinute = tokensPerMinute
  }
}

/// Limits of one provider or model; `nil` for the general ones.
package struct SpecificLimits: Sendable, Hashable {
  package var maxConcurrency: Int?
  package var rates: RateLimits

  package init(maxConcurrency: Int? = nil, rates: RateLimits = RateLimits()) {
    self.maxConcurrency = maxConcurrency
    self.rates = rates
  }
}

/// When a request is retried, and how long it may take.
package struct RetryPolicy: Sendable, Hashable {
  /// The maximum number of failed attempts; 429, 503 and 529 do not count.
  package var maxAttempts: Int
  /// The deadline of one attempt.
  package var timeout: Duration
  /// The deadline of an answer's first byte; `nil` for no separate limit.
  package var firstByteTimeout: Duration?
  /// How long to wait until the endpoint serves the model; `nil` for no wait.
  package var waitForEndpoint: Duration?

  package init(
    maxAttempts: Int = 8, timeout: Duration = .seconds(600), firstByteTimeout: Duration? = nil,
    waitForEndpoint: Duration? = nil
  ) {
    self.maxAttempts = maxAttempts
    self.timeout = timeout
    self.firstByteTimeout = firstByteTimeout
    self.waitForEndpoint = waitForEndpoint
  }
}

/// The treatment of refused and truncated answers, and the failures that a run may have.
package struct OutcomePolicy: Sendable, Hashable {
  /// The treatment of an unwanted answer.
  package enum Action: String, Sendable, CaseIterable {
    case keep
    case fail
    case retry
  }

  /// The number of failed cells with which a run still counts as complete.
  package enum FailureAllowance: Sendable, Hashable {
    case count(Int)
    /// From 0 to 100.
    case percent(Double)
  }

  package var refused: Action
  package var truncated: Action
  package var maxFailures: FailureAllowance

  package init(
    refused: Action = .keep, truncated: Action = .keep,
    maxFailures: FailureAllowance = .count(0)
  ) {
    self.refused = refused
    self.truncated = truncated
    self.maxFailures = maxFailures
  }
}

/// The limits at which a run stops; `nil` for no limit.
package struct Budget: Sendable, Hashable {
  /// In US dollars, as written.
  package var usd: JSONNumber?
  package var tokens: Int?
  package var requests: Int?
  package var duration: Duration?

  package init(
    usd: JSONNumber? = nil, tokens: Int? = nil, requests: Int? = nil, duration: Duration? = nil
  ) {
    self.usd = usd
    self.tokens = tokens
    self.requests = requests
    self.duration = duration
  }

  package var isUnlimited: Bool {
    usd == nil && tokens == nil && requests == nil && duration == nil
  }
}
