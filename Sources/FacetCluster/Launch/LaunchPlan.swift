internal import Facet
package import FacetPlatform

/// Everything that the jobs of a launch do: the file `launch.json` in its folder.
package struct LaunchPlan: Sendable, Hashable {
  /// A submitted array job.
  package struct Job: Sendable, Hashable {
    package var id: String
    /// The shard of the array's index 0.
    package var offset: Int
    package var shards: [Int]
    package var submittedAt: Timestamp

    package init(id: String, offset: Int, shards: [Int], submittedAt: Timestamp = .now) {
      self.id = id
      self.offset = offset
      self.shards = shards
      self.submittedAt = submittedAt
    }
  }

  /// The launch's name, for its jobs.
  package var name: String
  package var shards: Int
  /// The shards that run at the same time.
  package var atOnce: Int
  /// The arguments of `facet` for the whole run.
  package var command: [String]
  package var workingDirectory: String
  /// The path of the program.
  package var program: String
  /// The command of a server beside each shard; `nil` for none.
  package var server: String?
  /// How long a server may take to serve its model, in seconds.
  package var serverTimeout = 1800
  /// The model that the server must serve, as requests name it.
  package var serverModel: String?
  /// The identity of the server's completions, wherever it runs.
  package var endpointID: String?
  /// The folder on each node for the ledgers of its shards; `nil` for the shared folder.
  package var scratch: String?
  /// A file that each job sources first; `nil` for none.
  package var modules: String?
  /// How long before the end of its job's time a shard is told to stop, in seconds; `nil` if
  /// nothing tells it.
  package var stopBefore: Int?
  /// The hash of everything asked; `nil` if it is known only to the shards.
  package var configurationFingerprint: String?
  package var jobs: [Job] = []
  /// The number of the job that merges, if it was submitted.
  package var mergeJob: String?

  package init(
    name: String, shards: Int, atOnce: Int, command: [String], workingDirectory: String,
    program: String
  ) {
    self.name = name
    self.shards = shards
    self.atOnce = atOnce
    self.command = command
    self.workingDirectory = workingDirectory
    self.program = program
  }

  static let fileName = "launch.json"
  static let version = 1
  /// The longest time before the end that Slurm takes, in seconds.
  package static let longestStopBefore = 65_535

  /// The folder of the shards' folders.
  package static func shardsFolder(in folder: String) -> String { folder + "/shards" }

  /// A shard's own folder.
  package static func folder(of shard: Int, in folder: String) -> String {
    shardsFolder(in: folder) + "/" + ShardPlaces.name(of: shard)
  }

  /// The number of shards that share the limits: a server beside a shard serves it alone.
  package var share: Int { server == nil ? atOnce : 1 }

  /// The grace period for requests in flight once a shard is told to stop; `nil` for the usual one.
  ///
  /// It leaves a quarter of the time, at most 30 s, to write the part and to copy the ledger.
  package var gracePeriod: Duration? {
    stopBefore.map { .seconds($0 - min(30, ($0 + 3) / 4)) }
  }

  /// The arguments of one shard.
  ///
  /// - Parameters:
  ///   - baseURL: The address of the shard's own server, if it has one.
  ///   - folder: The launch's folder.
  package func arguments(of shard: Int, baseURL: String?, in folder: String) -> [String] {
    whole(baseURL: baseURL)
      + [
        "--shard", "\(shard)/\(shards)", "--share", "\(share)", "--shards-dir",
        Self.shardsFolder(in: folder),
      ] + (scratch.map { ["--scratch", $0] } ?? [])
  }

  /// The command's options that a merge takes only from whoever starts it: how code is run.
  var mergeOptions: [String] {
    var words: [String] = []
    for (index, word) in command.enumerated() {
      if word == "--unsafe-no-sandbox" || word.hasPrefix("--python=") {
        words.append(word)
      } else if word == "--python", let value = command.dropFirst(index + 1).first {
        words += [word, value]
      }
    }
    return words
  }

  /// The arguments of the whole run, as a shard asks it.
  package func whole(baseURL: String?) -> [String] {
    var words = command
    if let baseURL { words += ["--base-url", baseURL] }
    if server != nil, let endpointID {
      words += ["--set", "model_config.endpoint_id=\(endpointID)"]
    }
    return words
  }
}
