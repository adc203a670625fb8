import FacetPlatform
import TestSupport
import Testing

@testable import FacetCluster

@Suite("Scripts for Slurm")
struct SlurmScriptTests {
  static func plan(
    directory: String = "/data1/task", program: String = "/opt/facet/bin/facet"
  ) -> LaunchPlan {
    LaunchPlan(
      name: "facet-translation", shards: 8, atOnce: 2,
      command: ["run", "configs/translation.json", "-o", "out.json"],
      workingDirectory: directory, program: program)
  }

  private static func options() throws -> SlurmOptions {
    var options = SlurmOptions()
    try options.add("time", "04:00:00", from: "--time")
    try options.add("partition", "gpu", from: "--partition")
    try options.add("account", "team-7", from: "--account")
    try options.add("gpus", "a100:1", from: "--gpus")
    try options.add(word: "--comment=two words # and a mark")
    return options
  }

  /// A file beside the tests.
  static func fixture(_ name: String) throws -> String {
    let path = FileSystem.parent(of: #filePath) + "/Fixtures/" + name
    return String(decoding: try FileSystem.contents(of: path), as: UTF8.self)
  }

  @Test("Are as the fixtures show them", arguments: ["array.sbatch", "merge.sbatch"])
  func golden(name: String) throws {
    let scripts = try SlurmScripts(
      plan: Self.plan(), folder: "/data1/launch", options: Self.options())
    let text = name == SlurmScripts.arrayName ? scripts.array : scripts.merge
    #expect(try text == Self.fixture(name))
  }

  /// Texts that a shell or sbatch could read as something else.
  static let hostile = [
    "a b", "$(touch /tmp/x)", "`id`", "a;rm -rf b", "a&&b", "%j%A", "#x", "*?[a]", "~", "-n",
    "\"q\"",
    "ü😀", "a'b", "$HOME", "!!", "a>b",
  ]

  /// Runs bash, and returns its status and output.
  private func bash(
    _ arguments: [String], environment: [String] = ["PATH=/usr/bin:/bin"]
  ) async throws -> ProgramResult {
    try await ProgramResult(
      of: ChildProcess.Command(["/bin/bash"] + arguments, environment: environment))
  }

  @Test("Are correct for bash, and run what was meant, whatever the names", arguments: hostile)
  func names(text: String) async throws {
    let scratch = try ScratchFolder()
    let directory = scratch.path(of: text)
    try FileSystem.makeDirectories(directory)
    let program = try scratch.write(
      "#!/bin/bash\nprintf '%s|' \"$PWD\" \"$@\" >> \(scratch.path)/said\n", to: text + "/program")
    _ = try await bash(["-c", "chmod +x \"$0\"", program])
    var plan = Self.plan(directory: directory, program: program)
    plan.modules = try scratch.write("export FROM_MODULES=1\n", to: text + "/modules")
    guard !text.contains("'") else {
      #expect(throws: ClusterError.self) {
        try SlurmScripts(plan: plan, folder: directory, options: SlurmOptions())
      }
      return
    }
    let scripts = try SlurmScripts(plan: plan, folder: directory, options: Self.options())
    for script in [scripts.array, scripts.merge] {
      let path = try scratch.write(script, to: "script")
      #expect(try await bash(["-n", path]).status.isSuccess)
      let run = try await bash(
        [path, "100"],
        environment: [
          "PATH=/usr/bin:/bin", "SLURM_ARRAY_TASK_ID=3", "SLURM_ARRAY_JOB_ID=9",
        ])
      #expect(run.status.isSuccess, "\(String(decoding: run.errorOutput, as: UTF8.self))")
    }
    let said = String(
      decoding: try FileSystem.contents(of: scratch.path(of: "said")), as: UTF8.self)
    #expect(
      said
        == "\(directory)|launch|shard|\(directory)|103|\(directory)|launch|merge|\(directory)|")
  }

  @Test("Stop their shard at the signal and requeue it; a cancelled one is not requeued")
  func signals() async throws {
    for (signal, requeues) in [("USR1", true), ("TERM", false)] {
      let scratch = try ScratchFolder()
      // The stand-ins note how they were called. The shard ends only when it is told to.
      for (name, body) in [
        ("scontrol", "echo \"scontrol $*\" >> \"$SCRATCH/said\""),
        (
          "facet",
          """
          trap 'echo stopped >> "$SCRATCH/said"; exit 130' TERM
          echo started >> "$SCRATCH/said"; kill -\(signal) $PPID
          while :; do read -t 5 -u 9 _ || exit 1; done 9<>"$SCRATCH/pipe"
          """
        ),
      ] {
        try scratch.write("#!/bin/bash\n\(body)\n", to: "bin/" + name)
      }
      _ = try await bash(["-c", "chmod +x \"$0\"/bin/*; mkfifo \"$0\"/pipe", scratch.path])
      let plan = Self.plan(directory: scratch.path, program: scratch.path(of: "bin/facet"))
      let script = try SlurmScripts(plan: plan, folder: scratch.path, options: SlurmOptions())
      let path = try scratch.write(script.array, to: "script")
      let run = try await bash(
        [path],
        environment: [
          "PATH=\(scratch.path)/bin:/usr/bin:/bin", "SLURM_ARRAY_TASK_ID=3",
          "SLURM_ARRAY_JOB_ID=9", "SCRATCH=\(scratch.path)",
        ])
      let said = String(
        decoding: try FileSystem.contents(of: scratch.path(of: "said")), as: UTF8.self)
      let ordered = "started\nstopped\n"
      if requeues {
        #expect(
          said == ordered + "scontrol requeue 9_3\nscontrol update jobid=9_3 StartTime=now\n")
        #expect(run.status.isSuccess)
      } else {
        #expect(said == ordered)
        #expect(run.status == .exited(130))
      }
    }
  }

  @Test(
    "Arrays stay below the cluster's limit",
    arguments: [
      ([0, 1, 2, 5, 7, 8], 100, ["0:0-2,5,7-8"]), (Array(0..<8), 5, ["0:0-4", "5:0-2"]),
      ([0, 4, 5, 6, 14], 5, ["0:0,4", "5:0-1", "10:4"]), ([3], 1, ["3:0"]), ([], 5, []),
      ([7], 0, ["7:0"]),
    ] as [([Int], Int, [String])])
  func arrays(shards: [Int], limit: Int, parts: [String]) {
    let found = ArrayIndexes.parts(of: shards, limit: limit)
    #expect(found.map { "\($0.offset):\($0.text)" } == parts)
    #expect(found.flatMap(\.shards) == shards)
  }

  @Test("A submission chains arrays, and merges after the last; each number is kept at once")
  func submits() async throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      """
      #!/bin/bash
      count=$(($(cat "$0.count" 2>/dev/null || echo 40) + 1)); echo $count > "$0.count"
      echo "$*" >> "$0.said"; echo "$count;cluster"
      """, to: "bin/sbatch")
    try scratch.write(
      "#!/bin/bash\necho 'MaxArraySize            = 5'\n", to: "bin/scontrol")
    _ = try await bash(["-c", "chmod +x \"$0\"/bin/*", scratch.path])
    var plan = Self.plan()
    plan.atOnce = 2
    var kept: [Int] = []
    let commands = SlurmCommands(environment: ["PATH": "\(scratch.path)/bin:/usr/bin:/bin"])
    let done = try await commands.submit(Array(0..<8), of: plan, in: "/l", after: "afterok:9") {
      kept.append($0.jobs.count + ($0.mergeJob == nil ? 0 : 10))
    }
    let said = String(
      decoding: try FileSystem.contents(of: scratch.path(of: "bin/sbatch.said")), as: UTF8.self)
    #expect(
      said == """
        --parsable --array=0-4%2 --dependency=afterok:9 /l/array.sbatch 0
        --parsable --array=0-2%2 --dependency=afterany:41 /l/array.sbatch 5
        --parsable --dependency=afterany:41:42 /l/merge.sbatch

        """)
    #expect(kept == [1, 2, 12])
    #expect(done.jobs.map(\.id) == ["41", "42"])
    #expect(done.mergeJob == "43")
    let absent = SlurmCommands(environment: ["PATH": "/nowhere"])
    let error = await #expect(throws: ClusterError.self) {
      _ = try await absent.submit([0], of: plan, in: "/l", limit: 5) { _ in }
    }
    #expect(error?.message.contains("'sbatch' is not on PATH") == true)
  }
}
