internal import Glibc

/// A process on a host; the host's boot and the start time distinguish it from a later process with
/// the same number.
package struct ProcessIdentity: Sendable, Hashable {
  package var host: String
  /// Changes each time the host starts; empty if the system does not report it.
  package var bootID: String
  package var processID: Int32
  /// The start time, in the kernel's ticks since the boot; `nil` if unknown.
  package var startTicks: Int64?

  package init(host: String, bootID: String, processID: Int32, startTicks: Int64? = nil) {
    self.host = host
    self.bootID = bootID
    self.processID = processID
    self.startTicks = startTicks
  }

  /// This process.
  package static let current = local(processID: getpid())

  /// A process of this host.
  package static func local(processID: Int32) -> ProcessIdentity {
    ProcessIdentity(
      host: hostName, bootID: currentBootID, processID: processID,
      startTicks: Status(of: processID)?.startTicks)
  }

  private static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    unsafe gethostname(&name, name.count - 1)
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static var currentBootID: String {
    let bytes = (try? FileSystem.contents(of: "/proc/sys/kernel/random/boot_id")) ?? []
    return String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
  }

  /// Whether the process still runs; `nil` if it belongs to another host.
  package var isRunning: Bool? {
    let current = Self.current
    guard host == current.host else { return nil }
    guard bootID == current.bootID else { return false }
    // Zero and negative numbers name groups of processes.
    guard processID > 0, kill(processID, 0) == 0 || errno == EPERM else { return false }
    guard let status = Status(of: processID) else { return true }
    return !status.isDefunct && (startTicks == nil || startTicks == status.startTicks)
  }

  /// The start time, to a second or two; `nil` if the process does not run on this host.
  package var startedAt: Timestamp? {
    guard isRunning == true, let ticks = startTicks ?? Status(of: processID)?.startTicks,
      let boot = Self.bootTime
    else { return nil }
    let seconds = Int(ticks) / max(1, sysconf(Int32(_SC_CLK_TCK)))
    return Timestamp(seconds: boot.adding(saturating: seconds))
  }

  /// The host's boot time, in seconds since 1970.
  private static let bootTime: Int? = {
    let text = (try? FileSystem.contents(of: "/proc/stat")) ?? []
    let line = String(decoding: text, as: UTF8.self).split(separator: "\n").first {
      $0.hasPrefix("btime ")
    }
    return line.flatMap { Int($0.dropFirst(6)) }
  }()

  /// Whether this process is root's.
  package static var isRoot: Bool { geteuid() == 0 }

  /// Whether no process of this host has this number.
  package static func isGone(_ processID: Int32) -> Bool {
    kill(processID, 0) != 0 && errno == ESRCH
  }

  /// How many cores this process may use.
  package static var coreCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// A user ID that nobody uses, under which root runs less trusted work; nil unless this process
  /// is root's.
  package static var unusedUser: UInt32? {
    guard getuid() == 0 else { return nil }
    // The range that systemd reserves for users that exist for one service only.
    var user: UInt32
    repeat {
      user = .random(in: 61_184...65_519)
    } while unsafe getpwuid(user) != nil
    return user
  }

  /// The kernel's record of a process.
  private struct Status {
    /// Whether it has ended and its parent has not yet waited for it.
    var isDefunct: Bool
    var startTicks: Int64?

    init?(of processID: Int32) {
      guard let text = try? FileSystem.contents(of: "/proc/\(processID)/stat"),
        // The fields follow the name, which is in parentheses and may contain any character.
        let end = text.lastIndex(of: UInt8(ascii: ")"))
      else { return nil }
      let fields = text[(end + 1)...].split(separator: UInt8(ascii: " "))
      guard let state = fields.first?.first else { return nil }
      isDefunct = state == UInt8(ascii: "Z") || state == UInt8(ascii: "X")
      // The start time is the 22nd field of the line, the state the third.
      startTicks = fields.count > 19 ? Int64(String(decoding: fields[19], as: UTF8.self)) : nil
    }
  }
}
