internal import FacetConversation
internal import FacetJSON
package import FacetPlatform
internal import FacetTasks

/// The task directories of a run, found in folders, and written as the run's input.
package struct TaskChoice: Sendable {
  package var rows: [TaskRow]

  /// Why there are no usable tasks.
  package struct Mistake: Error, Sendable, CustomStringConvertible {
    package var description: String
  }

  /// Finds task directories: each place is one, or a folder of some, or a text file that names a
  /// place in each line.
  ///
  /// - Parameters:
  ///   - isForBoxes: Whether boxes must offer what the tasks need.
  ///   - locate: Finds a place that is named relative to a task.
  /// - Throws: ``Mistake`` that names every directory which cannot be used.
  package init(
    in places: [String], isForBoxes: Bool = true, locate: (String) -> String? = { $0 }
  ) throws(Mistake) {
    rows = []
    var flaws: [String] = []
    for path in try Self.folders(places, locate: locate) {
      do throws(TaskDirectory.Flaw) {
        rows.append(try TaskRow(path: path, isForBoxes: isForBoxes))
      } catch {
        flaws.append("\(path): \(error)")
      }
    }
    guard flaws.isEmpty else { throw Mistake(description: flaws.joined(separator: "\n")) }
    guard !rows.isEmpty else {
      let named = places.map { "'\($0)'" }.joined(separator: ", ")
      throw Mistake(description: "no task directory in \(named); one holds a 'task.toml'")
    }
  }

  private static func folders(
    _ places: [String], locate: (String) -> String?
  ) throws(Mistake) -> [String] {
    var folders: [String] = []
    for place in places {
      guard let path = locate(place), FileSystem.exists(path) else {
        throw Mistake(description: "there is no folder '\(place)'")
      }
      if !FileSystem.isDirectory(path) {
        let inner = try Self.listed(in: path)
        folders += try Self.folders(inner) { name in
          name.hasPrefix("/") ? name : locate(name) ?? "\(FileSystem.parent(of: path))/\(name)"
        }
      } else if FileSystem.exists(path + "/task.toml") {
        folders.append(path)
      } else {
        folders += FileSystem.names(in: path).sorted().map { "\(path)/\($0)" }
          .filter { FileSystem.exists($0 + "/task.toml") }
      }
    }
    return folders
  }

  private static func listed(in file: String) throws(Mistake) -> [String] {
    guard file.hasSuffix(".txt"), let bytes = try? FileSystem.contents(of: file) else {
      throw Mistake(
        description: "'\(file)' is neither a folder nor a '.txt' file that names one in each line")
    }
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      .map(String.init).filter { !$0.allSatisfy(\.isWhitespace) && !$0.hasSuffix(".txt") }
  }

  /// Writes one row per task, atomically; the same tasks give the same bytes.
  package func write(to path: String) throws(SystemError) {
    let file = try AtomicFile(in: FileSystem.parent(of: path))
    for row in rows {
      try file.append(
        JSONValue.object(row.row(instructions: CodeMode.tool.instructions(.bash))).line)
    }
    try file.commit(to: path)
  }
}
