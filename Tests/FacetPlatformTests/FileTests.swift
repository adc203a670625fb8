import TestSupport
import Testing

@testable import FacetPlatform

@Suite("A file")
struct FileTests {
  private func text(_ path: String) throws -> String {
    String(decoding: try FileSystem.contents(of: path), as: UTF8.self)
  }

  @Test("Gets its name only when committed, and replaces the previous file")
  func atomic() throws {
    let folder = try ScratchFolder()
    let path = try folder.write("old", to: "out/a.json")
    do {
      let file = try AtomicFile(in: folder.path(of: "out"))
      try file.append(Array(repeating: UInt8(ascii: "x"), count: 700_000))
      #expect(try text(path) == "old")
      #expect(file.size == 700_000)
      try file.commit(to: path)
    }
    #expect(try FileSystem.contents(of: path).count == 700_000)
  }

  @Test("Leaves nothing behind when abandoned")
  func abandoned() throws {
    let folder = try ScratchFolder()
    do {
      let file = try AtomicFile(in: folder.path)
      try file.append(Array("x".utf8))
    }
    #expect(folder.names.isEmpty)
  }

  @Test("Folders that killed processes left are removed, whoever has their numbers by now")
  func leftFolders() throws {
    let folder = try ScratchFolder()
    // Process 1 runs, and may be another container's.
    for name in [".draft-1-a", ".draft-4194305-count-words__b", "kept"] {
      try FileSystem.makeDirectories(folder.path(of: name))
    }
    try folder.write("x", to: ".draft-file")
    let hold = try Hold.folder(folder.path(of: ".draft-held"))
    FileSystem.removeLeftFolders(in: folder.path, named: ".draft-")
    #expect(folder.names.sorted() == [".draft-file", ".draft-held", "kept"])
    #expect(Hold(folder.path(of: ".draft-held")) == nil)
    withExtendedLifetime(hold) {}
  }

  @Test("Leaves no other name behind when committed")
  func oneName() throws {
    let folder = try ScratchFolder()
    do {
      let file = try AtomicFile(in: folder.path(of: "deep/er"))
      try file.append(Array("x".utf8))
      try file.commit(to: folder.path(of: "deep/er/a"))
    }
    #expect(folder.names == ["deep"])
    #expect(try text(folder.path(of: "deep/er/a")) == "x")
  }

  @Test("Hidden files of killed processes are removed, and nothing else")
  func leftovers() throws {
    let folder = try ScratchFolder()
    let kept = [".facet-4194305", ".facet-4194305-8", ".facet-4194305-x", "facet-4194305-7"]
    for name in kept + [".facet-4194305-77", ".facet-1-77"] { try folder.write("x", to: name) }
    let hold = try #require(Hold(folder.path(of: ".facet-4194305-8")))
    _ = try AtomicFile(in: folder.path)
    #expect(folder.names.sorted() == kept.sorted())
    withExtendedLifetime(hold) {}
  }

  @Test("A name that the file system cannot hold is refused")
  func longNames() throws {
    let folder = try ScratchFolder()
    try FileSystem.checkLength(of: folder.path(of: String(repeating: "a", count: 255)))
    for name in [
      String(repeating: "a", count: 256), String(repeating: "é", count: 128),
      Array(repeating: "a/b", count: 2000).joined(separator: "/"),
    ] {
      #expect(throws: SystemError.self) {
        try FileSystem.checkLength(of: folder.path(of: name))
      }
    }
  }

  @Test("Keeps its content as it grows, with each piece written at once")
  func appending() throws {
    let folder = try ScratchFolder()
    let path = try folder.write("0123456789", to: "a")
    do {
      let file = try AppendingFile(path: path)
      try file.append(Array("xy".utf8))
      #expect(try text(path) == "0123456789xy")
      try file.append(Array("z".utf8))
    }
    #expect(try text(path) == "0123456789xyz")
  }

  @Test("Names its path and the reason if it cannot be created")
  func errors() throws {
    let folder = try ScratchFolder()
    let path = try folder.write("x", to: "a")
    for attempt in [
      { _ = try AtomicFile(in: path + "/b") }, { _ = try AppendingFile(path: path + "/b") },
      { _ = try FileSystem.contents(of: path + "/b") },
    ] as [() throws -> Void] {
      let error = #expect(throws: SystemError.self) { try attempt() }
      #expect(error?.description.contains(path) == true)
    }
  }

  @Test(
    "Has a folder and a name",
    arguments: [
      ("a/b.json", "a", "b.json"), ("b.json", ".", "b.json"), ("/b", "/", "b"),
      ("/a/b/", "/a/b", ""),
    ])
  func paths(path: String, parent: String, name: String) {
    #expect(FileSystem.parent(of: path) == parent)
    #expect(FileSystem.name(of: path) == name)
  }

  @Test("Has a digest, of its bytes alone")
  func digest() throws {
    let folder = try ScratchFolder()
    #expect(
      SHA256(of: Array("abc".utf8)).description
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    let bytes = (0..<600_000).map { UInt8(truncatingIfNeeded: $0) }
    let path = try folder.write(bytes, to: "a")
    #expect(try SHA256(ofFile: path) == SHA256(of: bytes))
  }
}

@Suite("A moment")
struct TimestampTests {
  @Test(
    "Is written in UTC",
    arguments: [
      (0, "1970-01-01T00:00:00Z", "19700101_000000"),
      (1_795_188_600, "2026-11-20T15:30:00Z", "20261120_153000"),
      (951_782_400, "2000-02-29T00:00:00Z", "20000229_000000"),
    ])
  func text(seconds: Int, iso: String, compact: String) {
    #expect(Timestamp(seconds: seconds).iso8601 == iso)
    #expect(Timestamp(seconds: seconds).compact == compact)
  }
}

@Suite("A secret")
struct SecretTests {
  @Test("Shows itself nowhere")
  func redacted() {
    let secret = Secret("sk-12345")
    var dumped = ""
    dump(secret, to: &dumped)
    for text in ["\(secret)", String(reflecting: secret), dumped, "\([secret])"] {
      #expect(!text.contains("12345"))
    }
    #expect(secret == Secret("sk-12345"))
  }
}
