internal import FacetPlatform

/// The arguments of a bubblewrap command, and the bytes that it reads from descriptors.
package struct BubblewrapArguments: Sendable {
  /// The program's path, then its arguments.
  package private(set) var arguments: [String]
  /// The bytes of descriptors 3 and up.
  package private(set) var contents: [[UInt8]] = []
  /// The number of descriptors that come before those of ``contents``.
  private let files: Int

  /// A box without network that ends with the thread that started it.
  ///
  /// - Parameter files: The number of descriptors that the command already has.
  /// - Throws: ``BoxError`` if bubblewrap is not installed.
  package init(files: Int = 0) throws(BoxError) {
    self.files = files
    arguments = [
      try SystemProgram.bubblewrap(), "--unshare-all", "--die-with-parent", "--new-session",
    ]
  }

  /// Shows the system's programs and further folders, read-only, with `/proc` and `/dev`.
  package mutating func showSystem(folders: [String]) {
    arguments += ["--ro-bind", "/usr", "/usr"]
    let system = ["/bin", "/sbin", "/lib", "/lib64", "/etc/alternatives", "/etc/ld.so.cache"]
    for folder in system + folders { arguments += ["--ro-bind-try", folder, folder] }
    arguments += ["--proc", "/proc", "--dev", "/dev"]
  }

  /// Adds an empty folder that can be written, in memory.
  package mutating func addTemporaryFolder(_ path: String, size: Int) {
    arguments += ["--size", String(max(4096, size)), "--tmpfs", path]
  }

  /// Adds a file of the host, read-only.
  package mutating func addReadable(_ path: String, at inside: String) {
    arguments += ["--ro-bind", path, inside]
  }

  /// Adds a file with the bytes of a descriptor, read-only.
  package mutating func addReadable(descriptor: Int, at inside: String) {
    arguments += ["--perms", "0444", "--ro-bind-data", String(descriptor), inside]
  }

  /// Adds a file's bytes: writable under `/tmp`, read-only elsewhere.
  mutating func add(_ file: ConfinedProgram.File) throws(BoxError) {
    let parts = file.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    guard file.path.hasPrefix("/"), !file.path.utf8.contains(0) else {
      throw .badPath(file.path, reason: "it must be absolute and hold no NUL")
    }
    guard !parts.contains(where: { ["", ".", ".."].contains($0) }) else {
      throw .badPath(file.path, reason: "it must have no '.', no '..' and no empty part")
    }
    let isOwn = file.path.hasPrefix("/tmp/")
    let mode = isOwn ? (file.isExecutable ? "0755" : "0644") : (file.isExecutable ? "0555" : "0444")
    arguments += [
      "--perms", mode, isOwn ? "--file" : "--ro-bind-data", String(descriptor(of: file.bytes)),
      file.path,
    ]
  }

  /// Makes everything else read-only and `/tmp` the working folder, without variables.
  package mutating func close() {
    arguments += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp", "--clearenv"]
  }

  package mutating func setVariable(_ name: String, _ value: String) {
    arguments += ["--setenv", name, value]
  }

  /// Filters the system calls of every process in the box.
  package mutating func filterCalls(_ filter: SystemCallFilter) {
    arguments += ["--seccomp", String(descriptor(of: filter.program))]
  }

  private mutating func descriptor(of bytes: [UInt8]) -> Int {
    contents.append(bytes)
    return 2 + files + contents.count
  }
}
