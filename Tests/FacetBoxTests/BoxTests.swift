import FacetBox
import FacetPlatform
import TestSupport
import Testing

@Suite("A box over a layer", .needsBoxes)
struct BoxTests {
  @Test("Its user is root in it and nobody outside; what it writes stays for the next process")
  func layer() async throws {
    let fixture = try BoxFixture()
    let layer = try BoxLayer(in: fixture.store)
    defer { layer.remove() }
    let first = try await fixture.run(
      "id -u; mkdir -p /app/x; echo one >/app/x/f; chown 7 /app/x/f; echo $HOME; pwd", layer: layer)
    #expect(first.output.text == "0\n/root\n/\n", "\(first.errorOutput.text)")
    #expect(first.end == .exited(0))
    let second = try await fixture.run("cat /app/x/f; stat -c %u /app/x/f", layer: layer)
    #expect(second.output.text == "one\n7\n")
    #expect(FileTree.contents(of: "app/x/f", below: layer.upper, most: 100) == Array("one\n".utf8))
    let other = try await fixture.run("ls /app")
    #expect(other.end != .exited(0))
  }

  @Test("Shares the folders that it is shown")
  func shared() async throws {
    let fixture = try BoxFixture()
    let layer = try BoxLayer(in: fixture.store)
    defer { layer.remove() }
    try layer.addShared("in", files: ["a.sh": ("echo from $0\n", true)])
    try layer.addShared("out", files: [:])
    let result = try await fixture.run("/in/a.sh >/logs/out/r; echo x >/in/b", layer: layer) {
      $0.shown = [.init("in", at: "/in"), .init("out", at: "/logs/out", isWritable: true)]
    }
    #expect(result.errorOutput.text.contains("Read-only"))
    #expect(
      FileTree.contents(of: "share/out/r", below: layer.folder, most: 100)
        == Array("from /in/a.sh\n".utf8))
  }

  @Test("Everything that a process started has ended when it has ended")
  func leftovers() async throws {
    let fixture = try BoxFixture()
    let layer = try BoxLayer(in: fixture.store)
    defer { layer.remove() }
    let script =
      "(setsid sh -c 'while :; do date +%N >/tmp/alive; done' &) ; sleep 0.2; rm /tmp/alive"
    _ = try await fixture.run(script, layer: layer)
    let before = FileTree.contents(of: "tmp/alive", below: layer.upper, most: 100)
    let after = try await fixture.run("cat /tmp/alive 2>/dev/null; ps -e | wc -l", layer: layer)
    #expect(FileTree.contents(of: "tmp/alive", below: layer.upper, most: 100) == before)
    #expect(after.end == .exited(0))
  }

  @Test("A user of the box can be named", arguments: ["user", "1000"])
  func user(name: String) async throws {
    let fixture = try BoxFixture()
    let result = try await fixture.run("id -u; echo $1") { $0.user = name }
    #expect(result.output.text == "1000\n\n", "\(result)")
  }

  private static let attacks =
    [
      ("cat /etc/shadow", "No such file"), ("ls /home/* /var/lib", "No such file"),
      ("echo x >/usr/bin/x", "Read-only"),
      ("mount -t tmpfs x /tmp", "superuser|ermission|permitted"),
      ("unshare -r true", "permitted"), ("mknod /tmp/d b 254 0", "permitted"),
      ("umount /proc", "superuser|permitted"), ("nsenter -t 1 -m true", "permitted"),
      ("echo 1 >/proc/sys/kernel/panic", "Read-only|denied"),
      ("echo b >/proc/sysrq-trigger", "Read-only|denied|permitted|nonexistent"),
      ("ls /sys/kernel", "No such file"),
      ("dmesg", "permitted|denied"), ("hostname evil", "permitted|root"),
      ("date -s 2000-01-01", "permitted"),
      ("kill -9 1; kill -0 -1; ls /mnt/share", "No such file"),
      ("exec 3<>/dev/vda", "nonexistent|Read-only"), ("echo x >/dev/full", "No space|I/O"),
      ("chroot / sh -c 'cat /proc/1/root/etc/shadow'", "No such file"),
      ("cd /proc/1/cwd && cd ../../../../.. && cat etc/shadow", "No such file"),
      ("ln -s /etc/shadow /tmp/s; cat /tmp/s", "No such file"),
      ("tr '\\0' '\\n' </proc/1/environ | grep -v '^PATH=' | grep . >&2; exit 9", ""),
      ("chmod 4755 /bin/sh", "Read-only"), ("renice -n -5 $$", "ermission"),
      ("swapon /tmp/x; losetup -f", "No such file|permitted"),
      (
        "python3 -c \"import socket; socket.create_connection(('127.0.0.1', 22), 2)\"",
        "refused|No module"
      ),
      (
        "python3 -c \"import socket; socket.create_connection(('1.1.1.1', 53), 2)\"",
        "unreachable|No module"
      ),
      (
        "python3 -c \"import socket; socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)\"",
        "permitted|No module"
      ),
      (
        "python3 -c \"import fcntl; fcntl.ioctl(0, 0x5412, b'x')\"", "permitted|No module"
      ),
      (
        "python3 -c \"import socket as s; s.socket(s.AF_INET, s.SOCK_DGRAM)"
          + ".sendto(b'x', ('1.1.1.1', 53))\"", "unreachable|No module"
      ),
      ("ulimit -n 99999", "permitted|exceeds|modify"),
      ("cat /proc/kcore", "denied|No such|permitted"),
      ("ls /data /workspace /mnt/root /mnt/clean", "No such file"),
      ("echo -1000 >/proc/1/oom_score_adj", "I/O error|denied|permitted"),
    ] as [(String, String)]

  @Test("Reaches nothing outside", arguments: attacks, BoxFixture.Starter.allowed)
  func attack(attack: (script: String, words: String), starter: BoxFixture.Starter) async throws {
    let (script, words) = attack
    let result = try await BoxFixture(startedBy: starter).run(script)
    #expect(result.end != .exited(0), "\(result.output.text)")
    let text = result.errorOutput.text
    #expect(
      words.isEmpty ? text.isEmpty : words.split(separator: "|").contains { text.contains($0) },
      "\(text)")
  }

  @Test(
    "Exceeds no limit",
    arguments: [
      ("while :; do :; done", .timedOut),
      ("i=0; while :; do head -c 1000000 /dev/zero >/tmp/$i; i=$((i+1)); done", .exceeded(.disk)),
      (
        "mkdir /tmp/d; cd /tmp/d; while :; do mkdir d; cd d; head -c 99999 /dev/zero >f; done",
        .exceeded(.disk)
      ),
      ("head -c 40000000 /dev/zero >/tmp/x", .signalled(25)),
      ("kill -STOP $$", .timedOut), ("setsid sleep 60 & sleep 60", .timedOut),
      ("trap '' TERM INT HUP; while :; do sleep 1; done", .timedOut),
    ] as [(String, ConfinedResult.End)], BoxFixture.Starter.allowed)
  func limits(
    limit: (script: String, end: ConfinedResult.End), starter: BoxFixture.Starter
  ) async throws {
    let (script, end) = limit
    let result = try await BoxFixture(startedBy: starter).run(script) {
      $0.limits.time = end == .timedOut ? .seconds(1) : .seconds(4)
      $0.limits.disk = 16 << 20
      $0.limits.fileSize = 8 << 20
      $0.limits.memory = 128 << 20
    }
    #expect(result.end == end, "\(result)")
  }

  @Test(
    "Memory ends at its limit, in one process or in many", arguments: BoxFixture.Starter.allowed)
  func memory(starter: BoxFixture.Starter) async throws {
    for script in [
      "x=0123456789; while :; do x=$x$x; done",
      "for i in 1 2 3 4 5 6 7 8; do (x=$(head -c 30000000 /dev/zero | tr '\\0' x); sleep 9) & done; wait; exit 3",
    ] {
      let result = try await BoxFixture(startedBy: starter).run(script) {
        $0.limits.memory = 100 << 20
      }
      #expect(!result.end.isSuccess && result.end != .timedOut, "\(result.end)")
    }
  }

  @Test("A fork bomb ends at the number of processes", arguments: BoxFixture.Starter.allowed)
  func forkBomb(starter: BoxFixture.Starter) async throws {
    let result = try await BoxFixture(startedBy: starter).run(
      "i=0; while [ $i -lt 60 ]; do sleep 9 & i=$((i+1)); done; echo all"
    ) { $0.limits.processes = 30 }
    #expect(result.errorOutput.text.contains("fork"))
    #expect(!result.output.text.contains("all"))
  }

  @Test("A box that cannot be started is not the command's failure")
  func cannotStart() async throws {
    let fixture = try BoxFixture()
    await #expect(throws: BoxError.self) {
      _ = try await fixture.run("true") { $0.shown = [.init("missing", at: "/x")] }
    }
    let missing = try await fixture.run("true") { $0.arguments = ["/nowhere/program"] }
    #expect(missing.end == .exited(127))
  }

  @Test("A box that may write nothing ends at once")
  func writesNothing() async throws {
    let fixture = try BoxFixture()
    let result = try await fixture.run("head -c 200000 /dev/zero >/tmp/f; echo $?") {
      $0.limits.fileSize = 0
    }
    #expect(result.end.isSuccess && result.output.text == "153\n", "\(result)")
  }

  @Test("A box has this machine's network only if it is given", arguments: [false, true])
  func network(isGiven: Bool) async throws {
    let fixture = try BoxFixture()
    let result = try await fixture.run("readlink /proc/self/ns/net; wc -l </proc/net/dev") {
      $0.hasNetwork = isGiven
    }
    let lines = result.output.text.split(separator: "\n").map(String.init)
    #expect(lines.count == 2, "\(result)")
    let host = FileSystem.name(of: FileSystem.resolvingLinks("/proc/self/ns/net"))
    #expect(host.hasPrefix("net:[") && (lines.first == host) == isGiven)
    // Without a network there is the loopback interface alone, after two lines of headings.
    if !isGiven { #expect(lines.last == "3") }
  }

  @Test("A new layer removes those of killed processes, and none that another process has")
  func sweepsLayers() throws {
    let fixture = try BoxFixture()
    let trials = fixture.store.folder + "/trials"
    for name in ["1-77", "4194305-77/up/deep"] {
      try FileSystem.makeDirectories("\(trials)/\(name)")
    }
    let other = try Hold.folder(trials + "/other")
    let layer = try BoxLayer(in: fixture.store)
    #expect(Set(FileSystem.names(in: trials)) == ["other", FileSystem.name(of: layer.folder)])
    withExtendedLifetime((other, layer)) {}
  }

  @Test("Files of any name and folders without rights are removed with the layer")
  func removal() async throws {
    let fixture = try BoxFixture()
    let layer = try BoxLayer(in: fixture.store)
    _ = try await fixture.run(
      "mkdir -p /tmp/a/b; printf x >\"/tmp/a/$(printf 'b\\377d')\"; chmod 000 /tmp/a/b /tmp/a; ln -s /etc /tmp/l",
      layer: layer)
    #expect(FileTree.exists(layer.upper + "/tmp/a"))
    layer.remove()
    #expect(!FileTree.exists(layer.folder))
    #expect(FileTree.exists("/etc/passwd"))
  }
}
