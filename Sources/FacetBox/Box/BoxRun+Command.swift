package import FacetPlatform

extension BoxRun {
  /// The variables that every box has.
  package static let variables = [
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
    "TERM": "xterm-256color",
  ]

  /// Rights over what is in the box, as a container's root has them; none reaches beyond it.
  private static let rights = [
    "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP",
    "NET_BIND_SERVICE", "SYS_CHROOT", "SETFCAP",
  ]

  /// The folders that hold the system's programs.
  private static let systemFolders = [
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc/ld.so.conf",
    "/etc/ld.so.conf.d", "/etc/ld.so.cache", "/etc/ld.so.preload", "/etc/alternatives",
  ]

  /// Bubblewrap writes its status under the limit; without room for that it ends and leaves the box.
  private static let leastFileSize = 64 << 10

  /// The whole command, from this machine's shell to the program in the box.
  ///
  /// - Throws: ``BoxError`` that says how to install a missing program.
  package func command() throws(BoxError) -> ChildProcess.Command {
    let store = layer.store
    guard let prlimit = SystemProgram.path(of: "prlimit"),
      let unshare = SystemProgram.path(of: "unshare")
    else { throw .missing("prlimit", package: "util-linux", purpose: "a box") }
    let filter = try SystemCallFilter.contained()
    let outer =
      try SystemProgram.dropping(to: store.user) + [unshare, "--mount", "--propagation", "private"]
      + (store.owner == .user ? ["--map-root-user"] : [])
    let script = String(decoding: PackageResources.box_sh, as: UTF8.self)
    let bounds = [
      prlimit, "--core=0", "--nproc=\(limits.processes)",
      "--fsize=\(max(Self.leastFileSize, limits.fileSize))",
      "--nofile=4096", "--memlock=65536", "--data=\(limits.memory)",
    ]
    let command =
      outer
      + [
        "/bin/sh", "-c", script, "box.sh", store.owner.description, String(BoxStore.rangeStart),
        store.folder, lower.joined(separator: ":"), "trials/\(layer.name)",
        coversSystem ? "clean" : "plain",
      ] + bounds + (try bubblewrap()) + ["--seccomp", "3", "--"] + program
    return ChildProcess.Command(
      ControlGroup.joining(
        memory: limits.memory, processes: limits.processes.adding(saturating: 8), command),
      environment: ["PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"],
      contents: [filter.program])
  }

  /// The read-only folders below the layer, top first, relative to the store.
  private var lower: [String] {
    image.layers.reversed().map { "layers/\($0)/root" }
      + ["bases/\(BoxStore.fileName(image.base))/root"]
  }

  private func bubblewrap() throws(BoxError) -> [String] {
    var arguments = [
      try SystemProgram.bubblewrap(), "--json-status-fd", "7", "--unshare-pid", "--unshare-ipc",
      "--unshare-uts", "--unshare-cgroup-try", "--hostname", "box", "--die-with-parent",
      "--cap-drop", "ALL",
    ]
    if !hasTerminal { arguments.append("--new-session") }
    arguments += Self.rights.flatMap { ["--cap-add", "CAP_\($0)"] }
    if !hasNetwork { arguments.append("--unshare-net") }
    arguments += ["--bind", "/mnt/root", "/"]
    if image.base == BoxImage.hostName {
      for folder in BoxStore.hostFolders { arguments += ["--ro-bind-try", folder, folder] }
    } else if coversSystem {
      arguments += Self.systemFolders.flatMap { ["--ro-bind-try", "/mnt/clean\($0)", $0] }
    }
    arguments += ["--proc", "/proc", "--dev", "/dev"]
    arguments += ["--size", String(max(4096, limits.memory / 2)), "--tmpfs", "/dev/shm"]
    arguments += ["--remount-ro", "/dev", "--size", "16777216", "--tmpfs", "/run"]
    if hasNetwork {
      for name in ["resolv.conf", "hosts"] {
        arguments += ["--ro-bind-try", "/etc/\(name)", "/etc/\(name)"]
      }
    }
    for shown in shown {
      arguments += [
        shown.isWritable ? "--bind" : "--ro-bind", "/mnt/share/\(shown.name)", shown.path,
      ]
    }
    let folder = workingFolder ?? image.workingFolder
    arguments += ["--dir", folder, "--chdir", folder, "--clearenv"]
    for (name, value) in variables.sorted(by: { $0.key < $1.key }) {
      arguments += ["--setenv", name, value]
    }
    return arguments
  }

  /// Whether the image's own system folders cover those of the layer, which has some.
  private var coversSystem: Bool {
    guardsSystem && image.base != BoxImage.hostName
      && Self.systemFolders.contains { FileTree.exists(layer.upper + $0) }
  }

  private var variables: [String: String] {
    var all = Self.variables
    all["HOME"] = (user ?? image.user) == "root" ? "/root" : "/tmp"
    for variable in image.environment { all[variable.name] = variable.value }
    return all.merging(environment) { $1 }
  }

  private var program: [String] {
    let user = user ?? image.user
    guard user != "root", user != "0" else { return arguments }
    let script = """
      if command -v setpriv >/dev/null; then
        exec setpriv --reuid="$0" --regid="$(id -g "$0")" --init-groups -- "$@"
      fi
      exec su -p -s /bin/sh "$0" -c 'exec "$0" "$@"' -- "$@"
      """
    return ["/bin/sh", "-c", script, user] + arguments
  }
}
