package import FacetJSON
internal import FacetPlatform
package import FacetTasks

/// A task directory as a row of a run's input.
package struct TaskRow: Sendable, Hashable {
  package var name: String
  /// An absolute path.
  package var path: String
  /// Harbor's digest of the directory.
  package var digest: String
  package var instruction: String
  /// Whether it declares a public network.
  package private(set) var wantsNetwork = false

  /// - Parameter isForBoxes: Whether boxes must offer what it needs.
  /// - Throws: ``TaskDirectory/Flaw`` if it is no task directory or needs what boxes do not offer.
  package init(path: String, isForBoxes: Bool = true) throws(TaskDirectory.Flaw) {
    let task = try TaskDirectory(path: path, isForBoxes: isForBoxes)
    if isForBoxes, let need = task.settings.unsupported {
      throw TaskDirectory.Flaw("it needs \(need), which boxes do not offer")
    }
    name = task.name
    wantsNetwork = task.settings.wantsNetwork("agent")
    self.path = FileSystem.absolute(path, in: FileSystem.workingDirectory)
    instruction = Self.plain(task.instruction)
    do throws(SystemError) {
      digest = try TaskDigest.text(of: path)
    } catch {
      throw TaskDirectory.Flaw("\(error)")
    }
  }

  /// An instruction without the comment lines at its start, which mark benchmarks.
  private static func plain(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    while let first = lines.first, first.hasPrefix("<!--"), first.hasSuffix("-->") {
      lines.removeFirst()
      while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
    }
    return lines.joined(separator: "\n")
  }

  /// The row: the fields that prompts may show, and where the task is.
  ///
  /// - Parameter instructions: How the agent's model writes commands.
  package func row(instructions: String) -> JSONObject {
    [
      // Tasks with the same instruction are asked independently.
      "input": .string(instruction), "id": .string(name), "task": .string(name),
      "instruction": .string(instruction), "code_instructions": .string(instructions),
      "screen": "", "path": .string(path), "digest": .string(digest),
    ]
  }

  /// Reads a row written by ``row(instructions:)``.
  package init?(fields: JSONObject) {
    guard let name = fields["task"]?.string, let path = fields["path"]?.string,
      let digest = fields["digest"]?.string, let instruction = fields["instruction"]?.string
    else { return nil }
    self.name = name
    self.path = path
    self.digest = digest
    self.instruction = instruction
  }
}
