import FacetPlatform
import FacetTasks
import FoundationEssentials
import TestSupport
import Testing

@Suite("Archives of tasks")
struct ArchiveTests {
  /// A member in the making, of which any part can be wrong.
  struct Raw: Sendable {
    var name = "a"
    var type: Unicode.Scalar = "0"
    var size: String?
    var mode = "0000644"
    var content: [UInt8] = Array("x".utf8)
    var checksum: String?
    var prefix = ""

    var bytes: [UInt8] {
      var block = [UInt8](repeating: 0, count: 512)
      func put(_ text: [UInt8], at offset: Int) {
        for (index, byte) in text.enumerated() { block[offset + index] = byte }
      }
      let octal = String(content.count, radix: 8)
      put(Array(name.utf8), at: 0)
      put(Array(mode.utf8), at: 100)
      put(
        size.map { Array($0.unicodeScalars).map { UInt8($0.value) } }
          ?? Array((String(repeating: "0", count: 11 - octal.count) + octal).utf8), at: 124)
      put(Array("00000000000".utf8), at: 136)
      put(Array("        ".utf8), at: 148)
      block[156] = UInt8(type.value)
      put(Array("ustar\u{0}00".utf8), at: 257)
      put(Array(prefix.utf8), at: 345)
      let sum = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
      put(Array((checksum ?? sum).utf8) + [0], at: 148)
      return block + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }
  }

  static let end = [UInt8](repeating: 0, count: 1024)

  static func archive(_ members: Raw...) -> [UInt8] { members.flatMap(\.bytes) + end }

  static func records(_ texts: String...) -> Raw {
    Raw(name: "PaxHeader", type: "x", content: texts.flatMap { Array($0.utf8) })
  }

  static let hostile: [(name: String, reason: String, bytes: [UInt8])] = [
    ("an absolute path", "'/etc/x' has an absolute path", archive(Raw(name: "/etc/x"))),
    ("a path upwards", "'../x' has '..' in its path", archive(Raw(name: "../x"))),
    ("a path upwards inside", "'tests/../../x' has '..'", archive(Raw(name: "tests/../../x"))),
    (
      "a path upwards that Swift does not see", "has a combining mark after '/'",
      archive(Raw(name: "../\u{301}x"))
    ),
    ("an empty name", "has an empty name", archive(Raw(name: ""))),
    ("an empty part", "has an empty part", archive(Raw(name: "a//b"))),
    ("a backslash", "has a backslash", archive(Raw(name: "a\\..\\b"))),
    ("a drive letter", "begins with a drive letter", archive(Raw(name: "C:x"))),
    ("a symbolic link", "'a' is a symbolic link", archive(Raw(type: "2", content: []))),
    ("a hard link", "'a' is a hard link", archive(Raw(type: "1", content: []))),
    ("a device", "'a' is a device", archive(Raw(type: "3", content: []))),
    ("a block device", "'a' is a device", archive(Raw(type: "4", content: []))),
    ("a pipe", "'a' is a pipe", archive(Raw(type: "6", content: []))),
    ("a sparse file", "'a' is a sparse file", archive(Raw(type: "S"))),
    (
      "a sparse file in another form", "extended header with 'GNU.sparse.major'",
      archive(records("22 GNU.sparse.major=1\n"), Raw())
    ),
    ("setuid", "has setuid", archive(Raw(mode: "0004755"))),
    ("sticky", "has setuid, setgid or sticky", archive(Raw(mode: "0001755"))),
    ("a size given twice", "extended header with 'size'", archive(records("12 size=999\n"), Raw())),
    ("a long name of GNU", "long name in GNU's form", archive(Raw(type: "L"), Raw())),
    ("a header for all", "a header for all members", archive(Raw(type: "g"), Raw())),
    (
      "an absolute path by a record", "'/x' has an absolute path",
      archive(records("11 path=/x\n"), Raw())
    ),
    ("a name twice", "'a' stands twice", archive(Raw(), Raw())),
    ("a name in another case", "differs only in case", archive(Raw(name: "A"), Raw(name: "a"))),
    (
      "a name in another form", "differs only in case",
      archive(Raw(name: "\u{e9}"), Raw(name: "e\u{301}"))
    ),
    ("a file below a file", "'a/b' is below a file", archive(Raw(), Raw(name: "a/b"))),
    ("a file above a file", "is a file with members below it", archive(Raw(name: "a/b"), Raw())),
    ("a folder with data", "is a folder with data", archive(Raw(type: "5"))),
    ("a wrong checksum", "has a wrong checksum", archive(Raw(checksum: "000001"))),
    ("a negative size", "has a binary number", archive(Raw(size: "\u{ff}\u{ff}\u{ff}\u{ff}"))),
    ("a huge size", "is larger than 64 MiB", archive(Raw(size: "77777777777"))),
    ("a size beyond the end", "ends in the middle of 'a'", archive(Raw(size: "00000100000"))),
    ("no end", "ends in the middle", Raw().bytes),
    ("data after its end", "has data after its end", archive(Raw()) + Array("x".utf8)),
    (
      "a long name", "more than 255 bytes",
      archive(
        Raw(name: String(repeating: "n", count: 99), prefix: ""),
        Self.records("\(260 + 10) path=\(String(repeating: "n", count: 260))\n"), Raw())
    ),
    ("control characters", "has control characters", archive(Raw(name: "a\u{1b}[2J"))),
    ("nothing", "is empty", end),
  ]

