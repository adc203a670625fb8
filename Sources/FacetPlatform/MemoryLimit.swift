internal import Glibc

/// The memory that this process may use.
package enum MemoryLimit {
  /// In bytes: the machine's memory, or less if a control group limits the process.
  package static var current: Int {
    let groups = (try? FileSystem.contents(of: "/proc/self/cgroup")) ?? []
    return bytes(
      machine: sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)),
      limit: limit(ofGroups: String(decoding: groups, as: UTF8.self), at: "/sys/fs/cgroup"))
  }

  /// - Parameters:
  ///   - machine: The machine's memory; not positive if unknown.
  ///   - limit: The limit set by control groups.
  static func bytes(machine: Int, limit: Int?) -> Int {
    min(machine > 0 ? machine : 1 << 30, limit ?? .max)
  }

  /// The lowest limit of the control groups that contain a process, parents included.
  ///
  /// - Parameters:
  ///   - groups: The text of `/proc/self/cgroup`: `number:controllers:path` in each line, without
  ///     controllers for version 2 (Linux, `cgroups(7)`).
  ///   - root: Their mount point.
  static func limit(ofGroups groups: String, at root: String) -> Int? {
    var limits: [Int] = []
    for line in groups.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let (folder, file): (String, String)
      if parts[1].isEmpty {
        (folder, file) = (root, "memory.max")
      } else if parts[1].split(separator: ",").contains("memory") {
        (folder, file) = (root + "/memory", "memory.limit_in_bytes")
      } else {
        continue
      }
      // Inside a container the names of outer groups may lead nowhere: its own group is the root.
      var path = parts[2].split(separator: "/")
      while true {
        let group = ([folder] + path.map(String.init) + [file]).joined(separator: "/")
        if let bytes = try? FileSystem.contents(of: group),
          let limit = Int(String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace })
        {
          limits.append(limit)
        }
        if path.popLast() == nil { break }
      }
    }
    return limits.min()
  }
}
