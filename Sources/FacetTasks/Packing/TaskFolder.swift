package import FacetPlatform

/// A folder with task directories, at any depth.
package struct TaskFolder: Sendable, Hashable {
  package var path: String

  package init(path: String) {
    self.path = path
  }

  /// The paths of the task directories below the folder, relative to it and sorted. A task directory
  /// has an `instruction.md`; nothing below it is another.
  ///
  /// - Throws: ``SystemError`` if a folder cannot be read.
  package func tasks() throws(SystemError) -> [String] {
    var found: [String] = []
    var folders = [""]
    while let folder = folders.popLast() {
      let full = folder.isEmpty ? path : "\(path)/\(folder)"
      guard FileSystem.isDirectory(full) else { throw SystemError("read '\(full)'", code: 0) }
      for name in FileSystem.names(in: full) where !name.hasPrefix(".") && name != "rejects" {
        let relative = folder.isEmpty ? name : "\(folder)/\(name)"
        let inner = "\(path)/\(relative)"
        guard FileSystem.isDirectory(inner), !FileTree.isSymbolicLink(inner) else { continue }
        if FileSystem.exists(inner + "/instruction.md") {
          found.append(relative)
        } else {
          folders.append(relative)
        }
      }
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