  @Test(
    "What could write elsewhere or mean two things is refused by name", arguments: hostile.indices)
  func refuses(index: Int) throws {
    let (name, reason, bytes) = Self.hostile[index]
    let error = #expect(throws: ArchiveRefusal.self, "\(name)") {
      try TaskArchive.members(of: bytes)
    }
    #expect(error?.description.contains(reason) == true, "\(name): \(String(describing: error))")
  }

  @Test("Too many members are refused")
  func count() {
    let bytes = (0...10_000).flatMap { Raw(name: "f\($0)", content: []).bytes } + Self.end
    let error = #expect(throws: ArchiveRefusal.self) { try TaskArchive.members(of: bytes) }
    #expect(error?.description == "the archive has more than 10000 members")
  }

  @Test("Nothing is written if one of many archives is refused")
  func whole() throws {
    let folder = try ScratchFolder()
    let good = Self.archive(Raw(name: "instruction.md"))
    let rows = [
      TaskParquet.Row(path: "one", archive: good),
      TaskParquet.Row(path: "two", archive: Self.archive(Raw(name: "../../x"))),
      TaskParquet.Row(path: "../three", archive: good),
    ]
    let refusal = #expect(throws: TaskUnpacking.Refusal.self) {
      try TaskUnpacking(folder: folder.path + "/out").unpack(rows)
    }
    #expect(refusal?.reasons.count == 2)
    #expect(refusal?.reasons.first?.hasPrefix("row 1, 'two': '../../x' has '..'") == true)
    #expect(!FileTree.exists(folder.path + "/out") && !FileTree.exists(folder.path + "/x"))
  }

  @Test("A task gives the same bytes wherever it stands, and comes back as it was")
  func roundTrip() async throws {
    let folder = try ScratchFolder()
    let long = String(repeating: "long/", count: 30) + "file.txt"
    let task = TaskFixture.sound.with([long: "deep\n"])
    let one = try task.write(to: folder, name: "one")
    let two = try task.write(to: folder, name: "two")
    try FileTree.setMode(of: one + "/solution/solve.sh", to: 0o755)
    try FileTree.setMode(of: two + "/solution/solve.sh", to: 0o700)
    let bytes = try await TaskArchive.bytes(of: one)
    #expect(try await TaskArchive.bytes(of: two) == bytes)
    let written = try TaskUnpacking(folder: folder.path + "/out")
      .unpack([TaskParquet.Row(path: "set/one", archive: bytes)])
    #expect(written == [folder.path + "/out/set/one"])
    #expect(try TaskDigest.text(of: written[0]) == TaskDigest.text(of: one))
    #expect(FileSystem.isExecutable(written[0] + "/solution/solve.sh"))
    #expect(FileSystem.exists(written[0] + "/" + long))
  }

  @Test("Damaged compression is refused", arguments: [0, 1, 2, 3, 4])
  func damage(kind: Int) async throws {
    let folder = try ScratchFolder()
    var bytes = try await TaskArchive.bytes(of: try TaskFixture.sound.write(to: folder))
    let reason: String
    switch kind {
    case 0: (bytes, reason) = (bytes + bytes, "data after its compressed part")
    case 1: (bytes, reason) = (bytes + [0], "data after its compressed part")
    case 2: (bytes, reason) = (Array(bytes.dropLast(5)), "ends in the middle")
    case 3:
      bytes[bytes.count - 6] ^= 1
      reason = "its checksum is wrong"
    default:
      bytes[bytes.count - 2] ^= 1
      reason = "its length is wrong"
    }
    let error = #expect(throws: ArchiveRefusal.self) { try TaskArchive.members(of: bytes) }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
  }

  @Test("An archive that grows without end is refused before it has grown")
  func bomb() async throws {
    let zeros = try await ProgramResult(
      of: .init(
        ["/bin/sh", "-c", "head -c 30000000 /dev/zero | gzip -9"],
        environment: ["PATH=/usr/bin:/bin"]))
    let error = #expect(throws: ArchiveRefusal.self) { try TaskArchive.members(of: zeros.output) }
    #expect(error?.description.contains("unpacks to more than its limit") == true)
  }

  private static let path =
    (ProcessInfo.processInfo.environment["PATH"] ?? "")
    + ":\(FileSystem.workingDirectory)/.venv-training/bin"
  private static let canReadParquet = path.split(separator: ":")
    .contains { FileSystem.isExecutable("\($0)/duckdb") }

  @Test(
    "A Parquet file is read and written by its own name, whatever a pattern of that name would find",
    .enabled(if: canReadParquet, "needs the program 'duckdb'"),
    arguments: ["a*", "a[1]", "a?", "it's", "[", "b\\c", "new\nline", "café $x"])
  func readsByName(name: String) async throws {
    let folder = try ScratchFolder()
    let environment = ["PATH": Self.path]
    for (task, file) in [("one", "a1"), ("two", name)] {
      try TaskFixture.sound.write(to: folder, name: "\(task)/\(task)")
      let count = try await TaskParquet.write(
        TaskFolder(path: folder.path(of: task)), to: folder.path(of: "\(file).parquet"),
        environment: environment)
      #expect(count == 1)
    }
    let rows = try await TaskParquet.rows(
      of: folder.path(of: "\(name).parquet"), environment: environment)
    #expect(rows.map(\.path) == ["two"])
    #expect(folder.names.sorted() == ["a1.parquet", "\(name).parquet", "one", "two"].sorted())
  }

  @Test(
    "A file that holds no tasks is named, with the columns that tasks need",
    .enabled(if: canReadParquet, "needs the program 'duckdb'"))
  func otherFiles() async throws {
    let folder = try ScratchFolder()
    let environment = ["PATH": Self.path]
    let text = try folder.write("not Parquet", to: "text.parquet")
    let empty = try folder.write("", to: "empty.parquet")
    for file in [text, empty, folder.path] {
      let error = await #expect(throws: TaskParquet.Failure.self) {
        try await TaskParquet.rows(of: file, environment: environment)
      }
      let words =
        file == folder.path
        ? "'\(file)' is a folder, not a file"
        : "'\(file)' cannot be read as Parquet with the columns 'path' and 'task_binary': 'duckdb' ended"
      #expect(error?.description.hasPrefix(words) == true, "\(error?.description ?? "")")
      #expect(error?.description.contains("\n") == false)
    }
    #expect(folder.names.sorted() == ["empty.parquet", "text.parquet"])
  }

  @Test(
    "Rows and bytes beyond the limits are refused before they are read, paths included",
    .enabled(if: canReadParquet, "needs the program 'duckdb'"))
  func limitsSizes() async throws {
    let folder = try ScratchFolder()
    let file = folder.path(of: "big.parquet")
    let cases = [
      ("SELECT 'a' AS path, ''::BLOB AS task_binary FROM range(1000001)", "1000001 rows"),
      (
        "SELECT repeat('a', 4194304) AS path, ''::BLOB AS task_binary FROM range(513)",
        "archives of 2052 MiB together"
      ),
    ]
    for (rows, words) in cases {
      FileSystem.remove(file)
      let made = try await ProgramResult(
        of: ChildProcess.Command(
          [
            "/usr/bin/env", "duckdb", "-c",
            "COPY (\(rows)) TO '\(file)' (FORMAT parquet, ROW_GROUP_SIZE 64)",
          ], environment: ["PATH=\(Self.path)", "HOME=\(folder.path)"]), outputLimit: 1000)
      #expect(made.status.isSuccess)
      let error = await #expect(throws: TaskParquet.Failure.self) {
        try await TaskParquet.rows(of: file, environment: ["PATH": Self.path])
      }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
  }
}
