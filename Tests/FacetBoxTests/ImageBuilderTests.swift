import FacetBox
import FacetPlatform
import TestSupport
import Testing

@Suite("Images of Dockerfiles", .needsBoxes)
struct ImageBuilderTests {
  private func build(
    _ dockerfile: String, files: [String: String] = [:], in fixture: BoxFixture
  ) async throws -> BoxImage {
    let context = fixture.folder.path + "/context"
    FileTree.remove(context)
    try FileSystem.makeDirectories(context)
    for (path, text) in files {
      try FileSystem.makeDirectories(FileSystem.parent(of: "\(context)/\(path)"))
      try FileSystem.write(Array(text.utf8), to: "\(context)/\(path)")
    }
    var builder = ImageBuilder(store: fixture.store)
    builder.defaultBase = BoxImage.hostName
    return try await builder.image(of: dockerfile, context: context)
  }

  @Test("A layer counts as used as soon as the instructions after it run")
  func usedWhileBuilding() async throws {
    let fixture = try BoxFixture()
    let image = try await build("FROM x\nRUN echo 1 >/one\n", in: fixture)
    let used = "\(fixture.store.folder)/layers/\(image.layers[0])/used"
    FileSystem.remove(used)
    try FileSystem.write(Array("1000\n".utf8), to: used)
    await #expect(throws: BoxError.self) {
      try await build("FROM x\nRUN echo 1 >/one\nRUN false\n", in: fixture)
    }
    #expect(String(decoding: try FileSystem.contents(of: used), as: UTF8.self) != "1000\n")
  }

  @Test("Every instruction has its effect, in order")
  func instructions() async throws {
    var fixture = try BoxFixture()
    fixture.image = try await build(
      """
      # Escapes of `quotes`, in a comment
      ARG TAG=12
      FROM debian:${TAG}
      ARG WHO=world
      ENV A="one two" B=$WHO
      ENV OLD the old form
      ENV T=$TAG
      ARG TAG
      ENV U=$TAG
      ENV PATH=/opt/own:$PATH
      ENV WHO=all
      WORKDIR /app
      WORKDIR sub
      RUN echo "$A $B $WHO" >made && \\
          # a comment between
          echo more >>made
      RUN ["/bin/sh", "-c", "echo \\"listed\\" >list"]
      COPY one.txt two.txt ./copies/
      COPY one.txt renamed
      COPY folder /data
      COPY --chown=1000 --chmod=600 *.md /notes/
      ADD one.txt /added
      COPY .hidden /seen
      USER user
      """,
      files: [
        "one.txt": "1", "two.txt": "2", "folder/deep/x": "x", "a.md": "a", "two words.md": "b",
        ".hidden": "h",
      ], in: fixture)
    let result = try await fixture.run(
      "pwd; id -u; cat made list; cat copies/one.txt copies/two.txt renamed /data/deep/x /added; "
        + "cat /seen; echo; stat -c '%a %u' /notes/a.md '/notes/two words.md'; echo $A:$B:$OLD:$T:$U; "
        + "echo ${PATH%%:/usr*}")
    #expect(
      result.output.text
        == "/app/sub\n1000\none two world all\nmore\nlisted\n121x1h\n600 1000\n600 1000\none two:world:the old form::12\n/opt/own\n",
      "\(result.errorOutput.text)")
  }

  @Test("Equal beginnings share layers, and a changed file makes new ones")
  func sharing() async throws {
    let fixture = try BoxFixture()
    let first = try await build(
      "FROM a\nRUN date +%N >/t\nCOPY f /f\nRUN cat /f >/g\n", files: ["f": "1"], in: fixture)
    let same = try await build(
      "FROM b\nRUN date +%N >/t\nCOPY f /f\nRUN cat /f >/g\n", files: ["f": "1"], in: fixture)
    let other = try await build(
      "FROM a\nRUN date +%N >/t\nCOPY f /f\nRUN cat /f >/g\n", files: ["f": "2"], in: fixture)
    #expect(first.layers == same.layers && first.layers.count == 3)
    #expect(other.layers[0] == first.layers[0])
    #expect(Set(other.layers.dropFirst()).isDisjoint(with: first.layers))
    #expect(FileSystem.names(in: fixture.store.folder + "/layers").count == 5)
    #expect(FileSystem.names(in: fixture.store.folder + "/trials") == [])
  }

  @Test(
    "What boxes do not follow is refused by name and line",
    arguments: [
      ("FROM a\nEXPOSE 80", "Dockerfile:2: boxes do not follow 'EXPOSE'"),
      ("FROM a\n\n# x\nENTRYPOINT [\"x\"]", "Dockerfile:4: boxes do not follow 'ENTRYPOINT'"),
      ("FROM a AS b", "Dockerfile:1: FROM takes one image"),
      ("FROM a\nFROM b", "Dockerfile:2: boxes do not follow a second FROM"),
      (
        "FROM --platform=linux/amd64 a",
        "Dockerfile:1: boxes do not follow '--platform=linux/amd64' of FROM"
      ),
      ("FROM a\nCOPY --from=b x y", "Dockerfile:2: boxes do not follow '--from=b' of COPY"),
      (
        "FROM a\nRUN --mount=type=cache,target=/x true",
        "Dockerfile:2: boxes do not follow '--mount=type=cache,target=/x' of RUN"
      ),
      ("FROM a\nRUN <<EOF\ntrue\nEOF", "Dockerfile:2: boxes do not follow a here-document"),
      (
        "FROM a\nRUN x=$((1 << 2)) && cat <<<y; cat <<'EOF'\ntrue\nEOF",
        "Dockerfile:2: boxes do not follow a here-document"
      ),
      (
        "FROM a\nADD https://example.org/x /x",
        "Dockerfile:2: boxes do not follow ADD from the network"
      ),
      ("FROM a\nADD x.tar.gz /x", "Dockerfile:2: boxes do not follow ADD of an archive"),
      ("FROM a\nCOPY ../x /x", "Dockerfile:2: '../x' is outside the folder of the Dockerfile"),
      ("FROM a\nCOPY none /x", "Dockerfile:2: there is no 'none' beside the Dockerfile"),
      ("FROM a\nCOPY x", "Dockerfile:2: COPY needs a source and a target"),
      ("RUN true", "Dockerfile:1: the first instruction must be FROM"),
      ("FROM a\nRUN exit 3", "Dockerfile:2: 'exit 3' ended with status 3; it ran without network"),
      ("FROM a\nCOPY . /dev/x", "Dockerfile:2: 'COPY' ended with status 1\n"),
      ("FROM a\nRUN", "Dockerfile:2: 'RUN' has no arguments"),
      ("# escape = `\nFROM a", "Dockerfile:1: boxes do not follow another escape character"),
    ])
  func refused(text: String, message: String) async throws {
    let error = await #expect(throws: BoxError.self) {
      _ = try await build(text, in: try BoxFixture())
    }
    #expect(error?.description.contains(message) == true, "\(String(describing: error))")
  }

  @Test("A Dockerfile that grows without end is refused")
  func growing() async throws {
    let doubled = "FROM a\nENV B=xxxxxxxx\n" + String(repeating: "ENV B=$B$B\n", count: 40)
    let long = "FROM a\n" + String(repeating: "USER root\n", count: 1000)
    for (text, message) in [
      (doubled, "Dockerfile:17: a text is longer than 128 KiB"),
      (long, "Dockerfile:1001: boxes follow at most 1000 instructions"),
    ] {
      let error = await #expect(throws: BoxError.self) {
        _ = try await build(text, in: try BoxFixture())
      }
      #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }
  }
}
