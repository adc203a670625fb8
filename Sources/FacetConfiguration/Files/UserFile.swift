internal import FacetPlatform
internal import FoundationEssentials

/// Why a file that the user named cannot be read.
enum FileProblem: Error, Sendable, Hashable {
  case missing
  case directory
  /// A pipe, a socket or a device, which may never end and can be read only once.
  case irregular
  case notReadable
  case notUTF8
  case failed(String)
}

/// Reads files written by the user.
enum UserFile {
  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  static func isDirectory(_ path: String) -> Bool {
    // Appending "/." to a path follows a symbolic link to its target.
    FileManager.default.fileExists(atPath: path + "/.")
  }

  /// Why a path cannot be read as a file, or `nil`.
  static func problem(at path: String) -> FileProblem? {
    if isDirectory(path) { return .directory }
    if !exists(path) { return .missing }
    if FileSystem.kind(of: path) != .regular { return .irregular }
    return FileManager.default.isReadableFile(atPath: path) ? nil : .notReadable
  }

  static func bytes(at path: String) throws(FileProblem) -> [UInt8] {
    if let problem = problem(at: path) { throw problem }
    do {
      return [UInt8](try Data(contentsOf: URL(filePath: path)))
    } catch {
      throw .failed("the system could not open or read it")
    }
  }

  /// The text of a file in UTF-8, without a byte order mark.
  static func text(at path: String) throws(FileProblem) -> String {
    var bytes = try bytes(at: path)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
    return text
  }
}
