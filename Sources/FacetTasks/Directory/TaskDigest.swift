package import FacetPlatform

/// Harbor's digest of a task directory: of the paths and contents of the files that are the task.
package enum TaskDigest {
  private static let files = ["task.toml", "instruction.md", "README.md", "trajectory.json"]
  private static let folders = ["environment", "tests", "solution", "steps"]

  /// `sha256:` and 64 hexadecimal digits.
  package static func text(of folder: String) throws(SystemError) -> String {
    "sha256:\(try digest(of: folder, files: files, folders: folders))"
  }

  /// The digest of the tests alone.
  package static func testsText(of folder: String) throws(SystemError) -> String {
    "sha256:\(try digest(of: folder, files: [], folders: ["tests"]))"
  }

  private static func digest(
    of folder: String, files: [String], folders: [String]
  ) throws(SystemError) -> SHA256 {
    var paths = files.filter { FileSystem.exists("\(folder)/\($0)") }
    for name in folders where FileSystem.isDirectory("\(folder)/\(name)") {
      paths += try FileTree.files(below: "\(folder)/\(name)")
        .filter { $0.isRegular && !isIgnored($0.path) }.map { "\(name)/\($0.path)" }
    }
    // By characters, as Harbor's language sorts them; for UTF-8 that is the order of bytes.
    paths.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var lines: [UInt8] = []
    for path in paths {
      lines += Array("\(path)\0\(try SHA256(ofFile: "\(folder)/\(path)"))\n".utf8)
    }
    return SHA256(of: lines)
  }

  /// Files that editors and interpreters leave behind.
  private static func isIgnored(_ path: String) -> Bool {
    path.split(separator: "/").contains { part in
      part == "__pycache__" || part == ".DS_Store" || part.hasSuffix("~")
        || [".pyc", ".swp", ".swo"].contains { part.hasSuffix($0) }
    }
  }
}
