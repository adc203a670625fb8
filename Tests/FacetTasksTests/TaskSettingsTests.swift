import FacetTasks
import Testing

@Suite("A task's settings")
struct TaskSettingsTests {
  @Test("Every key of schema 1.4 is known")
  func allKeys() throws {
    let settings = try TaskSettings(text: Self.whole)
    #expect(settings.unknownKeys.isEmpty)
    #expect(settings.name == "facet/whole-1" && settings.agentSeconds == 30)
    #expect(settings.environment(of: "verifier") == ["A": "b", "C": "", "D": "e"])
    #expect(settings.unsupported != nil)
  }

  private static let whole = """
    schema_version = "1.4"
    source = "x"
    multi_step_reward_strategy = "final"
    artifacts = ["/app/out", { source = "/a", destination = "b", exclude = ["*.o"], service = "main" }]
    [task]
    name = "facet/whole-1"
    version = "1"
    description = ""
    keywords = []
    authors = [{ name = "A", email = "a@example.org" }]
    [metadata]
    anything = { goes = 1 }
    [solution.env]
    X = "y"
    [agent]
    timeout_sec = 30
    user = 1000
    network_mode = "allowlist"
    allowed_hosts = ["example.org"]
    [verifier]
    timeout_sec = 1.5
    user = "root"
    environment_mode = "separate"
    env = { A = "b", C = "${HOME}", D = "${NOT_SET:-e}" }
    collect = [{ command = "x", service = "main", timeout_sec = 60.0, user = "u" }]
    [verifier.environment]
    docker_image = "x"
    [environment]
    network_mode = "public"
    allow_internet = true
    allowed_hosts = []
    build_timeout_sec = 600.0
    docker_image = "debian:12"
    os = "linux"
    cpus = 1
    memory_mb = 2048
    storage_mb = 10240
    gpus = 0
    gpu_types = []
    skills_dir = "/s"
    workdir = "/app"
    env = { E = "f" }
    tpu = { type = "v5", topology = "1x1" }
    mcp_servers = [{ name = "m", transport = "stdio", command = "c", args = ["a"] }]
    healthcheck = { command = "true", interval_sec = 5, timeout_sec = 30, start_period_sec = 0, start_interval_sec = 5, retries = 3 }
    [[steps]]
    name = "one"
    min_reward = { reward = 0.5 }
    [[steps]]
    name = "two"
    min_reward = 1
    agent = { timeout_sec = 5.0 }
    """

  @Test(
    "A value that Harbor would refuse is a mistake",
    arguments: [
      ("[task]\nname = 'no-slash'", "'task.name' must be 'organisation/name', not 'no-slash'"),
      ("[task]\nname = '-a/b'", "'task.name' must be 'organisation/name', not '-a/b'"),
      ("[agent]\ntimeout_sec = '5'", "'agent.timeout_sec' must be a number, not a string"),
      ("[agent]\ntimeout_sec = -1", "'agent.timeout_sec' must be at least 0, not -1"),
      (
        "[environment]\nmemory_mb = 1.5",
        "'environment.memory_mb' must be a whole number of at least 1, not 1.5"
      ),
      (
        "[environment]\nstorage_mb = 0",
        "'environment.storage_mb' must be a whole number of at least 1, not 0"
      ),
      (
        "[environment.env]\n'X=Y' = 'z'",
        "'environment.env.X=Y' must be NAME = text, without NUL"
      ),
      (
        "[verifier.env]\nA = \"b\\u0000\"", "'verifier.env.A' must be NAME = text, without NUL"
      ),
      (
        "[environment]\nos = 'mac'", "'environment.os' must be one of 'linux', 'windows', not 'mac'"
      ),
      ("task = 1", "'task' must be a table, not a number"),
      ("[[steps]]\nname = 1", "'steps[0].name' must be a text, not a number"),
      ("[solution]\nenv = { A = 1 }", "'solution.env.A' must be a text, not a number"),
    ])
  func mistakes(text: String, message: String) {
    let error = #expect(throws: TaskDirectory.Flaw.self) { try TaskSettings(text: text) }
    #expect(error?.description == "task.toml: " + message)
  }

  @Test(
    "What boxes do not offer is named",
    arguments: [
      ("[environment]\nos = 'windows'", "a Windows environment"),
      ("[environment]\nnetwork_mode = 'allowlist'", "network_mode \"allowlist\""),
      ("[environment]\ngpus = 1", "GPUs"), ("[environment]\ngpus = 0", nil),
      ("[environment]\ntpu = { type = 'v5' }", "a TPU"),
      ("[[steps]]\nname = 'one'", "several steps"),
      ("[environment]\nskills_dir = '/s'", "skills"),
      ("[environment]\nhealthcheck = { command = 'true' }", "a health check"),
      (
        "[verifier]\ncollect = [{ command = 'x' }]",
        "commands that collect files for the verifier"
      ),
      ("[verifier]\nenvironment_mode = 'separate'", "an environment of the verifier's own"),
      ("[verifier]\ncollect = []", nil), ("[agent]\ntimeout_sec = 5", nil),
    ] as [(String, String?)])
  func unsupported(text: String, need: String?) throws {
    #expect(try TaskSettings(text: text).unsupported == need)
  }

  @Test("An unknown key is noted when read, and refused when written")
  func unknown() throws {
    let settings = try TaskSettings(text: "[verifier]\nrestart_environment = false")
    #expect(settings.unknownKeys == ["verifier.restart_environment"])
    #expect(throws: TaskDirectory.Flaw.self) { try TaskSettings(writing: settings.values) }
  }
}
