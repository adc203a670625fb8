internal import FacetPlatform

/// Input data of other forms as JSON Lines: each is converted once and kept by its digest.
package enum InputLines {
  /// Whether a path names input that must be converted.
  package static func needsConversion(_ path: String) -> Bool {
    path.hasSuffix(".parquet") || PostsLines.isPosts(path) || FileSystem.isDirectory(path)
  }

  /// The path of the rows as JSON Lines.
  ///
  /// - Parameter folder: Where converted files are kept.
  package static func path(of input: String, in folder: String) throws(TrainingError) -> String {
    if input.hasSuffix(".parquet") { return try ParquetLines.path(of: input, in: folder) }
    let name = FileSystem.name(of: input)
    let digest: String
    let isFolder = FileSystem.isDirectory(input)
    do throws(SystemError) {
      digest = try String(
        (isFolder ? self.digest(of: input) : SHA256(ofFile: input)).description.prefix(16))
    } catch {
      throw TrainingError("\(error)")
    }
    let path = "\(folder)/\(name)-\(digest).jsonl"
    if FileSystem.exists(path) { return path }
    let file: AtomicFile
    do throws(SystemError) {
      try FileSystem.makeDirectories(folder)
      file = try AtomicFile(in: folder)
    } catch {
      throw TrainingError("\(error)", isMistake: false)
    }
    let count =
      try isFolder ? FolderLines.write(input, to: file) : PostsLines.write(input, to: file)
    guard count > 0 else {
      throw TrainingError(
        isFolder ? "'\(input)' holds no text files" : "'\(input)' holds no questions")
    }
    do throws(SystemError) {
      try file.commit(to: path)
    } catch {
      throw TrainingError("\(error)", isMistake: false)
    }
    return path
  }

  /// Of the names and contents of a folder's files.
  private static func digest(of folder: String) throws(SystemError) -> SHA256 {
    var lines: [UInt8] = []
    for file in try FolderLines.files(of: folder) {
      lines += Array("\(file.path)\0\(try SHA256(ofFile: "\(folder)/\(file.path)"))\n".utf8)
    }
    return SHA256(of: lines)
  }
}
