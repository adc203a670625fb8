internal import FacetJSON

/// What a certificate asks of a task.
package struct CertificateRules: Sendable, Hashable {
  /// Changes when attempts are added or asked more strictly; earlier certificates then show less.
  private static let version = 1

  /// Runs in which the solution must pass, and in which doing nothing must fail.
  package var repeats = 2
  /// Changed solutions to try.
  package var mutations = 6
  /// The least share of them that the tests must catch.
  package var leastCaught = 0.5
  /// Whether tampering is tried.
  package var tampers = true
  /// Wrong solutions of a model to try.
  var wrongSolutions = 0
  /// How many of them the tests must catch.
  var minimumCaught = 0
  /// Whether Dockerfiles and boxes that want a network have it.
  var hasNetwork = false

  package init() {}

  /// As a certificate tells it.
  var json: JSONValue {
    var json: JSONObject = [
      "version": .number(JSONNumber(Self.version)), "network": .bool(hasNetwork),
      "repeats": .number(JSONNumber(repeats)), "mutations": .number(JSONNumber(mutations)),
      "least_caught": .number(JSONNumber(leastCaught)), "tamper": .bool(tampers),
    ]
    if wrongSolutions > 0 {
      json["wrong"] = [
        "count": .number(JSONNumber(wrongSolutions)),
        "minimum_caught": .number(JSONNumber(minimumCaught)),
      ]
    }
    return .object(json)
  }

  /// Reads ``json``.
  ///
  /// - Returns: `nil` for rules of another version, or that do not say everything.
  init?(json: JSONValue?) {
    guard let json, json["version"]?.int == Self.version, let network = json["network"]?.bool,
      let repeats = json["repeats"]?.int, let mutations = json["mutations"]?.int,
      let leastCaught = json["least_caught"]?.double, let tampers = json["tamper"]?.bool
    else { return nil }
    hasNetwork = network
    self.repeats = repeats
    self.mutations = mutations
    self.leastCaught = leastCaught
    self.tampers = tampers
    wrongSolutions = json["wrong"]?["count"]?.int ?? 0
    minimumCaught = json["wrong"]?["minimum_caught"]?.int ?? 0
  }

  /// Whether what holds under these rules holds under others, which ask for no more and
  /// have the same network.
  func cover(_ others: CertificateRules) -> Bool {
    hasNetwork == others.hasNetwork && repeats >= others.repeats && mutations >= others.mutations
      && leastCaught >= others.leastCaught && (tampers || !others.tampers)
      && wrongSolutions >= others.wrongSolutions && minimumCaught >= others.minimumCaught
  }
}
