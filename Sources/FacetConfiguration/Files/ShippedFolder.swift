internal import FacetPlatform
internal import FoundationEssentials

/// Finds the files shipped with Facet: configurations, prompts, templates, data.
///
/// A checkout holds them at its top level; a package installs them in `share/facet` beside the
/// program's `bin`.
package enum ShippedFolder {
  /// The first file or folder of a name, searched in the working directory, its ancestors,
  /// `FACET_HOME` and the installation folder.
  ///
  /// - Parameter name: A relative path, such as `prompts/csv/questions`.
  package static func locate(_ name: String, environment: [String: String]) -> String? {
    if FileSystem.exists(name) { return name }
    var candidates = above(FileSystem.workingDirectory)
    if let home = environment["FACET_HOME"], !home.isEmpty { candidates.append(home) }
    candidates += folders(of: program)
    return candidates.map { FileSystem.shortened("\($0)/\(name)") }
      .first(where: FileSystem.exists)
  }

  /// The `share/facet` of an installed program; `nil` in a checkout.
  static let installed: String? = program.flatMap { program in
    let prefix = FileSystem.parent(of: FileSystem.parent(of: program))
    let folder = "\(prefix == "/" ? "" : prefix)/share/facet"
    return FileSystem.isDirectory(folder) ? folder : nil
  }

  private static let program = try? FileManager.default.destinationOfSymbolicLink(
    atPath: "/proc/self/exe")

  private static func folders(of program: String?) -> [String] {
    (program.map { above(FileSystem.parent(of: $0)) } ?? []) + (installed.map { [$0] } ?? [])
  }

  /// A folder and its ancestors, without the file system's root.
  private static func above(_ folder: String) -> [String] {
    var folders: [String] = []
    var folder = folder
    while folder.count > 1 {
      folders.append(folder)
      folder = FileSystem.parent(of: folder)
    }
    return folders
  }

  /// The paths of a folder's visible files with an ending, sorted by name.
  package static func files(in folder: String, ending: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(ending) && !$0.hasPrefix(".") }.sorted()
      .map { "\(folder)/\($0)" }
  }
}
