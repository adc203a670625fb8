import FacetPlatform
import Glibc
import TestSupport
import Testing

@Suite("Resemblance")
struct ResemblanceTests {
  @Test(
    "The nearest of the known words is found, if it is near",
    arguments: [
      ("rnu", "run"), ("ran", nil), ("bxo", "box"), ("epxort", "export"), ("Export", "export"),
      ("ex-port", "export"), ("expt", nil), ("translation", nil), ("", nil), ("trcaes", "traces"),
    ] as [(String, String?)])
  func nearest(word: String, known: String?) {
    #expect(Resemblance.nearest(to: word, among: ["run", "box", "export", "traces"]) == known)
  }

  @Test("A missing file is named with the one beside it that was probably meant")
  func file() throws {
    let folder = try ScratchFolder()
    try folder.write("{}", to: "configs/translation.json")
    let configs = folder.path(of: "configs")
    #expect(
      PathForm.missing(configs + "/translaton.json")
        == "there is no file '\(configs)/translaton.json'; did you mean '\(configs)/translation.json'?"
    )
    #expect(PathForm.missing(configs + "/x.json") == "there is no file '\(configs)/x.json'")
    let link = folder.path(of: "link.json")
    #expect(unsafe symlink("nowhere.json", link) == 0)
    #expect(
      PathForm.missing(link) == "'\(link)' is a link to a file that is not there, or to itself")
    #expect(PathForm.missing("/nowhere/x.json") == "there is no file '/nowhere/x.json'")
    #expect(PathForm.missing("nowhere.json") == "there is no file 'nowhere.json'")
    #expect(PathForm.missing("/ect").hasSuffix("did you mean '/etc'?"))
    #expect(PathForm.missing(configs) == "'\(configs)' is a folder, not a file")
    #expect(PathForm.missing("") == "there is no file ''")
  }
}
