/// The keys of `task.toml`, schema 1.4, and the kinds of their values.
indirect enum TaskSettingsKeys: Sendable {
  case text
  /// A text from a list.
  case choice([String])
  case whole
  /// A whole number of at least 1.
  case positive
  case number
  case flag
  /// A user's name or number.
  case user
  case list(TaskSettingsKeys)
  case table([String: TaskSettingsKeys])
  /// A table of variables of the environment.
  case variables
  /// A table whose keys are free, with values of one kind.
  case map(TaskSettingsKeys)
  case either(TaskSettingsKeys, TaskSettingsKeys)
  /// A text of the shape `organisation/name`.
  case taskName
  case anything

  static let root = table([
    "schema_version": .text, "version": .text, "source": .text,
    "multi_step_reward_strategy": .choice(["mean", "final"]),
    "artifacts": .list(.either(.text, artifact)), "task": task, "metadata": .anything,
    "solution": .table(["env": .variables]), "agent": agent, "verifier": verifier,
    "environment": environment, "steps": .list(step),
  ])

  private static let network: [String: TaskSettingsKeys] = [
    "network_mode": .choice(["public", "no-network", "allowlist"]), "allowed_hosts": .list(.text),
  ]

  private static let artifact = table([
    "source": .text, "destination": .text, "exclude": .list(.text), "service": .text,
  ])

  private static let task = table([
    "name": .taskName, "version": .text, "description": .text, "keywords": .list(.text),
    "authors": .list(.table(["name": .text, "email": .text])),
  ])

  private static let agent = table(
    ["timeout_sec": .number, "user": .user].merging(network) { $1 })

  private static let verifier = table(
    [
      "timeout_sec": .number, "env": .variables, "user": .user,
      "environment_mode": .choice(["shared", "separate"]), "environment": environment,
      "collect": .list(
        .table(["command": .text, "service": .text, "timeout_sec": .number, "user": .user])),
    ].merging(network) { $1 })

  private static let healthcheck = table([
    "command": .text, "interval_sec": .number, "timeout_sec": .number,
    "start_period_sec": .number, "start_interval_sec": .number, "retries": .whole,
  ])

  private static let environment = table(
    [
      "allow_internet": .flag, "build_timeout_sec": .number, "docker_image": .text,
      "os": .choice(["linux", "windows"]), "cpus": .number, "memory_mb": .positive,
      "storage_mb": .positive, "memory": .text, "storage": .text, "gpus": .whole,
      "gpu_types": .list(.text), "tpu": .table(["type": .text, "topology": .text]),
      "mcp_servers": .list(
        .table([
          "name": .text, "transport": .choice(["sse", "streamable-http", "stdio"]), "url": .text,
          "command": .text, "args": .list(.text), "headers": .map(.text),
        ])),
      "env": .variables, "skills_dir": .text, "workdir": .text, "healthcheck": healthcheck,
    ].merging(network) { $1 })

  private static let step = table([
    "name": .text, "agent": agent, "verifier": verifier, "healthcheck": healthcheck,
    "min_reward": .either(.number, .map(.number)), "artifacts": .list(.either(.text, artifact)),
  ])
}
