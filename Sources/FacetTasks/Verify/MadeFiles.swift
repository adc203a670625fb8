internal import FacetPlatform

/// The plain files in a layer that an attempt has written to.
enum MadeFiles {
  private static let most = 500

  /// The files, of which programs come first.
  static func found(in upper: String) -> [TaskGrade.MadeFile] {
    let files = (try? FileTree.files(below: upper)) ?? []
    let made = files.filter { $0.isRegular && !$0.path.contains("__pycache__/") }.prefix(10_000)
      .map { TaskGrade.MadeFile(path: "/\($0.path)", isProgram: isProgram($0, in: upper)) }
    return Array((made.filter(\.isProgram) + made.filter { !$0.isProgram }).prefix(most))
  }

  private static func isProgram(_ file: FileTree.File, in upper: String) -> Bool {
    if file.isExecutable { return true }
    let name = FileSystem.name(of: file.path)
    if ["Makefile", "makefile", "GNUmakefile", "package.json"].contains(name) { return true }
    if let ending = name.split(separator: ".").last, name.contains("."),
      PlantedProgram.endings.contains(String(ending))
    {
      return true
    }
    let bytes = FileTree.contents(of: file.path, below: upper, most: 1 << 16) ?? []
    return bytes.starts(with: "#!".utf8)
  }
}
