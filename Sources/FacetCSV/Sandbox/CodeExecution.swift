package import FacetJSON

/// What running a piece of code in the sandbox came to.
package struct CodeExecution: Sendable, Equatable {
  /// What the code printed, cut in the middle when there was too much of it.
  package var standardOutput: String
  package var standardError: String
  /// Why the code did not reach its end; nil when it did.
  package var failure: Failure?
  /// At most this many hooks are kept of one piece of code.
  package static let maximumHooks = 256

  /// In the order in which the code recorded them, those before a failure included.
  package var hooks: [CodeHook]
  /// Hooks that the code recorded beyond the limit on one piece, or on its conversation.
  package var hooksLeftOut = 0
  /// Every answer that the code submitted, in order; the last one counts.
  package var submissions: [SubmittedAnswer]
  package var seconds: Double

  package var succeeded: Bool { failure == nil }

  /// Whether the session's variables are gone: the next piece begins in a fresh copy.
  package var endedSession: Bool {
    switch failure {
    case .timedOut, .crashed: true
    case .raised, nil: false
    }
  }

  package init(
    standardOutput: String = "", standardError: String = "", failure: Failure? = nil,
    hooks: [CodeHook] = [], hooksLeftOut: Int = 0, submissions: [SubmittedAnswer] = [],
    seconds: Double = 0
  ) {
    self.standardOutput = standardOutput
    self.standardError = standardError
    self.failure = failure
    self.hooks = hooks
    self.hooksLeftOut = hooksLeftOut
    self.submissions = submissions
    self.seconds = seconds
  }

  /// Keeps the first hooks, and counts the others among those left out.
  mutating func keepHooks(upTo count: Int) {
    guard hooks.count > count else { return }
    hooksLeftOut += hooks.count - count
    hooks.removeLast(hooks.count - count)
  }

  /// Why code did not reach its end.
  package enum Failure: Sendable, Equatable {
    /// The code raised an exception: its class, its message.
    case raised(type: String, message: String)
    /// The code ran longer than it may.
    case timedOut(seconds: Double)
    /// The process ended: killed by the system, by a limit or by itself.
    case crashed(reason: String)
  }
}

/// An intermediate value that code recorded with `hook(…)`.
package struct CodeHook: Sendable, Equatable {
  package var name: String
  /// The value, normalised; a number that JSON has no word for is "NaN", "Infinity" or "-Infinity".
  package var value: JSONValue
  /// A name of the value, made outside the session; different values may share one.
  package var valueHash: String
  package var description: String?
  /// The line of the code that made the value, as the code gave it.
  package var codeLine: String?
  /// Whether that line was run before the hook, in this session; nil where nobody watched.
  package var lineRan: Bool?
  /// Names of the hooks from which this one follows.
  package var dependsOn: [String]

  package init(
    name: String, value: JSONValue, valueHash: String, description: String? = nil,
    codeLine: String? = nil, lineRan: Bool? = nil, dependsOn: [String] = []
  ) {
    self.name = name
    self.value = value
    self.valueHash = valueHash
    self.description = description
    self.codeLine = codeLine
    self.lineRan = lineRan
    self.dependsOn = dependsOn
  }
}

/// An answer that code gave with `submit(…)`.
package struct SubmittedAnswer: Sendable, Equatable {
  /// The value, normalised as a hook's is.
  package var value: JSONValue
  package var hash: String

  package init(value: JSONValue, hash: String) {
    self.value = value
    self.hash = hash
  }
}
