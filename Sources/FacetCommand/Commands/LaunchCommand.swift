internal import ArgumentParser
internal import Facet
internal import FacetCluster
internal import FacetConfiguration
internal import FacetLedger
internal import FacetPlatform

/// `facet launch`: one run over many machines.
struct LaunchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "launch", abstract: "Run a task in shards on a cluster.",
    discussion: """
      Renders the jobs of a run for Slurm or Kubernetes, and submits them. Facet schedules no \
      machines: it writes the scripts, follows the shards by their own files, and merges them.

      Example: facet launch slurm configs/translation.json --shards 16 --at-once 4 --time 04:00:00
      """,
    subcommands: [
      Slurm.self, Kubernetes.self, Status.self, Resubmit.self, Cancel.self, Merge.self,
      ShardOfLaunch.self,
    ])

  /// Submits shards, and the job that merges.
  ///
  /// - Parameters:
  ///   - limit: The cluster's largest array; `nil` to ask the cluster.
  ///   - condition: A condition on other jobs, as `sbatch` takes it.
  static func submit(
    _ shards: [Int], of plan: LaunchPlan, in folder: String, limit: Int?,
    after condition: String? = nil, _ console: Console
  ) async throws {
    let commands = SlurmCommands(environment: try RunEnvironment(file: nil).all)
    // The merge of earlier jobs would come too early.
    if let merge = plan.mergeJob { try? await commands.cancel([merge]) }
    let done = try await commands.submit(
      shards, of: plan, in: folder, limit: limit, after: condition
    ) { try $0.write(in: folder) }
    console.print(LaunchReport.submitted(done, after: plan.jobs.count))
  }
}

