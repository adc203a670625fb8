internal import ArgumentParser
internal import Facet
internal import FacetCluster
internal import FacetJSON
internal import FacetLedger
internal import FacetPlatform

/// Unites the ledgers of shards, and writes the dataset by running their command on the result.
struct ShardMerge {
  var folders: [String]
  var ledger: String?
  var options: MergeOptions
  var console: Console

  /// - Throws: ``ExitStatus`` if cells are missing or failed; ``ClusterError``, ``LedgerError``.
  func run() async throws {
    let start = FileSystem.workingDirectory
    let shards = try ShardFolders(in: folders.map { FileSystem.absolute($0, in: start) })
    guard let first = shards.members.first else { return }
    let path =
      ledger.map { FileSystem.absolute($0, in: start) } ?? ShardPlaces.ledger(in: shards.root)
    let parent = FileSystem.parent(of: path)
    if FileSystem.isDirectory(parent), !FileSystem.isWritable(parent) {
      throw ClusterError(
        "the united ledger cannot be written into '\(parent)', which is read-only; name another file "
          + "with '--ledger'")
    }
    let united = try await united(shards, to: path)
    let session = MergeSession(
      collection: try collection(shards, united), ledger: path, status: first.status)
    var command = try command(first)
    if let output = options.output { command.wantedOutput = FileSystem.absolute(output, in: start) }
    // The command names its files as it did where the shards ran.
    let folder = first.status.workingDirectory
    if !folder.isEmpty, FileSystem.isDirectory(folder) { try FileSystem.enter(folder) }
    let trust = MergeTrust(start: start, shards: shards.root)
    if options.output == nil, let reason = try trust.refusal(ofOutput: command, console) {
      throw ClusterError(reason)
    }
    if !options.runPrograms, let reason = try trust.refusal(ofPrograms: command, console) {
      throw ClusterError(reason)
    }
    try await write(command, session)
    guard let outcome = session.outcome else { return }
    try report(outcome, shards, united, ledger: path, startedIn: start)
  }

  private func united(_ shards: ShardFolders, to path: String) async throws -> LedgerUnion {
    let restored = path + "-restored-\(ProcessIdentity.current.processID)"
    defer { Self.remove(restored) }
    var sources: [String] = []
    // The ledgers as the user knows them, by the copies that stand for them.
    var names: [String: String] = [:]
    for (number, member) in shards.members.enumerated() {
      let ledger = member.ledger
      if !MergeTrust.lies(ledger, below: member.folder), FileSystem.exists(ledger) {
        console.print(
          "note: the ledger of shard \(member.status.shard.index) is '\(ledger)', outside its folder"
        )
      }
      // What a lost node paid for may stand only in the records beside the ledger, and SQLite cannot
      // recover a ledger where it may not write.
      let shared = SharedLedger(path: ledger)
      let isReadOnly = [ledger, FileSystem.parent(of: ledger)].contains {
        !FileSystem.isWritable($0)
      }
      if shared.hasRecords || FileSystem.exists(ledger) && isReadOnly {
        let copy = "\(restored)/\(number).sqlite"
        for record in try await shared.restore(to: copy).unread {
          console.print("warning: \(record)")
        }
        sources.append(copy)
        names[copy] = ledger
      } else if FileSystem.exists(ledger) {
        sources.append(ledger)
      }
    }
    guard !sources.isEmpty else {
      throw ClusterError("no shard in '\(shards.root)' has a ledger yet; run them first")
    }
    let united = try await LedgerUnion.write(to: path, from: sources, options: options.union)
    for source in united.sources where source.damaged > 0 {
      let ledger = names[source.path] ?? source.path
      console.print(
        "error: the ledger '\(ledger)' is damaged: "
          + "\(Quantity.count(source.damaged, "completion")) "
          + "\(source.damaged == 1 ? "differs" : "differ") from the digest; "
          + "'facet ledger check --ledger \(ledger)' lists them, and '--skip-damaged' leaves "
          + "them out")
    }
    for conflict in united.conflicts {
      console.print(
        "error: '\(names[conflict.second] ?? conflict.second)' and "
          + "'\(names[conflict.first] ?? conflict.first)' hold different answers of "
          + "'\(conflict.model)' to the same request, \(conflict.key.fingerprint)")
    }
    if united.conflictCount > 0 {
      let further = united.conflictCount - united.conflicts.count
      console.print(
        (further > 0 ? "and \(Quantity.grouped(further)) more; " : "")
          + "\(Quantity.count(united.conflictCount, "request")) answered twice; "
          + "'--keep-first' uses the answer of the first shard")
    }
    guard united.isWhole else { throw ExitStatus(code: ExitStatus.failure) }
    return united
  }

  private static func remove(_ folder: String) {
    for name in FileSystem.names(in: folder) { FileSystem.remove(folder + "/" + name) }
    FileSystem.removeEmptyFolder(folder)
  }

