internal import FacetModels

/// The evidence in a lane's failures that its model or endpoint is at fault rather than single
/// requests.
///
/// One cell can look like a broken endpoint: a sample that quotes an error, or a prompt that is too
/// long for a server with an unknown message. Such a failure stops nothing until other samples have
/// failed alike and none was answered in between.
struct FaultEvidence: Sendable {
  /// A request that failed.
  struct Failure: Sendable {
    var error: ModelError
    /// The number of its sample.
    var sample: Int
    var promptTokens: Int
  }

  /// The features that failures must share to count as one fault.
  private struct Likeness: Hashable {
    var status: Int?
    var code: String?
  }

  private struct Rejections {
    var samples: Set<Int> = []
    var promptTokens: ClosedRange<Int>
  }

  /// The number of different samples rejected alike that stops a lane without any answer.
  static let rejections = 20
  /// The same number for samples of similar length, which may all be too long.
  static let rejectionsOfOneLength = 60
  /// The number of rejections after which the shortest waiting request goes first.
  private static let rejectionsPerShortest = 5
  /// The number of suspicious failures without a success in between that are believed regardless of
  /// their samples.
  private static let manySuspicions = 8

  /// Whether the lane has answered any request.
  private(set) var hasAnswered = false
  private var rejected: [Likeness: Rejections] = [:]
  private var suspectSamples: Set<Int> = []
  private var suspicions = 0

  mutating func succeed() {
    hasAnswered = true
    if suspicions > 0 {
      suspicions = 0
      suspectSamples = []
    }
    if !rejected.isEmpty { rejected = [:] }
  }

  /// Whether a rejection that may be the request's own fault stops the lane.
  mutating func reject(_ failure: Failure) -> Bool {
    guard !hasAnswered else { return false }
    let likeness = Likeness(status: failure.error.status, code: failure.error.code)
    let tokens = failure.promptTokens
    var alike = rejected[likeness] ?? Rejections(promptTokens: tokens...tokens)
    alike.samples.insert(failure.sample)
    alike.promptTokens =
      min(alike.promptTokens.lowerBound, tokens)...max(alike.promptTokens.upperBound, tokens)
    rejected[likeness] = alike
    let differsInLength = alike.promptTokens.upperBound / 2 >= alike.promptTokens.lowerBound
    return alike.samples.count
      >= (differsInLength ? Self.rejections : Self.rejectionsOfOneLength)
  }

  /// Whether the shortest waiting request should go next, to test whether the length is the cause.
  var asksForShortest: Bool {
    rejected.values.contains { $0.samples.count % Self.rejectionsPerShortest == 0 }
  }

  /// Whether a failure that points at the model or the endpoint is believed.
  ///
  /// - Parameter isAlone: Whether the lane has no other request.
  mutating func suspect(_ failure: Failure, isAlone: Bool) -> Bool {
    suspicions += 1
    suspectSamples.insert(failure.sample)
    guard suspicions > 1 else { return false }
    if failure.error.isCertain || isAlone || suspicions >= Self.manySuspicions { return true }
    return suspectSamples.count >= (hasAnswered ? 4 : 2)
  }
}
