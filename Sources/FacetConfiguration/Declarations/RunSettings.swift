package import FacetJSON

/// Where the samples are and which of them are taken.
package struct DataConfiguration: Sendable, Hashable {
  /// As written; ``TaskConfiguration/inputFile()`` finds it.
  package var inputPath: String
  package var inputPathLocation: SourceLocation
  /// The same place with its file, or the option that gave the path.
  package var inputPathPlace: SourcePlace
  /// `nil` for all; 100 where the configuration says nothing.
  package var sampleSize: Int?
  package var inputField: String
  package var referenceField: String
  package var idField: String
  /// Chooses samples by chance instead of taking the first.
  package var shuffleSeed: Int?
  /// Whether a CSV file's first row names its fields; `nil` for yes.
  package var hasHeader: Bool?
  /// Whether rows that cannot be read are left out instead of stopping the run.
  package var skipsBadRows = false

  static let defaultSampleSize = 100
}

/// Limits on how fast requests go out.
package struct Limits: Sendable, Hashable {
  /// Requests in flight per endpoint.
  package var maxConcurrency: Int
  package var rates: RateLimits
  /// Limits by the name of a provider or a model, over the general ones.
  package var specific: [String: SpecificLimits]
  /// How long requests that begin alike wait at most for the first of them to be answered, so that
  /// the provider's cache is warm; zero for not at all.
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

/// Limits by the minute; `nil` for what the provider's headers say.
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

/// When a request is asked again, and how long it may take.
package struct RetryPolicy: Sendable, Hashable {
  /// Attempts that may fail for a reason of their own; 429, 503 and 529 use up none.
  package var maxAttempts: Int
  /// The deadline of one attempt.
  package var timeout: Duration
  /// How long the first byte of an answer may take; `nil` for no limit of its own.
  package var firstByteTimeout: Duration?
  /// How long to wait until the endpoint serves the model; `nil` for not at all.
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

/// What becomes of an answer that is refused or cut, and how many failures a run may have.
package struct OutcomePolicy: Sendable, Hashable {
  /// What becomes of an unwanted answer.
  package enum Action: String, Sendable, CaseIterable {
    case keep
    case fail
    case retry
  }

  /// How many cells may fail in a run that counts as complete.
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

/// Where a run stops; `nil` for no limit.
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
