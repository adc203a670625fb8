internal import FacetJSON
internal import FacetPlatform
internal import Glibc

/// A folder that takes the place of another one at once: a reader finds the old files or the new
/// ones, never a mixture.
final class ExportFolder {
  /// A file in the folder.
  struct File: Sendable, Hashable {
    /// Relative to the folder.
    var path: String
    var bytes: Int
    var digest: String
    var rows: Int?
  }

  /// The path under which files are written until ``commit()``.
  let temporary: String
  private let target: String
  /// Tells other exports that the folder is not one that was left.
  private let hold: Hold
  private var isCommitted = false
  private(set) var files: [File] = []

  static let manifestName = "facet.json"

  /// - Throws: ``TrainingError`` if the target holds files that Facet did not write.
  init(replacing target: String) throws(TrainingError) {
    var target = target
    while target.count > 1, target.hasSuffix("/") { target.removeLast() }
    try Self.check(target)
    // A link stays, and the folder to which it leads is replaced.
    if FileSystem.isLink(target) { target = FileSystem.resolvingLinks(target) }
    self.target = target
    let parent = FileSystem.parent(of: target)
    do throws(SystemError) {
      try FileSystem.makeDirectories(parent)
      FileSystem.removeLeftFolders(in: parent, named: Self.prefix)
      temporary = "\(parent)/\(Self.prefix)\(UInt64.random(in: 0 ... .max))"
      hold = try Hold.folder(temporary)
    } catch {
      throw TrainingError("\(error)", isMistake: false)
    }
  }

  deinit {
    if !isCommitted { FileSystem.removeFolder(temporary) }
  }

  private static let prefix = ".facet-export-"

  /// Refuses a target that is no folder, or a folder with other files.
  private static func check(_ target: String) throws(TrainingError) {
    guard FileSystem.exists(target) else { return }
    guard FileSystem.isDirectory(target) else {
      throw TrainingError("'\(target)' is a file; name a folder")
    }
    let present = FileSystem.paths(in: target)
    guard !present.isEmpty else { return }
    let isOurs = Manifest.read(in: target) != nil
    let known = Set(Manifest.paths(in: target) + (isOurs ? [manifestName] : []))
    guard let foreign = present.first(where: { !known.contains($0) }) else { return }
    throw TrainingError(
      "'\(target)' holds '\(foreign)', which no export wrote; move it or name another folder")
  }

  /// Writes a small file.
  func add(_ path: String, _ bytes: [UInt8]) throws(TrainingError) {
    let writer = try file(path)
    try writer.append(bytes)
    try finish(writer, rows: nil)
  }

  /// Begins a file.
  func file(_ path: String) throws(TrainingError) -> DigestedFile {
    try DigestedFile(path: path, in: temporary)
  }

  /// Ends a file and lists it.
  func finish(_ file: DigestedFile, rows: Int?) throws(TrainingError) {
    let digest = try file.commit()
    files.append(File(path: file.path, bytes: file.size, digest: digest, rows: rows))
  }

  /// Lists a file that another program wrote into ``temporary``.
  func adopt(_ path: String, rows: Int?) throws(TrainingError) {
    do throws(SystemError) {
      let full = "\(temporary)/\(path)"
      let digest = try SHA256(ofFile: full).description
      files.append(
        File(path: path, bytes: FileSystem.size(of: full) ?? 0, digest: digest, rows: rows))
    } catch {
      throw TrainingError("\(error)", isMistake: false)
    }
  }

  /// Removes a file again.
  func discard(_ path: String) {
    FileSystem.remove("\(temporary)/\(path)")
    files.removeAll { $0.path == path }
  }

  /// Puts the folder in the target's place.
  func commit() throws(TrainingError) {
    do throws(SystemError) {
      if try FileSystem.replaceFolder(target, with: temporary) {
        FileSystem.removeFolder(temporary)
      }
    } catch {
      throw TrainingError("\(error)", isMistake: false)
    }
    isCommitted = true
    try? FileSystem.sync(FileSystem.parent(of: target))
  }
}

/// A file that is digested while it is written.
final class DigestedFile {
  let path: String
  private let file: AtomicFile
  private let fullPath: String

  var size: Int { file.size }

  init(path: String, in folder: String) throws(TrainingError) {
    self.path = path
    fullPath = "\(folder)/\(path)"
    do throws(SystemError) {
      file = try AtomicFile(in: FileSystem.parent(of: fullPath))
    } catch {
      throw TrainingError("\(error)", isMistake: false)
    }
  }

  func append(_ bytes: [UInt8]) throws(TrainingError) {
    do throws(SystemError) {
      try file.append(bytes)
    } catch {
      throw TrainingError("\(error)", isMistake: false)
    }
  }

  /// Gives the file its name.
  ///
  /// - Returns: The digest of its bytes as they are on the device.
  func commit() throws(TrainingError) -> String {
    do throws(SystemError) {
      try file.commit(to: fullPath)
      return try SHA256(ofFile: fullPath).description
    } catch {
      throw TrainingError("\(error)", isMistake: false)
    }
  }
}
