internal import Facet
internal import FacetJSON
package import FacetPlatform

extension LaunchPlan {
  private var bytes: [UInt8] { JSONValue.object(json).bytes(style: .indented) + [0x0A] }

  /// Writes the plan of a new launch into its folder.
  ///
  /// - Throws: ``ClusterError`` if the folder already holds a launch.
  package func create(in folder: String) throws {
    try FileSystem.makeDirectories(Self.shardsFolder(in: folder))
    guard try FileSystem.create(folder + "/" + Self.fileName, contents: bytes) else {
      throw ClusterError(
        "'\(folder)' already holds a launch: resume it with 'facet launch resubmit', or name another "
          + "'--folder'")
    }
  }

  /// Replaces the plan in the launch's folder: whole, or not at all.
  package func write(in folder: String) throws(SystemError) {
    let file = try AtomicFile(in: folder)
    try file.append(bytes)
    try file.commit(to: folder + "/" + Self.fileName)
  }

  private var json: JSONObject {
    func number(_ count: Int) -> JSONValue { .number(JSONNumber(count)) }
    func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    return [
      "facet_launch": number(Self.version), "name": .string(name), "shards": number(shards),
      "at_once": number(atOnce), "command": .array(command.map { .string($0) }),
      "working_directory": .string(workingDirectory), "program": .string(program),
      "server": text(server), "server_timeout_s": number(serverTimeout),
      "server_model": text(serverModel), "endpoint_id": text(endpointID),
      "scratch": text(scratch), "modules": text(modules),
      "stop_before_s": stopBefore.map(number) ?? .null,
      "configuration_fingerprint": text(configurationFingerprint),
      "jobs": .array(
        jobs.map { job in
          [
            "id": .string(job.id), "offset": number(job.offset),
            "shards": .array(job.shards.map(number)),
            "submitted_s": number(job.submittedAt.seconds),
            "submitted_at": .string(job.submittedAt.iso8601),
          ]
        }), "merge_job": text(mergeJob),
    ]
  }

  /// Reads the plan of a launch's folder.
  ///
  /// - Throws: ``ClusterError`` if there is none, or if it is damaged.
  package init(in folder: String) throws(ClusterError) {
    let path = folder + "/" + Self.fileName
    guard FileSystem.exists(path) else {
      throw ClusterError(
        "'\(folder)' is not the folder of a launch: it has no '\(Self.fileName)'")
    }
    guard let bytes = FileTree.contents(of: Self.fileName, below: folder, most: 64 << 20),
      let value = try? ResponseJSON.value(of: bytes)
    else { throw ClusterError("'\(path)' cannot be read as JSON; launch again") }
    guard value["facet_launch"]?.int == Self.version else {
      throw ClusterError("'\(path)' is not the plan of a launch, or of another version of facet")
    }
    guard let shards = value["shards"]?.int, let atOnce = value["at_once"]?.int,
      Shard(index: 0, count: shards, share: atOnce) != nil,
      let command = value["command"]?.array.map({ $0.compactMap(\.string) }), !command.isEmpty,
      let directory = value["working_directory"]?.string, let program = value["program"]?.string
    else { throw ClusterError("'\(path)' is damaged; launch again") }
    self.init(
      name: value["name"]?.string ?? "facet", shards: shards, atOnce: atOnce, command: command,
      workingDirectory: directory, program: program)
    server = value["server"]?.string
    serverTimeout = max(1, value["server_timeout_s"]?.int ?? serverTimeout)
    serverModel = value["server_model"]?.string
    endpointID = value["endpoint_id"]?.string
    scratch = value["scratch"]?.string
    modules = value["modules"]?.string
    stopBefore = (value["stop_before_s"]?.int).map { min(max(0, $0), Self.longestStopBefore) }
    configurationFingerprint = value["configuration_fingerprint"]?.string
    jobs = (value["jobs"]?.array ?? []).compactMap { job in
      guard let id = job["id"]?.string, Self.isJobNumber(id) else { return nil }
      return Job(
        id: id, offset: max(0, job["offset"]?.int ?? 0),
        shards: (job["shards"]?.array ?? []).compactMap(\.int).filter { (0..<shards).contains($0) },
        submittedAt: Timestamp(seconds: job["submitted_s"]?.int ?? 0))
    }
    mergeJob = value["merge_job"]?.string.flatMap { Self.isJobNumber($0) ? $0 : nil }
  }

  /// Whether a text is the number of a job, as the scheduler prints it.
  static func isJobNumber(_ text: String) -> Bool {
    (1...20).contains(text.utf8.count)
      && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}
