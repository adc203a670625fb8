package import FacetPlatform
internal import Glibc

/// A folder that is removed with its content when its owner is released.
package final class ScratchFolder: Sendable {
  /// An absolute path.
  package let path: String

  package init() throws(SystemError) {
    path = "/tmp/facet-test-\(UInt64.random(in: 0...UInt64.max))"
    try FileSystem.makeDirectories(path)
  }

  deinit {
    FileSystem.removeFolder(path)
  }

  /// The path of a file in the folder.
  package func path(of name: String) -> String { "\(path)/\(name)" }

  /// Writes a file, creates its folders if needed, and returns its path.
  @discardableResult
  package func write(_ text: String, to name: String) throws(SystemError) -> String {
    try write(Array(text.utf8), to: name)
  }

  @discardableResult
  package func write(_ bytes: [UInt8], to name: String) throws(SystemError) -> String {
    let path = path(of: name)
    try FileSystem.makeDirectories(FileSystem.parent(of: path))
    let file = try AppendingFile(path: path)
    _ = unsafe truncate(path, 0)
    try file.append(bytes)
    return path
  }

  /// The sorted names of the folder's direct entries.
  package var names: [String] { FileSystem.names(in: path).sorted() }
}
