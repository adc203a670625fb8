import Testing

@testable import FacetTasks

@Suite("Files that tests name")
struct NamedFilesTests {
  @Test(
    "Are found in the text, as absolute paths and as words",
    arguments: [
      ("sh /app/run.sh >/tmp/out", ["/app/run.sh", "/tmp/out"], ["sh"]),
      ("cd /app; ./check --all", ["/app"], ["cd", "check"]),
      ("\"$HOME/.local/bin/x\" ~/y ${HOME}/z", ["/root/.local/bin/x", "/root/y", "/root/z"], []),
      ("$PWD/a $DIR/b.sh ${DIR}/c f\"{DIR}/d\"", [], ["a", "b.sh", "c", "f", "DIR", "d"]),
      ("for f in /app/*.sh; do . $f; done", ["/app/facet.sh"], ["for", "f", "in", "do", "done"]),
      (
        "from lib.sums import add", [],
        ["from", "lib/sums.py", "lib.py", "lib/sums/__main__.py", "lib/__init__.py", "lib.sums"]
      ),
      ("cat /tests/x /logs/verifier/y /proc/1/z ../../up /app/../etc/z", ["/etc/z"], ["cat"]),
      ("echo 1 - -x + 20", [], ["echo"]),
    ] as [(String, [String], [String])])
  func finds(text: String, paths: [String], words: [String]) {
    let found = NamedFiles(in: text)
    #expect(found.paths == paths)
    #expect(found.words.prefix(words.count) == words[...])
  }

  @Test("Words are meant in the working folder, and in every folder that the tests name")
  func places() {
    let found = NamedFiles(in: "PATH=/opt/own:$PATH sh ./a.sh; cat /srv/data.txt")
    #expect(found.files(in: "/app") == ["/opt/own", "/srv/data.txt", "/app/a.sh"])
    let all = found.words(in: ["/app", "/"])
    #expect(all.contains("/opt/own/sh") && all.contains("/srv/cat") && all.contains("/a.sh"))
    #expect(!all.contains("/srv/data.txt/sh"))
  }
}