extension LaunchCommand {
  /// `facet launch slurm`
  struct Slurm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "slurm", abstract: "Render a run as a Slurm array, and submit it.",
      discussion: """
        Options of the run follow '--'.

        Example: facet launch slurm configs/translation.json --shards 16 --time 04:00:00 --gpus 1 \
        --server 'vllm serve meta-llama/Llama-3.3-70B-Instruct' -- --limit 10000
        """)

    @OptionGroup var launch: LaunchOptions

    @Option(help: ArgumentHelp("Time limit of each shard: HH:MM:SS.", valueName: "duration"))
    var time: String?

    @Option(help: ArgumentHelp("Slurm's partition.", valueName: "name"))
    var partition: String?

    @Option(help: ArgumentHelp("The account to charge.", valueName: "name"))
    var account: String?

    @Option(help: ArgumentHelp("Slurm's quality of service.", valueName: "name"))
    var qos: String?

    @Option(help: ArgumentHelp("GPUs of each shard: 2 or a100:2.", valueName: "gpus"))
    var gpus: String?

    @Option(help: ArgumentHelp("Processor cores of each shard.", valueName: "cores"))
    var cpus: String?

    @Option(help: ArgumentHelp("Memory of each shard, such as 16G.", valueName: "size"))
    var mem: String?

    @Option(
      name: .customLong("sbatch"), parsing: .unconditionalSingleValue,
      help: ArgumentHelp(
        "A further option of sbatch, such as --constraint=a100.", valueName: "option"))
    var further: [String] = []

    @Option(
      help: ArgumentHelp(
        "Stop and requeue a shard this long before the end of its time.", valueName: "seconds"))
    var stopBefore = 120

    @Option(
      help: ArgumentHelp(
        "Begin when other jobs have ended, such as afterok:1234.", valueName: "condition"))
    var dependency: String?

    @Option(
      help: ArgumentHelp(
        "The partition of the job that merges, which needs no GPU.", valueName: "name"))
    var mergePartition: String?

    @Flag(help: "Let the job that merges run the programs of scores, too.")
    var runPrograms = false

    @OptionGroup var largest: ArrayLimit

    func validate() throws {
      try OptionRule.count(
        stopBefore, "--stop-before", to: LaunchPlan.longestStopBefore)
      if launch.write, dependency != nil {
        throw ValidationError(
          "'--dependency' needs a submission; give it to sbatch when you submit the scripts.")
      }
    }

    func run() async throws {
      let console = Console()
      let options = try slurmOptions()
      let planned = try await LaunchPlanner(options: launch, console: console).plan()
      var (plan, folder) = (planned.plan, planned.folder)
      plan.stopBefore = stopBefore
      try SlurmScripts(
        plan: plan, folder: folder, options: options,
        mergeOptions: try mergeOptions(planned, console)
      ).write()
      console.print(
        "\(Quantity.count(plan.shards, "shard")), \(plan.atOnce) at once, in "
          + FileSystem.shortened(folder))
      if launch.write {
        console.print("nothing is submitted; 'facet launch resubmit' submits it")
      } else {
        try await LaunchCommand.submit(
          Array(0..<plan.shards), of: plan, in: folder, limit: largest.maxArraySize,
          after: dependency, console)
      }
      Terminal.write(
        FileSystem.shortened(folder) + "\n", as: .exact, to: .standardOutput)
    }

    /// The options of the job that merges, which nobody can ask.
    private func mergeOptions(
      _ planned: LaunchPlanner.Planned, _ console: Console
    ) throws -> [String] {
      let trust = MergeTrust(start: FileSystem.workingDirectory, shards: planned.folder)
      var words: [String] = []
      if let output = planned.command.wantedOutput,
        try trust.refusal(ofOutput: planned.command, console) != nil
      {
        words.append("--output=" + FileSystem.absolute(output, in: trust.start))
      }
      if try trust.refusal(ofPrograms: planned.command, console) != nil {
        guard runPrograms else {
          throw ValidationError(
            "The job that merges would not run the programs of the scores: '--set' changes the "
              + "scores, or the configuration lies outside of this folder. If it may run them, add "
              + "'--run-programs' before '--'.")
        }
        words.append("--run-programs")
      }
      return words
    }

    private func slurmOptions() throws(ClusterError) -> SlurmOptions {
      var options = SlurmOptions()
      options.warning = stopBefore
      if let dependency {
        try SlurmOptions.check("dependency", dependency, from: "--dependency")
      }
      if let mergePartition {
        try SlurmOptions.check("partition", mergePartition, from: "--merge-partition")
        options.mergePartition = mergePartition
      }
      for (name, value, option) in [
        ("time", time, "--time"), ("partition", partition, "--partition"),
        ("account", account, "--account"), ("qos", qos, "--qos"), ("gpus", gpus, "--gpus"),
        ("cpus-per-task", cpus, "--cpus"), ("mem", mem, "--mem"),
      ] {
        try options.add(name, value, from: option)
      }
      for word in further { try options.add(word: word) }
      return options
    }
  }

  /// `facet launch kubernetes`
  struct Kubernetes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "kubernetes", abstract: "Render a run as a Kubernetes Indexed Job.",
      discussion: """
        Writes a manifest for 'kubectl apply'; nothing is submitted. The folder and the working \
        directory must lie in the shared volume.

        Example: facet launch kubernetes configs/translation.json --shards 16 --image facet:0.2 \
        --claim work --mount /data1 --folder /data1/launch --secret provider-keys --write
        """)

    @OptionGroup var launch: LaunchOptions

    @Option(help: ArgumentHelp("The image of the pods, which has facet.", valueName: "image"))
    var image: String

    @Option(
      help: ArgumentHelp("The volume claim that all pods mount.", valueName: "name"))
    var claim: String

    @Option(
      help: ArgumentHelp("Where the pods mount the claim.", valueName: "path"),
      completion: .directory)
    var mount: String

    @Option(
      help: ArgumentHelp("A secret whose keys become variables of the pods.", valueName: "name"))
    var secret: [String] = []

    @Option(help: ArgumentHelp("The job's namespace.", valueName: "name"))
    var namespace: String?

    @Option(help: ArgumentHelp("Processor cores of each shard.", valueName: "cores"))
    var cpus: String?

    @Option(help: ArgumentHelp("Memory of each shard, such as 16Gi.", valueName: "size"))
    var mem: String?

    @Option(help: ArgumentHelp("GPUs of each shard.", valueName: "count"))
    var gpus: Int?

    @Option(
      help: ArgumentHelp("Restarts of a shard before it counts as failed.", valueName: "count"))
    var retries = 6

    func validate() throws {
      try OptionRule.count(gpus, "--gpus", to: 1000)
      try OptionRule.count(retries, "--retries", from: 0, to: 1000)
      for (value, option) in [(image, "--image"), (claim, "--claim"), (mount, "--mount")] {
        try OptionRule.name(value, option)
      }
    }

    func run() async throws {
      let console = Console()
      let planned = try await LaunchPlanner(options: launch, console: console).plan()
      let (plan, folder) = (planned.plan, planned.folder)
      var options = KubernetesJob.Options(image: image, claim: claim, mount: mount)
      options.secrets = secret
      options.namespace = namespace
      options.cpus = cpus
      options.memory = mem
      options.gpus = gpus
      options.retries = retries
      try KubernetesJob(plan: plan, folder: folder, options: options).write()
      let path = FileSystem.shortened(folder + "/" + KubernetesJob.fileName)
      console.print(
        "\(Quantity.count(plan.shards, "shard")), \(plan.atOnce) at once; submit with: kubectl "
          + "apply -f \(ShellWord.quoted(path))")
      Terminal.write(FileSystem.shortened(folder) + "\n", as: .exact, to: .standardOutput)
    }
  }
}
