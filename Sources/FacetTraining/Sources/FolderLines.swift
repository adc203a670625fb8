internal import FacetJSON
internal import FacetPlatform

/// The text files of a folder, as rows.
enum FolderLines {
  private static let longestFile = 16 << 20
  private static let mostFiles = 1_000_000

  /// Writes a row for each file below a folder, in the order of their paths: `id` is its path in the
  /// folder, `name` its name without the ending, `input` its text. Hidden files and links are left
  /// out.
  ///
  /// - Returns: The number of rows.
  static func write(_ folder: String, to file: AtomicFile) throws(TrainingError) -> Int {
    do throws(SystemError) {
      let found = try files(of: folder)
      for each in found {
        guard
          let bytes = FileTree.contents(of: each.path, below: folder, most: longestFile),
          let text = String(validating: bytes, as: UTF8.self)
        else {
          throw SystemError(
            "use '\(folder)/\(each.path)', which is no text in UTF-8 of at most 16 MiB", code: 0)
        }
        let name = FileSystem.name(of: each.path)
        let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
        let row: JSONValue = [
          "id": .string(each.path), "name": .string(stem), "input": .string(text),
        ]
        try file.append(row.line)
      }
      return found.count
    } catch {
      throw TrainingError("\(error)")
    }
  }

  /// The files of a folder that become rows.
  static func files(of folder: String) throws(SystemError) -> [FileTree.File] {
    let files = try FileTree.files(below: folder).filter { file in
      file.isRegular && !file.path.split(separator: "/").contains { $0.hasPrefix(".") }
    }
    guard files.count <= mostFiles else {
      throw SystemError("use '\(folder)', which holds more than \(mostFiles) files", code: 0)
    }
    return files
  }
}
