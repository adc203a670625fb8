internal import FacetJSON
internal import FacetPlatform
internal import Glibc

/// Sends an export to a dataset repository: the same folder again sends nothing, what a person
/// wrote into the card stays, and only files that an earlier push wrote are removed.
package struct HubPush: Sendable {
  /// How to push.
  package struct Options: Sendable {
    package var isPrivate = false
    package var createsPullRequest = false
    package var revision: String?
    /// Whether rehearsed answers may be sent.
    package var allowsRehearsal = false

    package init() {}
  }

  private let folder: String
  private let repository: String
  private let options: Options

  /// - Throws: ``TrainingError`` if the repository's name is not `USER/NAME`.
  package init(
    folder: String, repository: String, options: Options
  ) throws(TrainingError) {
    var folder = folder
    while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    // 'hf' must not take the folder for an option.
    self.folder = folder.hasPrefix("-") ? "./" + folder : folder
    self.repository = repository
    self.options = options
    let parts = repository.split(separator: "/", omittingEmptySubsequences: false)
    let isName = { (part: Substring) in
      !part.isEmpty && !["-", "."].contains(part.first) && !["-", "."].contains(part.last)
        && !part.contains("..") && !part.contains("--") && !part.hasSuffix(".git")
        && part.utf8.allSatisfy {
          switch $0 {
          case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
          default: false
          }
        }
    }
    guard parts.count == 2, parts.allSatisfy(isName) else {
      throw TrainingError("'\(repository)' is not a repository; write USER/NAME")
    }
  }

  /// Pushes the folder.
  ///
  /// - Returns: The commit's address; `nil` if the program named none.
  package func run() async throws(TrainingError) -> String? {
    let manifest = try checkedManifest()
    let program = try HubProgram()
    let stage = "\(FileSystem.parent(of: folder))/.facet-push-\(getpid())"
    // A killed process of the same number may have left its files.
    FileSystem.removeFolder(stage)
    let remote = stage + "/remote"
    let local = stage + "/local"
    defer { FileSystem.removeFolder(stage) }
    do throws(SystemError) {
      try FileSystem.makeDirectories(remote)
      try FileSystem.makeDirectories(local)
    } catch {
      throw TrainingError("\(error)", isMistake: false)
    }
    try await program.download(
      ["README.md", ExportFolder.manifestName], of: repository, revision: options.revision,
      to: remote)
    let old = Manifest.read(in: remote)
    try fill(local, manifest: manifest, remote: remote, isOurs: old != nil)
    let kept = Set(Manifest.paths(in: local) + [ExportFolder.manifestName])
    let removed = old.map { _ in Manifest.paths(in: remote) }?.filter {
      !kept.contains($0) && Self.isExportedName($0)
    }
    let message = "\(manifest["name"]?.string ?? "Data"), exported by Facet"
    return try await program.upload(
      local, to: repository, options: options, message: message, removed: removed ?? [])
  }

  /// Whether a path is one that an export writes, whatever a manifest says.
  private static func isExportedName(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    if path == "dataset_info.json" { return true }
    guard parts.count == 2, TrainingKind(rawValue: String(parts[0])) != nil else { return false }
    return ["train", "validation", "test"].contains { name in
      parts[1] == "\(name).jsonl" || parts[1] == "\(name).parquet"
    }
  }

  private func checkedManifest() throws(TrainingError) -> JSONValue {
    guard let manifest = Manifest.read(in: folder) else {
      throw TrainingError("'\(folder)' is not an export: it has no '\(ExportFolder.manifestName)'")
    }
    if manifest["rehearsal"]?.bool == true, !options.allowsRehearsal {
      throw TrainingError(
        "'\(folder)' holds rehearsed answers, which nobody should train on; '--rehearsal' sends "
          + "them all the same")
    }
    for file in manifest["files"]?.array ?? [] {
      guard let path = file["path"]?.string, Self.isInside(path),
        let digest = file["sha256"]?.string
      else { throw TrainingError("'\(folder)/\(ExportFolder.manifestName)' is damaged") }
      // A person may have written into the card.
      if path == "README.md" { continue }
      guard (try? SHA256(ofFile: "\(folder)/\(path)"))?.description == digest else {
        throw TrainingError(
          "'\(folder)/\(path)' is not what was exported; export again, then push")
      }
    }
    return manifest
  }

  static func isInside(_ path: String) -> Bool {
    // By bytes: with a combining mark, a slash is another character.
    path.utf8.first != UInt8(ascii: "/")
      && !path.utf8.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual("..".utf8) }
  }

  /// Puts the files to send into a folder: the data as it is, the card with the remote one's words.
  private func fill(
    _ local: String, manifest: JSONValue, remote: String, isOurs: Bool
  ) throws(TrainingError) {
    var files: [ExportFolder.File] = []
    do throws(SystemError) {
      for file in manifest["files"]?.array ?? [] {
        guard let path = file["path"]?.string else { continue }
        let target = "\(local)/\(path)"
        if path == "README.md" {
          let card = try card(remote: remote, isOurs: isOurs)
          let written = try AtomicFile(in: local)
          try written.append(card)
          try written.commit(to: target)
          files.append(
            .init(
              path: path, bytes: card.count, digest: SHA256(of: card).description, rows: nil))
          continue
        }
        try FileSystem.makeDirectories(FileSystem.parent(of: target))
        _ = try FileSystem.link("\(folder)/\(path)", to: target)
        files.append(
          .init(
            path: path, bytes: file["bytes"]?.int ?? 0, digest: file["sha256"]?.string ?? "",
            rows: file["rows"]?.int))
      }
      let list = Manifest.json(
        files: files, name: manifest["name"]?.string ?? "",
        isRehearsal: manifest["rehearsal"]?.bool ?? false)
      let written = try AtomicFile(in: local)
      try written.append(list.bytes(style: .indented) + [0x0A])
      try written.commit(to: "\(local)/\(ExportFolder.manifestName)")
    } catch {
      throw TrainingError("\(error)", isMistake: false)
    }
  }

  private func card(remote: String, isOurs: Bool) throws(SystemError) -> [UInt8] {
    let own = String(
      decoding: try FileSystem.contents(of: folder + "/README.md"), as: UTF8.self)
    guard let bytes = try? FileSystem.contents(of: remote + "/README.md") else {
      return Array(own.utf8)
    }
    let other = String(decoding: bytes, as: UTF8.self)
    return Array(DatasetCard.merged(own, over: other).utf8)
  }
}
