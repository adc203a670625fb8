internal import FacetPlatform

extension BoxStore {
  /// The folders of this machine that boxes of the base `host` show.
  static let hostFolders = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]

  /// Files of `/etc` that programs of the system need, and that hold nothing private.
  private static let settings = [
    "alternatives", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "mime.types", "services",
    "protocols", "debian_version", "os-release", "terminfo", "magic",
  ]

  /// Makes the base that shows this machine's own programs, if it does not exist yet.
  package func prepareHost() throws(BoxError) {
    let root = root(ofBase: BoxImage.hostName)
    guard !FileSystem.isDirectory(root) else { return }
    let draft = "\(folder)/bases/.draft-\(UInt64.random(in: 0 ... .max))"
    defer { FileTree.remove(draft) }
    do throws(SystemError) {
      let hold = try Hold.folder(draft)
      defer { withExtendedLifetime(hold) {} }
      let inner = draft + "/root"
      for name in ["etc", "home", "opt", "proc", "dev", "root", "run", "srv", "tmp", "var/tmp"] {
        try FileSystem.makeDirectories("\(inner)/\(name)")
      }
      for name in Self.hostFolders where FileSystem.isDirectory(name) {
        try FileSystem.makeDirectories(inner + name)
      }
      for name in Self.settings where FileSystem.exists("/etc/\(name)") {
        try FileTree.copy("/etc/\(name)", to: "\(inner)/etc/\(name)")
      }
      for (name, text) in [
        ("passwd", Self.users), ("group", Self.groups), ("hosts", "127.0.0.1 localhost box\n"),
        ("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n"),
      ] {
        try FileSystem.write(Array(text.utf8), to: "\(inner)/etc/\(name)")
      }
      for (name, mode) in [("tmp", 0o1777), ("var/tmp", 0o1777), ("root", 0o700)] {
        try FileTree.setMode(of: "\(inner)/\(name)", to: UInt32(mode))
      }
      for file in try FileTree.files(below: inner) { try own("\(inner)/\(file.path)") }
      try own(inner)
      _ = try FileTree.rename(draft, to: FileSystem.parent(of: root))
    } catch {
      throw BoxError("cannot make the base 'host': \(error)")
    }
  }

  /// Starts a box, to tell a machine without boxes from a task whose boxes cannot be started.
  ///
  /// - Throws: ``BoxError`` if it does not run.
  package func tryBox() async throws(BoxError) {
    try prepareHost()
    let layer = try BoxLayer(in: self)
    defer { layer.remove() }
    var run = BoxRun(
      ["/bin/sh", "-c", "echo kept >/root/f && cat /root/f"],
      image: BoxImage(base: BoxImage.hostName), layer: layer)
    run.limits.time = .seconds(60)
    let result = try await run.run()
    guard result.output.text == "kept\n" else {
      throw BoxError("a box ended with \(result.end): \(result.errorOutput.text)")
    }
  }

  private static let users = """
    root:x:0:0:root:/root:/bin/bash
    daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
    user:x:1000:1000:user:/home/user:/bin/bash
    nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin

    """

  private static let groups = "root:x:0:\ndaemon:x:1:\nuser:x:1000:\nnogroup:x:65534:\n"
}
