internal import FacetConfiguration
internal import FacetPlatform

/// The file names of a sharded run: a folder for each shard, with its ledger, its part of the
/// dataset and its status.
package enum ShardPlaces {
  /// The name of a shard's folder.
  package static func name(of index: Int) -> String {
    let digits = String(index)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// The ledger in a shard's folder, or in the folder of merged shards.
  package static func ledger(in folder: String) -> String { folder + "/ledger.sqlite" }

  /// A shard's part of the dataset, in the format of the whole.
  package static func part(in folder: String, likeOutput output: String) -> String {
    folder + "/part" + (output.hasSuffix(".jsonl") ? ".jsonl" : ".json")
  }
}

extension RunPlan {
  /// The folder of the run's shards, the same for each of them.
  var shardsFolder: String? {
    guard let shard = options.shard else { return nil }
    if let folder = options.shardsFolder { return folder }
    var words = [configuration.taskType, configuration.model.modelName]
    if let replicate = options.replicate { words.append(replicate) }
    words = words.map(OutputLocation.cleaned)
    words.append(String(fingerprint.description.prefix(8)))
    if options.isTest { words.append("test") }
    if options.rehearsal != nil { words.append("rehearsal") }
    words.append("\(shard.count)shards")
    return OutputLocation.folder(of: configuration) + "/shards/" + words.joined(separator: "_")
  }

  /// The folder of this node for a ledger on a shared file system; `nil` for none.
  func scratchFolder(for ledger: String) -> String? {
    guard let scratch = options.scratch, options.collection == nil else { return nil }
    let names = ["SLURM_TMPDIR", "TMPDIR"]
    let customary = names.lazy.compactMap { options.environment[$0] }.first { !$0.isEmpty }
    let base = scratch == "auto" ? customary ?? "/tmp" : scratch
    let path = FileSystem.absolute(ledger, in: FileSystem.workingDirectory)
    let key = SHA256(of: Array("\(path) \(ProcessIdentity.current.processID)".utf8))
    return "\(base)/facet-\(key.description.prefix(16))"
  }

  /// The plan with the shard's own ledger and output; unchanged for a whole run.
  func placed() -> RunPlan {
    guard let shard = options.shard, let folder = shardsFolder else { return self }
    var plan = self
    let own = folder + "/" + ShardPlaces.name(of: shard.index)
    plan.mergedPath = options.output
    plan.shardFolder = own
    plan.output = OutputLocation(at: ShardPlaces.part(in: own, likeOutput: output.path))
    let isNamed =
      options.ledgerPath != nil || !(options.environment["FACET_LEDGER"] ?? "").isEmpty
    if options.usesLedger, !isNamed { plan.ledgerPath = ShardPlaces.ledger(in: own) }
    return plan
  }
}
