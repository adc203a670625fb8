internal import FacetJSON

/// What a certificate asks of a task.
package struct CertificateRules: Sendable, Hashable {
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

  package init() {}

  /// As a certificate tells it.
  var json: JSONValue {
    var json: JSONObject = [
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

  /// Reads ``json``; the defaults stand for what earlier versions did not tell.
  init(json: JSONValue?) {
    repeats = json?["repeats"]?.int ?? repeats
    mutations = json?["mutations"]?.int ?? mutations
    leastCaught = json?["least_caught"]?.double ?? leastCaught
    tampers = json?["tamper"]?.bool ?? tampers
    wrongSolutions = json?["wrong"]?["count"]?.int ?? 0
    minimumCaught = json?["wrong"]?["minimum_caught"]?.int ?? 0
  }

  /// Whether what holds under these rules holds under others, which ask for no more.
  func cover(_ others: CertificateRules) -> Bool {
    repeats >= others.repeats && mutations >= others.mutations
      && leastCaught >= others.leastCaught && (tampers || !others.tampers)
      && wrongSolutions >= others.wrongSolutions && minimumCaught >= others.minimumCaught
  }
}
