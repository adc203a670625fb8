import FacetBox
import FacetPlatform
import FacetTasks
import TestSupport
import Testing

/// A small task and its files, to be changed and written.
struct TaskFixture {
  /// Texts by path.
  var files: [String: String]

  /// A sound task: count the words of each file, into a table.
  static let sound = TaskFixture(files: [
    "instruction.md": "Write to /app/counts.txt a line 'NAME COUNT' for each .txt file in "
      + "/app/texts, sorted by name, where COUNT is its number of words.\n",
    "task.toml": """
    schema_version = "1.4"

    [task]
    name = "facet/count-words"
    keywords = ["shell"]

    [agent]
    timeout_sec = 20.0

    [verifier]
    timeout_sec = 20.0

    [environment]
    network_mode = "no-network"
    cpus = 1
    memory_mb = 512
    storage_mb = 64
    workdir = "/app"
    """,
    "environment/Dockerfile": "FROM debian:bookworm-slim\nWORKDIR /app\nCOPY texts texts/\n",
    "environment/texts/a.txt": "one two three\nfour\n",
    "environment/texts/b.txt": "",
    "environment/texts/c.txt": "five  six\n",
    "solution/solve.sh": """
    #!/bin/sh
    set -e
    cd /app
    for file in texts/*.txt; do
      echo "$(basename "$file") $(wc -w <"$file" | tr -d ' ')"
    done >counts.txt
    """,
    "tests/test.sh": """
    #!/bin/sh
    printf 'a.txt 4\\nb.txt 0\\nc.txt 2\\n' >/tests/expected
    if [ "$(cat /app/counts.txt)" = "$(cat /tests/expected)" ]; then reward=1; else reward=0; fi
    echo "$reward" >/logs/verifier/reward.txt
    """,
  ])

  /// The same task with files replaced; nil removes one.
  func with(_ changes: [String: String?]) -> TaskFixture {
    var result = self
    for (path, text) in changes { result.files[path] = text }
    return result
  }

  /// Writes the task into a folder of this name.
  @discardableResult
  func write(to folder: ScratchFolder, name: String = "task") throws -> String {
    for (path, text) in files {
      let full = "\(folder.path)/\(name)/\(path)"
      try FileSystem.makeDirectories(FileSystem.parent(of: full))
      try FileSystem.write(Array(text.utf8), to: full)
    }
    return "\(folder.path)/\(name)"
  }

  /// The task's certificate, over this machine's own programs.
  func certificate(configure: (inout CertificateRules) -> Void = { _ in }) async throws
    -> Certificate
  {
    let folder = try ScratchFolder()
    let path = try write(to: folder)
    var builder = ImageBuilder(store: try BoxStore(folder: folder.path + "/boxes"))
    builder.defaultBase = BoxImage.hostName
    var rules = CertificateRules()
    rules.mutations = 4
    configure(&rules)
    return await Certification(builder: builder, rules: rules).certificate(of: path)
  }

  /// Whether this machine can run boxes.
  static let canRun =
    ["bwrap", "unshare", "prlimit", "setpriv"].allSatisfy { SystemProgram.path(of: $0) != nil }
    && ProcessIdentity.isRoot
}

extension Trait where Self == ConditionTrait {
  /// Skips a test where boxes cannot be started.
  static var needsBoxes: Self {
    .enabled(if: TaskFixture.canRun, "boxes need root, bubblewrap and util-linux here")
  }
}
