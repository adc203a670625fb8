import FacetPlatform
import FoundationEssentials

/// A folder of its own for one test.
struct ScratchFolder {
  let path: String

  /// - Parameter files: Texts by their paths in the folder.
  init(files: [String: String] = [:]) throws {
    path =
      FileManager.default.temporaryDirectory.path(percentEncoded: false) + "facet-page-"
      + UUID().uuidString
    try FileSystem.makeDirectories(path)
    for (name, text) in files {
      let target = path + "/" + name
      let file = try AtomicFile(in: FileSystem.parent(of: target))
      try file.append(text.utf8)
      try file.commit(to: target)
    }
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }
}
