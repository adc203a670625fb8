package import FacetJSON

/// The result of running a piece of code in the sandbox.
package struct CodeExecution: Sendable, Equatable {
  /// The output of the code, cut in the middle if it was too long.
  package var standardOutput: String
  package var standardError: String
  /// Why the code did not complete; nil if it did.
  package var failure: Failure?
  /// The most hooks kept per piece of code.
  package static let maximumHooks = 256

  /// In the order of recording, including those before a failure.
  package var hooks: [CodeHook]
  /// The number of hooks discarded beyond the limit of one piece or of its conversation.
  package var hooksLeftOut = 0
  /// Every submitted answer, in order; the last one counts.
  package var submissions: [SubmittedAnswer]
  package var seconds: Double

  package var succeeded: Bool { failure == nil }

  /// Whether the session's variables are lost: the next piece starts in a fresh copy.
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

  /// Keeps the first hooks, and adds the rest to the discarded count.
  mutating func keepHooks(upTo count: Int) {
    guard hooks.count > count else { return }
    hooksLeftOut += hooks.count - count
    hooks.removeLast(hooks.count - count)
  }

  /// Why code did not complete.
  package enum Failure: Sendable, Equatable {
    /// The code raised an exception, given by class and message.
    case raised(type: String, message: String)
    /// The code exceeded its time limit.
    case timedOut(seconds: Double)
    /// The process ended: killed by the system, by a limit or by itself.
    case crashed(reason: String)
  }
}

/// An intermediate value that code recorded with `hook(…)`.
package struct CodeHook: Sendable, Equatable {
  package var name: String
  /// The value, normalised; numbers that JSON cannot represent are "NaN", "Infinity" or
  /// "-Infinity".
  package var value: JSONValue
  /// A name for the value, assigned outside the session; different values may share one.
  package var valueHash: String
  package var description: String?
  /// The line that made the value, as reported by the code.
  package var codeLine: String?
  /// Whether that line was run before the hook in this session; nil if unknown.
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

/// An answer that the code gave with `submit(…)`.
package struct SubmittedAnswer: Sendable, Equatable {
  /// The value, normalised like a hook's.
  package var value: JSONValue
  package var hash: String

  package init(value: JSONValue, hash: String) {
    self.value = value
    self.hash = hash
  }
}
