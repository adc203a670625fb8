internal import ArgumentParser
internal import Facet
internal import FacetCluster
internal import FacetConfiguration
internal import FacetLedger
internal import FacetPlatform

/// The folder of a launch, for the commands that follow one.
struct LaunchFolder: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The launch's folder.", valueName: "folder"), completion: .directory)
  var folder: String

  func validate() throws { try OptionRule.name(folder, "folder") }

  /// Without a slash at its end, absolute.
  var path: String {
    let path = FileSystem.absolute(folder, in: FileSystem.workingDirectory)
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}

/// The size at which arrays are split.
struct ArrayLimit: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The cluster's largest array; default: as the cluster says.", valueName: "count"))
  var maxArraySize: Int?

  func validate() throws { try OptionRule.count(maxArraySize, "--max-array-size") }
}

extension LaunchCommand {
  /// `facet launch status`
  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "status", abstract: "Show what the shards of a launch have done.",
      discussion: "Example: facet launch status data/agents/launches/facet-translation")

    @OptionGroup var place: LaunchFolder

    @Flag(help: "Print one JSON document.")
    var json = false

    func run() async throws {
      let console = Console()
      try await LaunchCommand.reporting(console) {
        let plan = try LaunchPlan(in: place.path)
        let state = try await LaunchCommand.state(of: plan, in: place.path)
        if json {
          ResultDocument.write(state.json)
        } else {
          Terminal.write(LaunchReport.text(state, plan, in: place.path) + "\n", to: .standardOutput)
        }
      }
    }
  }

  /// `facet launch resubmit`
  struct Resubmit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resubmit", abstract: "Submit the shards that are neither complete nor running.",
      discussion: "Example: facet launch resubmit data/agents/launches/facet-translation")

    @OptionGroup var place: LaunchFolder

    @OptionGroup var largest: ArrayLimit

    func run() async throws {
      let console = Console()
      try await LaunchCommand.reporting(console) {
        let folder = place.path
        let plan = try LaunchPlan(in: folder)
        guard FileSystem.exists(folder + "/" + SlurmScripts.arrayName) else {
          throw ClusterError(
            "'\(folder)' has no '\(SlurmScripts.arrayName)': it was not launched for Slurm")
        }
        let state = try await LaunchCommand.state(of: plan, in: folder)
        guard !state.open.isEmpty else {
          let held = state.count(.quiet) + state.count(.foreign)
          console.print(
            "nothing to submit: \(state.completeCount) of "
              + "\(Quantity.count(plan.shards, "shard")) complete, "
              + (held == 0
                ? "the others queued or running"
                : "\(held) quiet or of another run; 'facet launch status' says more"))
          return
        }
        console.print(
          "submitting \(Quantity.count(state.open.count, "shard")) of \(plan.shards)")
        try await LaunchCommand.submit(
          state.open, of: plan, in: folder, limit: largest.maxArraySize, console)
      }
    }
  }

  /// `facet launch cancel`
  struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "cancel", abstract: "Cancel the jobs of a launch; what they paid for stays.",
      discussion: "Example: facet launch cancel data/agents/launches/facet-translation")

    @OptionGroup var place: LaunchFolder

    func run() async throws {
      let console = Console()
      try await LaunchCommand.reporting(console) {
        let plan = try LaunchPlan(in: place.path)
        let numbers = plan.jobs.map(\.id) + (plan.mergeJob.map { [$0] } ?? [])
        guard !numbers.isEmpty else { throw ClusterError("the launch has submitted no job") }
        try await SlurmCommands(environment: try RunEnvironment(file: nil).all)
          .cancel(numbers)
        console.print(
          "cancelled \(Quantity.count(numbers.count, "job")); 'facet launch resubmit' resumes them")
      }
    }
  }

  /// `facet launch merge`
  struct Merge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "merge", abstract: "Unite the shards of a launch; same as 'facet merge'.",
      discussion: "Example: facet launch merge data/agents/launches/facet-translation")

    @OptionGroup var place: LaunchFolder

    @OptionGroup var merging: MergeOptions

    func run() async throws {
      let console = Console()
      try await LaunchCommand.reporting(console) {
        _ = try LaunchPlan(in: place.path)
        try await ShardMerge(
          folders: [place.path], ledger: nil, options: merging, console: console
        ).run()
      }
    }
  }

  /// `facet launch shard`: what each job runs.
  struct ShardOfLaunch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "shard", abstract: "Run one shard of a launch; what each job does.",
      discussion: "Example: facet launch shard data/agents/launches/facet-translation 3")

    @OptionGroup var place: LaunchFolder

    @Argument(help: ArgumentHelp("The shard's 0-based number.", valueName: "number"))
    var number: Int

    func run() async throws {
      let console = Console()
      try await LaunchCommand.reporting(console) {
        let plan = try LaunchPlan(in: place.path)
        guard let shard = Shard(index: number, count: plan.shards, share: plan.atOnce) else {
          throw ClusterError(
            "the launch has no shard \(number): they are numbered from 0 to \(plan.shards - 1)")
        }
        try await LaunchedShard(
          plan: plan, folder: place.path, shard: shard, console: console,
          environment: try RunEnvironment(file: nil).all
        ).run()
      }
    }
  }

  /// The state of a launch's shards, with the scheduler's queue where there is one.
  static func state(of plan: LaunchPlan, in folder: String) async throws -> LaunchState {
    let commands = SlurmCommands(environment: try RunEnvironment(file: nil).all)
    return LaunchState(of: plan, in: folder, queue: await commands.queue(of: plan))
  }
}
