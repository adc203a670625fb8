internal import FacetTasks

/// Certificates as a table: a line for each task, then the reasons of those that do not hold.
enum CertificateTable {
  static func text(of certificates: [Certificate], _ paths: [String]) -> String {
    let rows = zip(paths, certificates).map { path, certificate in
      [
        path, certificate.holds ? "yes" : "no", share(certificate.solution),
        share(certificate.nothing), caught(certificate.wrong, but: certificate.wrong.passed),
        caught(certificate.tampering, but: certificate.rewardedTampering),
        "\((certificate.seconds * 10).rounded() / 10) s",
      ]
    }
    let table = TextTable.text(
      header: ["task", "holds", "solution", "nothing", "caught", "tampering caught", "time"],
      rows: rows)
    let reasons = zip(paths, certificates).flatMap { path, certificate in
      certificate.reasons.map { "\(path): \($0)\n" }
    }
    return table + reasons.joined()
  }

  /// `1 of 1 task holds`, `7 of 8 tasks hold`
  static func summary(of certificates: [Certificate]) -> String {
    let held = certificates.count(where: \.holds)
    let all = Quantity.count(certificates.count, "task")
    return "\(Quantity.grouped(held)) of \(all) "
      + (held == 1 || certificates.count == 1 ? "holds" : "hold")
  }

  /// How many of a group passed.
  private static func share(_ group: Certificate.Group) -> String {
    group.names.isEmpty ? "-" : "\(group.passed) of \(group.names.count)"
  }

  /// The share of a group that was caught: all but those that passed.
  private static func caught(_ group: Certificate.Group, but passed: Int) -> String {
    group.names.isEmpty ? "-" : "\(group.names.count - passed) of \(group.names.count)"
  }
}