  /// The start and the generation of the shards' runs.
  private func collection(
    _ shards: ShardFolders, _ united: LedgerUnion
  ) throws(ClusterError) -> RunOptions.Collection {
    var generation: (number: Int64, folder: String)?
    var start = Timestamp(seconds: .max)
    for member in shards.members {
      let run = united.sources.lazy
        .compactMap { $0.runs[SHA256(hexadecimal: member.status.runIdentity)] }.last
      guard let run else { continue }
      start = Timestamp(seconds: min(start.seconds, run.startedAt.seconds))
      if let generation, generation.number != run.generation {
        throw ClusterError(
          "'\(generation.folder)' and '\(member.folder)' do not belong together: one of them was "
            + "run with '--fresh'; run both with it, or neither")
      }
      generation = (run.generation, member.folder)
    }
    guard let generation else {
      throw ClusterError(
        "the ledgers in '\(shards.root)' do not know the runs of their shards; run them again")
    }
    return RunOptions.Collection(
      start: start, generation: generation.number, shards: shards.count)
  }

  /// The shards' command, restated so that it only writes the result.
  private func command(
    _ member: ShardFolders.Member
  ) throws(ClusterError) -> any MergeableCommand {
    let words = RetryFailedChoice.completing(member.status.command)
    let named: any MergeableCommand
    do {
      guard let parsed = try FacetCommand.parseAsRoot(words) as? any MergeableCommand else {
        throw ClusterError(
          "the status in '\(member.folder)' names a command that cannot be merged: "
            + "'facet \(words.first ?? "")'")
      }
      named = parsed
      let restated = try named.restated(with: options.sandbox)
      if let own = named.sandboxChoices?.python, own != options.sandbox.python {
        console.print(
          "note: the shards ran code with '\(own)'; this merge uses '\(options.sandbox.python)', "
            + "or the program of '--python'")
      }
      return restated
    } catch let error as ClusterError {
      throw error
    } catch {
      let message = FacetCommand.message(for: error).split(separator: "\n").first ?? ""
      throw ClusterError(
        "the status in '\(member.folder)' names a command that this version does not run: \(message)"
      )
    }
  }

  private func write(_ command: any MergeableCommand, _ session: MergeSession) async throws {
    var command = command
    do {
      try await MergeSession.$current.withValue(session) { try await command.run() }
    } catch let status as ExitStatus where session.outcome != nil && status.code != 1 {
      // The outcome says more than the status.
    }
  }

  private func report(
    _ outcome: RunOutcome, _ shards: ShardFolders, _ united: LedgerUnion, ledger: String,
    startedIn start: String
  ) throws {
    let folder = FileSystem.workingDirectory
    let path = FileSystem.absolute(outcome.datasetPath, in: folder)
    console.print(
      "merged \(Quantity.count(shards.count - shards.absent.count, "shard")): "
        + "\(Quantity.count(united.completions, "completion")), "
        + "\(Quantity.count(outcome.counts.answered, "answer")), "
        + "\(Quantity.grouped(outcome.counts.failed)) failed; ledger: "
        + Self.shown(ledger, in: start))
    let report = MissingReport(
      shards: shards, missing: outcome.missing, folder: folder == start ? nil : folder)
    for line in report.lines { console.print(line) }
    if options.json {
      ResultDocument.write(json(outcome, report, united, ledger: ledger, path: path))
    } else {
      Terminal.write(Self.shown(path, in: start) + "\n", as: .exact, to: .standardOutput)
    }
    if outcome.missing.count > 0 { throw ExitStatus(code: ExitStatus.partial) }
    if outcome.exitStatus != 0 { throw ExitStatus(code: outcome.exitStatus) }
  }

  /// A path as whoever started the merge in a folder names it.
  private static func shown(_ path: String, in start: String) -> String {
    path.hasPrefix(start + "/") ? String(path.dropFirst(start.count + 1)) : path
  }

  private func json(
    _ outcome: RunOutcome, _ report: MissingReport, _ united: LedgerUnion, ledger: String,
    path: String
  ) -> String {
    func number(_ count: Int) -> JSONValue { .number(JSONNumber(count)) }
    let (missing, shards) = (outcome.missing, report.shards)
    let object: JSONObject = [
      "dataset": .string(path), "ledger": .string(ledger), "shards": number(shards.count),
      "absent_shards": .array(shards.absent.map(number)),
      "completions": number(united.completions), "answered": number(outcome.counts.answered),
      "failed": number(outcome.counts.failed), "missing": number(missing.count),
      "missing_by_shard": .object(
        JSONObject(
          missing.byShard.sorted { $0.key < $1.key }.map { ("\($0.key)", number($0.value)) })),
      "fill": .array(report.commands.map { .string($0) }),
    ]
    return String(decoding: JSONValue.object(object).bytes(style: .indented), as: UTF8.self)
  }
}
