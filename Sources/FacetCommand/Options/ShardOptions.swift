internal import ArgumentParser
internal import Facet

/// Which part of a run this process answers.
struct ShardOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Answer one part of the samples: its 0-based number and the number of parts, such as 3/8.",
      valueName: "i/n"))
  var shard: String?

  @Option(
    help: ArgumentHelp(
      "Shards that run at the same time and share the limits; default: all.", valueName: "count"))
  var share: Int?

  @Option(
    help: ArgumentHelp(
      "The folder of the run's shards; default: one under data/agents/shards.",
      valueName: "folder"), completion: .directory)
  var shardsDir: String?

  @Option(
    help: ArgumentHelp(
      "Work on a ledger in this folder of the node, and bring it to its place; 'auto' for the "
        + "node's temporary folder.", valueName: "folder"), completion: .directory)
  var scratch: String?

  func validate() throws {
    try OptionRule.name(scratch, "--scratch")
    try OptionRule.name(shardsDir, "--shards-dir")
    if let shard { _ = try Self.part(shard, share: share) }
    if shard == nil, share != nil { throw ValidationError("'--share' needs '--shard'.") }
    if shard == nil, shardsDir != nil { throw ValidationError("'--shards-dir' needs '--shard'.") }
  }

  /// The shard that a text such as `3/8` names.
  ///
  /// - Throws: `ValidationError` for a text that names none.
  static func part(_ text: String, share: Int?) throws -> Shard {
    let words = text.split(separator: "/", omittingEmptySubsequences: false)
    let isWritten =
      words.count == 2
      && words.allSatisfy { word in
        !word.isEmpty
          && word.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      }
    guard isWritten, let index = Int(words[0]), let count = Int(words[1]) else {
      throw ValidationError(
        "'--shard' must be a shard's number and the number of shards, such as '0/8', not "
          + "'\(text)'.")
    }
    guard count >= 1, count <= Shard.largestCount else {
      throw ValidationError(
        "'--shard \(text)' must have from 1 to \(Shard.largestCount) shards.")
    }
    guard index < count else {
      throw ValidationError(
        "'--shard \(text)' does not exist: shards are numbered from 0, so the last of \(count) is "
          + "\(count - 1)/\(count).")
    }
    guard let shard = Shard(index: index, count: count, share: share) else {
      throw ValidationError("'--share' must be from 1 to the number of shards, \(count).")
    }
    return shard
  }

  /// - Throws: `ValidationError` if the shard would keep no ledger, so that nothing could be merged.
  func apply(to options: inout RunOptions) throws {
    options.scratch = scratch
    // The shards of a launch would otherwise share one ledger across hosts.
    if LaunchedShard.arguments != nil { options.environment["FACET_LEDGER"] = nil }
    MergeSession.current?.apply(to: &options)
    guard let shard else { return }
    guard options.usesLedger else {
      throw ValidationError("'--shard' needs a ledger: shards are merged from their ledgers.")
    }
    options.shard = try Self.part(shard, share: share)
    options.shardsFolder = shardsDir
  }
}
