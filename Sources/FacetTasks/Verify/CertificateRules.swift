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

  package init() {}

  /// As a certificate tells it.
  var json: JSONValue {
    [
      "repeats": .number(JSONNumber(repeats)), "mutations": .number(JSONNumber(mutations)),
      "least_caught": .number(JSONNumber(leastCaught)), "tamper": .bool(tampers),
    ]
  }

  /// Reads ``json``; the defaults stand for what earlier versions did not tell.
  init(json: JSONValue?) {
    repeats = json?["repeats"]?.int ?? repeats
    mutations = json?["mutations"]?.int ?? mutations
    leastCaught = json?["least_caught"]?.double ?? leastCaught
    tampers = json?["tamper"]?.bool ?? tampers
  }

  /// Whether what holds under these rules holds under others, which ask for no more.
  func cover(_ others: CertificateRules) -> Bool {
    repeats >= others.repeats && mutations >= others.mutations
      && leastCaught >= others.leastCaught && (tampers || !others.tampers)
  }
}
