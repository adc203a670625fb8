internal import FacetJSON
internal import FacetPlatform

/// Renders a launch as a Kubernetes Indexed Job, with a pod for each shard.
package struct KubernetesJob: Sendable {
  /// What the pods need of the cluster.
  package struct Options: Sendable, Hashable {
    /// The container's image, which has `facet`.
    package var image: String
    /// A persistent volume claim that all pods mount.
    package var claim: String
    /// Where they mount it; the launch's folder and the task's files lie in it.
    package var mount: String
    /// The secrets whose keys become variables, such as a provider's key.
    package var secrets: [String] = []
    package var namespace: String?
    package var cpus: String?
    package var memory: String?
    package var gpus: Int?
    /// Restarts of each shard before it counts as failed.
    package var retries = 6

    package init(image: String, claim: String, mount: String) {
      self.image = image
      self.claim = claim
      self.mount = mount
    }
  }

  let plan: LaunchPlan
  let folder: String
  let options: Options

  package static let fileName = "job.yaml"

  /// - Throws: ``ClusterError`` for names that Kubernetes refuses.
  package init(plan: LaunchPlan, folder: String, options: Options) throws(ClusterError) {
    self.plan = plan
    self.folder = folder
    self.options = options
    // A pod's host name is the job's with the pod's index.
    try Self.checkName(plan.name, "--name", longest: 63 - "-\(plan.shards - 1)".utf8.count)
    try Self.checkName(options.claim, "--claim", longest: 253)
    for secret in options.secrets { try Self.checkName(secret, "--secret", longest: 253) }
    if let namespace = options.namespace {
      try Self.checkName(namespace, "--namespace", longest: 63)
    }
    for (quantity, option) in [(options.cpus, "--cpus"), (options.memory, "--mem")] {
      guard let quantity, !Self.isQuantity(quantity) else { continue }
      throw ClusterError("'\(option)' must be a quantity such as '4' or '16Gi', not '\(quantity)'")
    }
    guard options.mount.hasPrefix("/"), !options.mount.contains(":") else {
      throw ClusterError("'--mount' must be an absolute path without ':', not '\(options.mount)'")
    }
    let mount = options.mount.hasSuffix("/") ? options.mount : options.mount + "/"
    guard plan.workingDirectory.hasPrefix(mount) || plan.workingDirectory + "/" == mount else {
      throw ClusterError(
        "the working directory '\(plan.workingDirectory)' must lie in '--mount' '\(options.mount)', "
          + "which the pods share; start the launch from there")
    }
    guard folder.hasPrefix(mount) else {
      throw ClusterError(
        "'--folder' must lie in '--mount' '\(options.mount)', which the pods share, not in '\(folder)'"
      )
    }
  }

  /// The manifest, as YAML that is also JSON: every text is quoted.
  package var manifest: String {
    "# Submit it with: kubectl apply -f \(Self.fileName)\n"
      + "# Then: facet launch status, and facet launch merge once all shards are complete.\n"
      + String(decoding: JSONValue.object(object).bytes(style: .indented), as: UTF8.self) + "\n"
  }

  private var object: JSONObject {
    var metadata: JSONObject = [
      "name": .string(plan.name), "labels": ["app.kubernetes.io/name": "facet"],
    ]
    if let namespace = options.namespace { metadata["namespace"] = .string(namespace) }
    return [
      "apiVersion": "batch/v1", "kind": "Job", "metadata": .object(metadata),
      "spec": [
        "completionMode": "Indexed", "completions": .number(JSONNumber(plan.shards)),
        "parallelism": .number(JSONNumber(plan.atOnce)),
        "backoffLimitPerIndex": .number(JSONNumber(options.retries)),
        "maxFailedIndexes": .number(JSONNumber(plan.shards)),
        // A drained node is no failure of the shard.
        "podFailurePolicy": [
          "rules": [
            [
              "action": "Ignore",
              "onPodConditions": [["type": "DisruptionTarget", "status": "True"]],
            ]
          ]
        ],
        "template": [
          "metadata": ["labels": ["app.kubernetes.io/name": "facet"]],
          "spec": .object(pod),
        ],
      ],
    ]
  }

  private var pod: JSONObject {
    var container: JSONObject = [
      "name": "shard", "image": .string(options.image),
      "workingDir": .string(plan.workingDirectory),
      // There is no shell; Kubernetes itself expands the index, which it sets.
      "command": [
        .string(Self.literal(plan.program)), "launch", "shard", .string(Self.literal(folder)),
        "$(JOB_COMPLETION_INDEX)",
      ],
      "volumeMounts": [["name": "work", "mountPath": .string(options.mount)]],
    ]
    if !options.secrets.isEmpty {
      container["envFrom"] = .array(
        options.secrets.map { ["secretRef": ["name": .string($0)]] })
    }
    let resources = self.resources
    if !resources.isEmpty { container["resources"] = .object(resources) }
    return [
      "restartPolicy": "Never",
      // The time for requests in flight, and for what is written after them.
      "terminationGracePeriodSeconds": 120, "containers": [.object(container)],
      "volumes": [
        ["name": "work", "persistentVolumeClaim": ["claimName": .string(options.claim)]]
      ],
    ]
  }

  /// A word in which Kubernetes expands nothing.
  private static func literal(_ word: String) -> String { word.replacing("$", with: "$$") }

  private var resources: JSONObject {
    var requests = JSONObject()
    if let cpus = options.cpus { requests["cpu"] = .string(cpus) }
    if let memory = options.memory { requests["memory"] = .string(memory) }
    var limits = JSONObject()
    if let memory = options.memory { limits["memory"] = .string(memory) }
    if let gpus = options.gpus { limits["nvidia.com/gpu"] = .string("\(gpus)") }
    var resources = JSONObject()
    if !requests.isEmpty { resources["requests"] = .object(requests) }
    if !limits.isEmpty { resources["limits"] = .object(limits) }
    return resources
  }

  /// A name by RFC 1123, as Kubernetes wants it.
  private static func checkName(
    _ name: String, _ option: String, longest: Int
  ) throws(ClusterError) {
    let isLetterOrDigit = { (byte: UInt8) in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    let bytes = Array(name.utf8)
    let fits =
      (1...longest).contains(bytes.count)
      && bytes.allSatisfy {
        isLetterOrDigit($0) || $0 == UInt8(ascii: "-")
          || longest > 63 && $0 == UInt8(ascii: ".")
      }
      && bytes.first.map(isLetterOrDigit) == true && bytes.last.map(isLetterOrDigit) == true
    guard fits else {
      throw ClusterError(
        "'\(option)' must be a name of Kubernetes: at most \(longest) lower-case letters, digits "
          + "and '-', not '\(name)'")
    }
  }

  /// `4`, `500m`, `1.5`, `16Gi`.
  private static func isQuantity(_ text: String) -> Bool {
    let digits = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    let suffix = String(text.dropFirst(digits.count))
    return Double(digits).map { $0 > 0 } == true && !digits.hasPrefix(".") && !digits.hasSuffix(".")
      && ["", "m", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti"].contains(suffix)
  }

  /// Writes the plan, the manifest and the folders.
  package func write() throws {
    try plan.create(in: folder)
    let file = try AtomicFile(in: folder)
    try file.append(Array(manifest.utf8))
    try file.commit(to: folder + "/" + Self.fileName)
  }
}
