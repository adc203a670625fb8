import Facet
import FacetJSON
import FacetModels
import FacetPlatform
import Glibc
import TestSupport
import Testing

@testable import FacetCluster

@Suite("Launches")
struct LaunchTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
  }

  private func plan() -> LaunchPlan {
    var plan = SlurmScriptTests.plan()
    plan.shards = 4
    plan.configurationFingerprint = "f"
    return plan
  }

  @Test("A plan comes back as it was written")
  func roundTrip() throws {
    var plan = plan()
    plan.server = "vllm serve \"m\" 'x'\n"
    plan.serverModel = "m"
    plan.endpointID = "server/m"
    plan.scratch = "auto"
    plan.modules = "/m"
    plan.jobs = [.init(id: "7", offset: 0, shards: [0, 2], submittedAt: Timestamp(seconds: 5))]
    plan.mergeJob = "8"
    try plan.create(in: folder.path)
    #expect(try LaunchPlan(in: folder.path) == plan)
  }

  @Test("A folder holds one launch")
  func oneLaunch() throws {
    try plan().create(in: folder.path)
    var other = plan()
    other.shards = 3
    let error = #expect(throws: ClusterError.self) { try other.create(in: folder.path) }
    #expect(error?.message.contains("already holds a launch: resume it with") == true)
    #expect(try LaunchPlan(in: folder.path) == plan())
  }

  @Test(
    "A damaged or foreign plan is refused",
    arguments: [
      "", "{", "[]", "{}", #"{"facet_launch": 2}"#,
      #"{"facet_launch": 1, "shards": 0, "at_once": 1, "command": ["run"], "working_directory": "/", "program": "f"}"#,
      #"{"facet_launch": 1, "shards": 1e30, "at_once": 1, "command": ["run"], "working_directory": "/", "program": "f"}"#,
      #"{"facet_launch": 1, "shards": 2, "at_once": 3, "command": ["run"], "working_directory": "/", "program": "f"}"#,
      #"{"facet_launch": 1, "shards": 2, "at_once": 1, "command": [], "working_directory": "/", "program": "f"}"#,
    ])
  func badPlans(text: String) throws {
    try folder.write(text, to: "launch.json")
    #expect(throws: ClusterError.self) { try LaunchPlan(in: folder.path) }
  }

  @Test("A job's number from a file is never an option of a program")
  func jobNumbers() throws {
    try folder.write(
      #"""
      {"facet_launch": 1, "shards": 2, "at_once": 1, "command": ["run"], "working_directory": "/",
       "program": "f", "merge_job": "--all", "jobs": [{"id": "-u root"}, {"id": "7", "shards": [9, 1]}]}
      """#, to: "launch.json")
    let plan = try LaunchPlan(in: folder.path)
    #expect(plan.mergeJob == nil)
    #expect(plan.jobs.map(\.id) == ["7"])
    #expect(plan.jobs[0].shards == [1])
  }

  @Test(
    "Requests in flight have the time before the end, less what writing the part takes",
    arguments: [(nil, nil), (1, 0), (8, 6), (30, 22), (120, 90), (600, 570)])
  func gracePeriods(stopBefore: Int?, seconds: Int?) throws {
    var plan = plan()
    plan.stopBefore = stopBefore
    #expect(plan.gracePeriod == seconds.map { .seconds($0) })
    try plan.write(in: folder.path)
    #expect(try LaunchPlan(in: folder.path) == plan)
  }

  @Test("A shard's arguments divide the limits, unless a server serves it alone")
  func arguments() {
    var plan = plan()
    #expect(
      plan.arguments(of: 3, baseURL: nil, in: "/l") == [
        "run", "configs/translation.json", "-o", "out.json", "--shard", "3/4", "--share", "2",
        "--shards-dir", "/l/shards",
      ])
    plan.server = "serve"
    plan.endpointID = "server/m"
    plan.scratch = "/s"
    #expect(
      plan.arguments(of: 0, baseURL: "http://127.0.0.1:9/v1", in: "/l") == [
        "run", "configs/translation.json", "-o", "out.json", "--base-url", "http://127.0.0.1:9/v1",
        "--set", "model_config.endpoint_id=server/m", "--shard", "0/4", "--share", "1",
        "--shards-dir", "/l/shards", "--scratch", "/s",
      ])
  }

  private func write(
    _ shard: Int, _ state: ShardStatus.State, of count: Int = 4, fingerprint: String = "f",
    updated: Int = 1000
  ) throws {
    var status = ShardStatus(shard: try #require(Shard(index: shard, count: count)))
    status.state = state
    status.configurationFingerprint = fingerprint
    status.runIdentity = "i"
    status.cells = 10
    status.cellsDone = state == .complete ? 10 : 4
    status.costUSD = "0.25"
    status.elapsedMilliseconds = 60_000
    status.updatedAt = Timestamp(seconds: updated)
    status.reason = state == .failed ? "no luck" : nil
    try status.write(in: LaunchPlan.folder(of: shard, in: folder.path))
  }

  @Test("The state of a shard is what its own files say; the queue only adds who waits")
  func states() throws {
    try write(0, .complete)
    try write(1, .failed)
    try write(2, .running, updated: 995)
    var plan = plan()
    plan.jobs = [.init(id: "7", offset: 0, shards: [0, 1, 2, 3])]
    func words(_ queue: [Int: String]?, at time: Int = 1000) -> [String] {
      LaunchState(of: plan, in: folder.path, queue: queue, now: Timestamp(seconds: time)).rows
        .map(\.word.rawValue)
    }
    #expect(words(nil) == ["complete", "failed", "running", "not started"])
    #expect(words([1: "pending", 3: "pending"]) == ["complete", "queued", "running", "queued"])
    // Nobody has heard of it for long, and no job runs.
    #expect(words([:], at: 1040)[2] == "lost")
    #expect(words([2: "running"], at: 2000)[2] == "running")
    // The scheduler does not answer.
    #expect(words(nil, at: 1080)[2] == "running")
    #expect(words(nil, at: 2000)[2] == "quiet")
    let state = LaunchState(of: plan, in: folder.path, queue: nil, now: Timestamp(seconds: 1000))
    #expect(state.open == [1, 3])
    #expect(state.cost?.description == "0.75")
    #expect(state.sum(\.cellsDone) == 18)
    #expect(state.pace == 4)
    #expect(state.rows[1].reason == "no luck")
  }

  @Test("A marker of another run, an empty one and a cut one do not count as complete")
  func foreignMarkers() throws {
    try write(0, .complete, fingerprint: "other")
    try write(1, .complete, of: 8)
    try folder.write("", to: "shards/0002/status.json")
    try folder.write(#"{"facet_shard": 1, "shard": 3"#, to: "shards/0003/status.json")
    var plan = plan()
    let state = LaunchState(of: plan, in: folder.path, queue: nil)
    #expect(state.rows.map(\.word) == [.foreign, .foreign, .unreadable, .unreadable])
    // Running a shard of another run again would not make it one of this run.
    #expect(state.open == [2, 3])
    // A shard that is on its way is not submitted again, whatever its file says.
    plan.jobs = [.init(id: "7", offset: 0, shards: [0, 1, 2, 3])]
    let queued = LaunchState(of: plan, in: folder.path, queue: [2: "running", 3: "pending"])
    #expect(queued.rows.map(\.word) == [.foreign, .foreign, .running, .queued])
    #expect(queued.rows[2].reason?.contains("cannot be read") == true)
    #expect(queued.open == [])
  }

  @Test(
    "A status that is a pipe, a link or endless is unreadable, and a log that is one is not read")
  func irregular() throws {
    try write(0, .complete)
    for shard in 1...3 {
      try FileSystem.makeDirectories(LaunchPlan.folder(of: shard, in: folder.path))
    }
    #expect(unsafe mkfifo(folder.path(of: "shards/0001/status.json"), 0o600) == 0)
    #expect(unsafe symlink("/dev/zero", folder.path(of: "shards/0002/status.json")) == 0)
    #expect(unsafe symlink("../0000/status.json", folder.path(of: "shards/0003/status.json")) == 0)
    var plan = plan()
    plan.jobs = [.init(id: "7", offset: 0, shards: [0, 1, 2, 3])]
    try FileSystem.makeDirectories(folder.path(of: "log"))
    #expect(unsafe mkfifo(folder.path(of: "log/7_1.out"), 0o600) == 0)
    let state = LaunchState(of: plan, in: folder.path, queue: nil)
    #expect(state.rows.map(\.word) == [.complete, .unreadable, .unreadable, .unreadable])
    #expect(state.rows.allSatisfy { $0.lastLines.isEmpty })
    #expect(throws: ClusterError.self) { try ShardFolders(in: [folder.path]) }
  }

  @Test("A pod that is quiet is not called lost, and not run again beside itself")
  func quietPods() throws {
    try write(0, .running, updated: 10)
    // A scheduler that was asked for no job says nothing of pods.
    for queue in [nil, [:]] as [[Int: String]?] {
      let state = LaunchState(
        of: plan(), in: folder.path, queue: queue, now: Timestamp(seconds: 1000))
      #expect(state.rows[0].word == .quiet)
      #expect(state.rows[0].reason?.contains("has written nothing for 990 s") == true)
      #expect(state.open == [1, 2, 3])
    }
    // A process of this host that has ended is lost, however lately it wrote.
    var status = ShardStatus(shard: try #require(Shard(index: 0, count: 4)))
    status.configurationFingerprint = "f"
    status.host = ProcessIdentity.current.host
    status.processID = Int(Int32.max)
    status.updatedAt = Timestamp(seconds: 999)
    try status.write(in: LaunchPlan.folder(of: 0, in: folder.path))
    let state = LaunchState(of: plan(), in: folder.path, queue: nil, now: Timestamp(seconds: 1000))
    #expect(state.rows[0].word == .lost)
    #expect(state.open == [0, 1, 2, 3])
  }

  @Test("The end of a failed shard's log is shown")
  func logs() throws {
    try write(3, .failed)
    var plan = plan()
    plan.jobs = [.init(id: "7", offset: 2, shards: [2, 3])]
    try folder.write((0..<9).map { "line \($0)\n" }.joined(), to: "log/7_1.out")
    let state = LaunchState(of: plan, in: folder.path, queue: nil)
    #expect(state.rows[3].lastLines == (4..<9).map { "line \($0)" })
  }

  // MARK: Kubernetes

  private func job(_ change: (inout KubernetesJob.Options) -> Void = { _ in }) throws
    -> KubernetesJob
  {
    var options = KubernetesJob.Options(image: "registry/facet:0.2", claim: "work", mount: "/data1")
    options.secrets = ["provider-keys"]
    options.cpus = "2"
    options.memory = "16Gi"
    options.gpus = 1
    change(&options)
    return try KubernetesJob(
      plan: SlurmScriptTests.plan(), folder: "/data1/launch", options: options)
  }

  @Test("A manifest is an Indexed Job as the fixture shows it")
  func manifest() throws {
    #expect(try job().manifest == SlurmScriptTests.fixture("job.yaml"))
  }

  @Test("A manifest fits the published schema")
  func schema() async throws {
    let path = try folder.write(try job().manifest, to: "job.yaml")
    let environment = ["PATH=/usr/local/bin:/usr/bin:/bin"]
    let check = try await ProgramResult(
      of: ChildProcess.Command(
        ["/bin/sh", "-c", "command -v kubernetes-validate && kubernetes-validate \"$0\"", path],
        environment: environment))
    let isInstalled = !check.output.isEmpty
    if !isInstalled { print("skipped: kubernetes-validate is not installed") }
    #expect(check.status.isSuccess || !isInstalled)
  }

  @Test(
    "Names that Kubernetes refuses are refused before",
    arguments: [
      { $0.claim = "Work" }, { $0.claim = "-a" }, { $0.claim = "" }, { $0.secrets = ["a b"] },
      { $0.secrets = ["a\n"] }, { $0.namespace = "a.b" }, { $0.cpus = "two" }, { $0.cpus = "0" },
      { $0.memory = "16 G" }, { $0.memory = "-1Gi" }, { $0.mount = "work" }, { $0.mount = "/else" },
    ] as [@Sendable (inout KubernetesJob.Options) -> Void])
  func refusals(change: @Sendable (inout KubernetesJob.Options) -> Void) {
    #expect(throws: ClusterError.self) { try job(change) }
  }
}
