internal import ArgumentParser
internal import Facet
internal import FacetJSON
internal import FacetLedger
internal import FacetPlatform

extension LedgerCommand {
  /// `facet ledger check`
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Read the whole ledger and report damaged rows.",
      discussion: """
        Checks the file, the digest of every answer and code result, and whether every answer can \
        be read. Damaged rows are never used: the next run requests them again. The exit status \
        is 1 if anything is damaged.

        Example: facet ledger check
        """)

    @OptionGroup var ledger: LedgerLocation

    @Flag(help: "Add digests to rows from earlier versions, which have none.")
    var addDigests = false

    @Flag(help: "Print one JSON document.")
    var json = false

    func run() async throws {
      try await ledger.withLedger(reportsDamage: false) { ledger in
        let check = try await ledger.check(addsDigests: addDigests) { LedgerReparser.reads($0) }
        let text =
          json
          ? String(decoding: Self.json(check).bytes(style: .indented), as: UTF8.self)
          : Self.text(check, path: ledger.path)
        Terminal.write(text + "\n", to: .standardOutput)
        if !check.isWhole { throw ExitStatus(code: ExitStatus.failure) }
      }
    }

    /// The number of damaged rows to list; the rest are counted.
    private static let listed = 20

    static func text(_ check: LedgerCheck, path: String) -> String {
      var lines = check.problems.map { "the file: \($0)" }
      lines += check.damaged.prefix(listed).map { row in
        var line = "damaged: \(row.table)"
        if let id = row.id { line += " \(id)" }
        if let fingerprint = row.fingerprint { line += ", request \(fingerprint)" }
        return line
      }
      if check.damaged.count > listed {
        lines.append("and \(Quantity.grouped(check.damaged.count - listed)) more")
      }
      lines.append(
        "\(Quantity.count(check.rows, "row")) read, "
          + "\(Quantity.grouped(check.damaged.count)) damaged")
      if check.unchecked > 0 {
        lines.append(
          "\(Quantity.count(check.unchecked, "row")) of an earlier version without a digest; "
            + "'--add-digests' adds one")
      }
      if check.unreadable > 0 {
        lines.append(
          "\(Quantity.count(check.unreadable, "answer")) can no longer be read; "
            + "the next run requests \(check.unreadable == 1 ? "it" : "them") again")
      }
      if !check.damaged.isEmpty {
        lines.append("damaged rows are not used; to replace them, run their configuration again")
      }
      if !check.problems.isEmpty {
        lines.append(
          "copy the file, then recover its readable part with "
            + "'sqlite3 \(path) .recover | sqlite3 NEW'"
        )
      }
      return lines.joined(separator: "\n")
    }

    private static func json(_ check: LedgerCheck) -> JSONValue {
      func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }
      return [
        "is_whole": .bool(check.isWhole), "rows": number(check.rows),
        "without_digest": number(check.unchecked), "unreadable": number(check.unreadable),
        "damaged": .array(
          check.damaged.map { row in
            [
              "table": .string(row.table), "id": row.id.map { number(Int($0)) } ?? .null,
              "fingerprint": row.fingerprint.map { .string($0.description) } ?? .null,
            ]
          }),
        "problems": .array(check.problems.map { .string($0) }),
      ]
    }
  }
}
