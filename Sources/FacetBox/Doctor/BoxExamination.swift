internal import FacetPlatform

/// Tries what boxes need on this machine.
package struct BoxExamination: Sendable {
  /// One thing that was tried.
  package struct Finding: Sendable, Hashable {
    /// What came of it.
    package enum Verdict: String, Sendable, Hashable {
      case works
      /// Boxes work without it, with less.
      case missing
      case fails
    }

    package var subject: String
    package var verdict: Verdict
    package var detail: String
    /// What to do about it; nil if nothing.
    package var remedy: String?
  }

  package var findings: [Finding] = []

  /// Whether boxes can be started.
  package var works: Bool { !findings.contains { $0.verdict == .fails } }

  /// Looks for the programs, then starts a box in the folder where boxes are kept.
  package init(folder: String) async {
    findProgram("bwrap", of: "bubblewrap", isNeeded: true, purpose: "starts boxes")
    for name in ["unshare", "prlimit", "setpriv"] {
      findProgram(name, of: "util-linux", isNeeded: true, purpose: "starts boxes")
    }
    await tryNamespaces()
    if works { await tryBox(in: folder) }
    await tryControlGroup()
    findProgram(
      "mmdebstrap", of: "mmdebstrap", isNeeded: false, purpose: "makes bases of Debian's packages")
    findProgram(
      "tmux", of: "tmux", isNeeded: false, purpose: "holds the terminal of terminal agents")
  }

  private mutating func findProgram(
    _ name: String, of package: String, isNeeded: Bool, purpose: String
  ) {
    let path = SystemProgram.path(of: name)
    findings.append(
      Finding(
        subject: name, verdict: path != nil ? .works : isNeeded ? .fails : .missing,
        detail: "\(purpose)\(path.map { ": \($0)" } ?? "; not installed")",
        remedy: path == nil ? "apt-get install \(package)" : nil))
  }

  private mutating func tryNamespaces() async {
    let flags = ProcessIdentity.isRoot ? ["--user"] : ["--user", "--map-root-user", "--mount"]
    let result = try? await ProgramResult(
      of: ChildProcess.Command(
        ["/usr/bin/env", "unshare"] + flags + ["true"],
        environment: ["PATH=/usr/bin:/bin:/usr/sbin:/sbin"]), outputLimit: 4096)
    guard result?.status.isSuccess != true else {
      findings.append(
        Finding(
          subject: "user namespaces", verdict: .works,
          detail: ProcessIdentity.isRoot
            ? "boxes get a range of users of their own"
            : "boxes have one user, which is root in them"))
      return
    }
    let words = String(decoding: result?.errorOutput ?? [], as: UTF8.self)
    findings.append(
      Finding(
        subject: "user namespaces", verdict: .fails,
        detail: words.split(separator: "\n").last.map(String.init) ?? "cannot be made",
        remedy: Self.namespaceRemedy))
  }

  private static var namespaceRemedy: String {
    func setting(_ name: String) -> String? {
      (try? FileSystem.contents(of: "/proc/sys/" + name)).map {
        String(decoding: $0, as: UTF8.self).filter { !$0.isWhitespace }
      }
    }
    if setting("kernel/apparmor_restrict_unprivileged_userns") == "1" {
      return "AppArmor forbids them: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or "
        + "an AppArmor profile for bwrap with 'userns,'"
    }
    if setting("kernel/unprivileged_userns_clone") == "0" {
      return "sysctl -w kernel.unprivileged_userns_clone=1"
    }
    if setting("user/max_user_namespaces") == "0" {
      return "sysctl -w user.max_user_namespaces=15000"
    }
    return "in a container, allow them: --security-opt seccomp=unconfined"
  }

  private mutating func tryBox(in folder: String) async {
    do throws(BoxError) {
      let store = try BoxStore(folder: folder)
      let start = ContinuousClock.now
      try await store.tryBox()
      let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
      findings.append(
        Finding(
          subject: "a box", verdict: .works,
          detail: "overlay over this machine's programs, in \(folder); \(milliseconds) ms"))
    } catch {
      findings.append(
        Finding(
          subject: "a box", verdict: .fails, detail: "\(error)",
          remedy: "set FACET_BOXES to a folder on a local file system (ext4, xfs, tmpfs), not on "
            + "overlay or NFS; a kernel of at least 5.11 is needed without root"))
    }
  }

  private mutating func tryControlGroup() async {
    let command = ControlGroup.joining(
      memory: 1 << 30, processes: 64, ["/bin/cat", "/proc/self/cgroup"])
    let result = try? await ProgramResult(
      of: ChildProcess.Command(command, environment: ["PATH=/usr/bin:/bin"]), outputLimit: 64 << 10)
    let works = String(decoding: result?.output ?? [], as: UTF8.self).contains("/facet-")
    findings.append(
      Finding(
        subject: "control groups", verdict: works ? .works : .missing,
        detail: works
          ? "limit the memory and the processes of a box together"
          : "memory is limited for each process, and watched for all together",
        remedy: works ? nil : "run as root, or in: systemd-run --user --scope -p Delegate=yes"))
  }
}
