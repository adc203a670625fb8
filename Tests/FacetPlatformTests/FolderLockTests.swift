import FacetPlatform
import TestSupport
import Testing

@Suite("Locks of folders")
struct FolderLockTests {
  @Test("A second process is refused by the name of the first, until that ends")
  func locks() throws {
    let folder = try ScratchFolder()
    let path = folder.path(of: "job")
    do {
      let lock = try FolderLock(of: path)
      let error = #expect(throws: SystemError.self) { _ = try FolderLock(of: path) }
      let words = error?.description ?? ""
      let process = ProcessIdentity.current
      let beginning =
        "cannot write in '\(path)', where process \(process.processID) on host "
        + "'\(process.host)' has been writing since 20"
      #expect(words.hasPrefix(beginning), "\(words)")
      #expect(
        words.hasSuffix(
          "Z: wait for it to end, or name another folder with '--output'"), "\(words)")
      withExtendedLifetime(lock) {}
    }
    withExtendedLifetime(try FolderLock(of: path)) {}
  }
}
