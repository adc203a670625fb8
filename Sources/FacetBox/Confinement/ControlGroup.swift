/// A control group for a command, if the system lets Facet create one: it limits all processes of
/// the command together, including the kernel's memory for them.
package enum ControlGroup {
  /// The command that joins a new group, then becomes `command`.
  ///
  /// - Parameters:
  ///   - memory: The most bytes of all its processes together.
  ///   - processes: The most processes and threads.
  package static func joining(memory: Int, processes: Int, _ command: [String]) -> [String] {
    let script = String(decoding: PackageResources.group_sh, as: UTF8.self)
    return ["/bin/sh", "-c", script, "group.sh", String(memory), String(processes)] + command
  }
}
