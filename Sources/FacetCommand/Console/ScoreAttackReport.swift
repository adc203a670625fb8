internal import Facet
internal import FacetJSON

/// The report on which scores worthless answers can win.
struct ScoreAttackReport {
  let findings: [ScoreAttack.Finding]

  /// A line for each score, with the attack that wins most.
  var text: String {
    findings.map { finding in
      guard let best = finding.best else {
        return "  \(finding.name): not attacked; \(finding.reason ?? "it has no number here")"
      }
      let average = ScoreReport.decimals(best.mean)
      let words =
        "an answer \(best.words) scores \(average) on average over "
        + Quantity.count(best.scored, "sample")
      return finding.isGamed
        ? "  \(finding.name): can be gamed; \(words), such as:\n    "
          + Quantity.firstLine(best.example)
        : "  \(finding.name): holds; at best \(words)"
    }.joined(separator: "\n")
  }

  /// All attacks as JSON.
  var json: String {
    let scores = findings.map { finding -> JSONValue in
      [
        "name": .string(finding.name), "gamed": .bool(finding.isGamed),
        "reason": finding.reason.map { .string($0) } ?? .null,
        "attacks": .array(
          finding.attacks.map { attack in
            [
              "attack": .string(attack.name), "mean": .number(JSONNumber(finite: attack.mean)),
              "scored": .number(JSONNumber(attack.scored)), "example": .string(attack.example),
            ]
          }),
      ]
    }
    return JSONValue.object(["scores": .array(scores)]).text
  }
}
