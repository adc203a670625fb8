internal import Glibc

/// A process on a host, told apart from a later one with the same number by the host's boot.
package struct ProcessIdentity: Sendable, Hashable {
  package var host: String
  /// Changes each time the host starts; empty where the system tells none.
  package var bootID: String
  package var processID: Int32

  package init(host: String, bootID: String, processID: Int32) {
    self.host = host
    self.bootID = bootID
    self.processID = processID
  }

  /// This process.
  package static let current = ProcessIdentity(
    host: hostName, bootID: currentBootID, processID: getpid())

  private static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    unsafe gethostname(&name, name.count - 1)
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static var currentBootID: String {
    let bytes = (try? FileSystem.contents(of: "/proc/sys/kernel/random/boot_id")) ?? []
    return String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
  }

  /// Whether the process still runs, or `nil` where that cannot be told: it is another host's.
  package var isRunning: Bool? {
    let current = Self.current
    guard host == current.host else { return nil }
    guard bootID == current.bootID else { return false }
    guard kill(processID, 0) == 0 || errno == EPERM else { return false }
    return !isDefunct
  }

  /// How many cores this process may use.
  package static var coreCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// A user that nobody is, for root to hand less trusted work to; nil for everyone but root.
  package static var unusedUser: UInt32? {
    guard getuid() == 0 else { return nil }
    // The range that systemd gives to users that exist for one service only.
    var user: UInt32
    repeat {
      user = .random(in: 61_184...65_519)
    } while unsafe getpwuid(user) != nil
    return user
  }

  /// Whether it ended and only waits to be noticed by its parent.
  private var isDefunct: Bool {
    guard let status = try? FileSystem.contents(of: "/proc/\(processID)/stat") else { return false }
    // The state follows the name, which is in parentheses and may hold any character.
    guard let end = status.lastIndex(of: UInt8(ascii: ")")), end + 2 < status.count else {
      return false
    }
    return status[end + 2] == UInt8(ascii: "Z") || status[end + 2] == UInt8(ascii: "X")
  }
}
