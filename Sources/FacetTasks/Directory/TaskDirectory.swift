internal import FacetJSON
internal import FacetPlatform

/// A task directory in Harbor's format: an instruction, an environment, a solution and tests.
package struct TaskDirectory: Sendable, Hashable {
  package var path: String
  package var instruction: String
  package var settings: TaskSettings
  /// The text of `environment/Dockerfile`; nil if the settings name an image.
  package var dockerfile: String?
  /// Whether it has `solution/solve.sh`.
  package var hasSolution: Bool

  /// Why a task directory cannot be used.
  package struct Flaw: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
      self.description = description
    }
  }

  /// Reads a task directory.
  ///
  /// - Parameter isForBoxes: Whether it must have nothing that boxes do not follow.
  /// - Throws: ``Flaw`` that names what is missing or wrong.
  package init(path: String, isForBoxes: Bool = true) throws(Flaw) {
    self.path = path
    guard FileSystem.isDirectory(path) else { throw Flaw("there is no folder '\(path)'") }
    settings = try TaskSettings(text: try Self.text(of: "task.toml", in: path))
    instruction = try Self.text(of: "instruction.md", in: path)
    guard instruction.contains(where: { !$0.isWhitespace }) else {
      throw Flaw("'instruction.md' is empty")
    }
    let isComposed = FileSystem.exists(path + "/environment/docker-compose.yaml")
    guard !isForBoxes || !isComposed else {
      throw Flaw("it needs 'environment/docker-compose.yaml', which boxes do not follow")
    }
    if FileSystem.exists(path + "/environment/Dockerfile") {
      dockerfile = try Self.text(of: "environment/Dockerfile", in: path)
    } else if settings.image == nil, !isComposed {
      throw Flaw("there is no 'environment/Dockerfile', and 'docker_image' is not set")
    }
    guard FileSystem.exists(path + "/tests/test.sh") else {
      throw Flaw("there is no 'tests/test.sh'")
    }
    hasSolution = FileSystem.exists(path + "/solution/solve.sh")
    try refuseLinks()
  }

  /// The name in the settings, or the folder's.
  package var name: String {
    settings.name ?? FileSystem.name(of: FileSystem.resolvingLinks(path))
  }

  private static func text(of name: String, in folder: String) throws(Flaw) -> String {
    guard FileSystem.exists("\(folder)/\(name)") else { throw Flaw("there is no '\(name)'") }
    guard let bytes = FileTree.contents(of: name, below: folder, most: 1 << 20) else {
      throw Flaw("'\(name)' is no plain file of at most 1 MiB")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Flaw("'\(name)' is not UTF-8")
    }
    return text
  }

  private func refuseLinks() throws(Flaw) {
    for part in ["environment", "tests", "solution"] where FileTree.exists("\(path)/\(part)") {
      do throws(SystemError) {
        for file in try FileTree.files(below: "\(path)/\(part)")
        where !file.isRegular && !file.isFolder {
          throw SystemError("use '\(part)/\(file.path)', which is no plain file", code: 0)
        }
      } catch {
        throw Flaw("\(error)")
      }
    }
  }
}
