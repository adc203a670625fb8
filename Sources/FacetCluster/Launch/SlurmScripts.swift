internal import FacetPlatform

/// Renders the batch scripts of a launch.
package struct SlurmScripts: Sendable {
  let plan: LaunchPlan
  /// The launch's folder, absolute.
  let folder: String
  let options: SlurmOptions
  /// What the job that merges may do beyond the plan.
  let mergeOptions: [String]

  package static let arrayName = "array.sbatch"
  package static let mergeName = "merge.sbatch"

  /// - Throws: ``ClusterError`` if the folder's path cannot stand in a script.
  package init(
    plan: LaunchPlan, folder: String, options: SlurmOptions, mergeOptions: [String] = []
  ) throws(ClusterError) {
    let isOneLine = folder.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    guard isOneLine, !folder.contains("'"), !folder.contains("\\") else {
      throw ClusterError(
        "the folder '\(folder)' has a quote, a backslash or a line break, which sbatch reads in its "
          + "own way; name another with '--folder'")
    }
    self.plan = plan
    self.folder = folder
    self.options = options
    self.mergeOptions = mergeOptions
  }

  /// Writes the plan, the scripts and the folders.
  package func write() throws {
    try plan.create(in: folder)
    try FileSystem.makeDirectories(folder + "/log")
    for (name, text) in [(Self.arrayName, array), (Self.mergeName, merge)] {
      let file = try AtomicFile(in: folder)
      try file.append(Array(text.utf8))
      try file.commit(to: folder + "/" + name)
    }
  }

  /// A path in which `sbatch` replaces nothing but the patterns that follow it.
  private func log(_ pattern: String) -> String {
    "#SBATCH "
      + SlurmOptions.word(
        "--output=" + (folder + "/log/").replacing("%", with: "%%") + pattern)
  }

  private func heading(_ name: String, _ lines: [String]) -> String {
    (["#!/bin/bash", "#SBATCH --job-name=\(name)"] + lines).joined(separator: "\n") + "\n"
  }

  /// Commands that both scripts begin with.
  private var start: String {
    var lines = ["cd -- \(ShellWord.quoted(plan.workingDirectory)) || exit 1"]
    if let modules = plan.modules { lines.append("source \(ShellWord.quoted(modules)) || exit 1") }
    // Only now: files of modules and of conda use variables that are not set.
    lines.append("set -u")
    lines.append("folder=\(ShellWord.quoted(folder))")
    lines.append("facet=\(ShellWord.quoted(plan.program))")
    return lines.joined(separator: "\n") + "\n"
  }

  /// The script of one shard, an element of an array.
  package var array: String {
    heading(
      plan.name,
      [
        "#SBATCH --requeue", "#SBATCH --open-mode=append",
        "#SBATCH --signal=B:USR1@\(options.warning)", log("%A_%a.out"),
      ] + options.lines)
        + """
        # Runs one shard of a launch. Its index is that of the array's element plus the first argument.
        # Submit it with: sbatch --array=0-\(plan.shards - 1)%\(plan.atOnce) \(Self.arrayName)

        """ + start + Self.body
  }

  private static let body = #"""
    index=$((SLURM_ARRAY_TASK_ID + ${1:-0}))
    shard=$folder/shards/$(printf %04d "$index")
    task=${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}
    child=
    stopping=
    signals=0
    status=1

    # Facet stops at SIGTERM as at Ctrl-C: what is in flight may finish, and nothing new is asked.
    halt() {
      stopping=$1
      signals=$((signals + 1))
      [ -z "$child" ] || kill -TERM "$child" 2>/dev/null
    }
    # The server has a process group of its own. A facet that was killed leaves it behind.
    sweep() {
      local group
      group=$(cat "$shard/server.pid" 2>/dev/null) || return 0
      [[ $group =~ ^[0-9]+$ ]] && kill -KILL -- "-$group" 2>/dev/null
      rm -f "$shard/server.pid"
    }
    trap 'halt requeue' USR1
    trap 'halt end' TERM INT
    trap sweep EXIT

    echo "shard $index, job $task, restart ${SLURM_RESTART_COUNT:-0}, on $(hostname), $(date -u +%FT%TZ)"
    "$facet" launch shard "$folder" "$index" &
    child=$!
    # A signal may have come before there was a child.
    [ -z "$stopping" ] || halt "$stopping"
    # A trap ends 'wait' early, with the signal's status. Waiting again gives the shard's own, even
    # if it has ended meanwhile; 127 means that it was given already.
    while :; do
      known=$signals
      wait "$child"
      code=$?
      [ "$code" -eq 127 ] || status=$code
      [ "$signals" -ne "$known" ] || break
    done
    child=
    if [ "$stopping" = requeue ] && [ "$status" -ne 0 ]; then
      echo "shard $index: the time is nearly over; requeued to go on"
      sweep
      # Without a start time, a requeued job waits for two minutes.
      scontrol requeue "$task" && scontrol update "jobid=$task" StartTime=now 2>/dev/null
      exit 0
    fi
    exit "$status"

    """#

  /// The script that merges the shards once all of them have ended.
  package var merge: String {
    heading(
      plan.name + "-merge",
      ["#SBATCH --open-mode=append", log("merge_%j.out")] + options.mergeLines)
        + """
        # Merges the shards of a launch. It fails if cells are missing, and names them.

        """ + start
      + (["exec \"$facet\" launch merge \"$folder\""]
      + (plan.mergeOptions + mergeOptions).map(ShellWord.quoted))
      .joined(separator: " ") + "\n"
  }
}
