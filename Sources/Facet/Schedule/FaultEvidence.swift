internal import FacetModels

/// What the failures of a lane say of its model or endpoint rather than of single requests.
///
/// One cell can look like a broken endpoint: a sample that quotes an error, a prompt that is too
/// long in words nobody knows. Such a failure stops nothing until other samples have failed alike
/// and none was answered between them.
struct FaultEvidence: Sendable {
  /// A request that failed.
  struct Failure: Sendable {
    var error: ModelError
    /// The number of its sample.
    var sample: Int
    var promptTokens: Int
  }

  /// What failures must share to be taken for one fault.
  private struct Likeness: Hashable {
    var status: Int?
    var code: String?
  }

  private struct Rejections {
    var samples: Set<Int> = []
    var promptTokens: ClosedRange<Int>
  }

  /// Different samples that are rejected alike before a lane that never answered stops.
  static let rejections = 20
  /// The same for samples of about one length, which may all be too long.
  static let rejectionsOfOneLength = 60
  /// After each so many, the shortest waiting request goes first.
  private static let rejectionsPerShortest = 5
  /// Suspicious failures without a success between them that are believed whatever their samples.
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

  /// Whether a rejection that may be the request's own fault is one too many.
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

  /// Whether the shortest waiting request should go next, to see if the length is what is rejected.
  var asksForShortest: Bool {
    rejected.values.contains { $0.samples.count % Self.rejectionsPerShortest == 0 }
  }

  /// Whether a failure that speaks of the model or the endpoint is believed.
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
