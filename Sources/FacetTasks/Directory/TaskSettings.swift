package import FacetJSON

/// The settings of a task, from its `task.toml`.
package struct TaskSettings: Sendable, Hashable {
  /// The whole file.
  package var values: JSONObject
  /// Keys that Harbor does not know, as paths; it ignores them.
  package var unknownKeys: [String]

  /// Reads and checks a `task.toml`.
  ///
  /// - Throws: ``TaskDirectory/Flaw`` with the line or the key at fault.
  package init(text: String) throws(TaskDirectory.Flaw) {
    do throws(TOMLError) {
      values = try TOMLParser.value(of: text)
    } catch {
      throw TaskDirectory.Flaw("task.toml:\(error)")
    }
    unknownKeys = []
    try check()
  }

  /// Settings to write.
  ///
  /// - Throws: ``TaskDirectory/Flaw`` for a value that Harbor would refuse or a key that it does
  ///   not know.
  package init(writing values: JSONObject) throws(TaskDirectory.Flaw) {
    self.values = values
    unknownKeys = []
    try check()
    if let key = unknownKeys.first { throw TaskDirectory.Flaw("task.toml: unknown key '\(key)'") }
  }

  private mutating func check() throws(TaskDirectory.Flaw) {
    var checker = TaskSettingsChecker()
    checker.check(.object(values), against: TaskSettingsKeys.root, path: "")
    if let mistake = checker.mistakes.first { throw TaskDirectory.Flaw("task.toml: \(mistake)") }
    unknownKeys = checker.unknown
  }

  private func section(_ name: String) -> JSONValue? { values[name] }

  package var name: String? { section("task")?["name"]?.string }
  /// The image to use in place of a Dockerfile.
  package var image: String? { section("environment")?["docker_image"]?.string }
  package var workingFolder: String? { section("environment")?["workdir"]?.string }
  /// Whether a part, `agent` or `verifier`, is declared to have a public network; not merely
  /// because nothing is declared.
  package func wantsNetwork(_ part: String) -> Bool { networkMode(of: part) == "public" }

  /// `public`, `no-network` or `allowlist`; nil if not set.
  private func networkMode(of part: String) -> String? {
    section(part)?["network_mode"]?.string ?? section("environment")?["network_mode"]?.string
  }
  package var memoryMegabytes: Int? { section("environment")?["memory_mb"]?.int }
  package var storageMegabytes: Int? { section("environment")?["storage_mb"]?.int }
  package var agentSeconds: Double? { section("agent")?["timeout_sec"]?.double }
  package var verifierSeconds: Double? { section("verifier")?["timeout_sec"]?.double }
  package var agentUser: String? { Self.user(section("agent")?["user"]) }
  package var verifierUser: String? { Self.user(section("verifier")?["user"]) }

  /// The variables of a section, with `${NAME:-default}` replaced by the default.
  package func environment(of section: String) -> [String: String] {
    var result: [String: String] = [:]
    for member in values[section]?["env"]?.object?.members ?? [] {
      result[member.key] = member.value.string.map(Self.defaulting) ?? ""
    }
    return result
  }

  /// What boxes do not offer, if the task needs it.
  package var unsupported: String? {
    if section("environment")?["os"]?.string == "windows" { return "a Windows environment" }
    if ["environment", "agent", "verifier"].contains(where: { networkMode(of: $0) == "allowlist" })
    {
      return "network_mode \"allowlist\""
    }
    if section("environment")?["gpus"]?.int ?? 0 > 0 { return "GPUs" }
    if !(values["steps"]?.array?.isEmpty ?? true) { return "several steps" }
    if section("environment")?["tpu"] != nil { return "a TPU" }
    if section("environment")?["mcp_servers"]?.array?.isEmpty == false { return "MCP servers" }
    if section("environment")?["skills_dir"] != nil { return "skills" }
    if section("environment")?["healthcheck"] != nil { return "a health check" }
    if section("verifier")?["collect"]?.array?.isEmpty == false {
      return "commands that collect files for the verifier"
    }
    if section("verifier")?["environment_mode"]?.string == "separate"
      || section("verifier")?["environment"] != nil
    {
      return "an environment of the verifier's own"
    }
    return nil
  }

  private static func user(_ value: JSONValue?) -> String? {
    value?.string ?? value?.int.map { String($0) }
  }

  /// A value of this machine's environment reaches no box; the default stands for it.
  private static func defaulting(_ text: String) -> String {
    guard text.hasPrefix("${"), text.hasSuffix("}") else { return text }
    let inner = text.dropFirst(2).dropLast()
    guard let start = inner.firstRange(of: ":-")?.upperBound else { return "" }
    return String(inner[start...])
  }
}
