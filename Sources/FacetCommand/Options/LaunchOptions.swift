internal import ArgumentParser
internal import Facet

/// What a launch runs, and how it is split.
struct LaunchOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The task's configuration.", valueName: "config"), completion: .jsonFile)
  var configuration: String?

  @Option(help: ArgumentHelp("The number of shards.", valueName: "count"))
  var shards: Int

  @Option(
    help: ArgumentHelp(
      "Shards that run at the same time and share the limits; default: all.", valueName: "count"))
  var atOnce: Int?

  @Option(
    help: ArgumentHelp(
      "Start this server beside each shard, on the port that replaces {port} or follows --port.",
      valueName: "command"))
  var server: String?

  @Option(
    help: ArgumentHelp("How long a server may take to serve its model.", valueName: "seconds"))
  var serverTimeout = 1800

  @Option(
    help: ArgumentHelp("Source this shell file first, on each node.", valueName: "file"),
    completion: .file())
  var modules: String?

  @Option(
    help: ArgumentHelp(
      "The launch's folder, which all nodes share; default: one under data/agents/launches.",
      valueName: "folder"), completion: .directory)
  var folder: String?

  @Option(help: ArgumentHelp("The name of the jobs; default: the task's.", valueName: "name"))
  var name: String?

  @Option(
    name: .customLong("program"),
    help: ArgumentHelp("The path of facet on the nodes; default: this one.", valueName: "path"),
    completion: .file())
  var program: String?

  @Option(
    help: ArgumentHelp(
      "Work on ledgers in this folder of each node; 'auto' for its temporary folder, which is the "
        + "default on a network file system.", valueName: "folder"), completion: .directory)
  var scratch: String?

  @Flag(help: "Only write the scripts; submit nothing.")
  var write = false

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp(
      "After '--': options of the run, or a whole command without a configuration before it.",
      valueName: "argument"))
  var arguments: [String] = []

  func validate() throws {
    try OptionRule.count(shards, "--shards", to: Shard.largestCount)
    try OptionRule.count(atOnce, "--at-once", to: Shard.largestCount)
    if let atOnce, atOnce > shards {
      throw ValidationError("'--at-once' must be at most the number of shards, \(shards).")
    }
    try OptionRule.count(serverTimeout, "--server-timeout", to: 604_800)
    for (value, option) in [
      (server, "--server"), (modules, "--modules"), (folder, "--folder"), (program, "--program"),
    ] {
      try OptionRule.name(value, option)
    }
    if let name {
      let isPlain = name.utf8.allSatisfy { byte in
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
          || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
          || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
          || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
      }
      guard isPlain, !name.isEmpty, name.utf8.count <= 63, !name.hasPrefix("-") else {
        throw ValidationError("'--name' must have letters, digits, '-', '_' and '.' only.")
      }
    }
  }
}
