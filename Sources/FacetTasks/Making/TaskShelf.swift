internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform

/// The output folder of a run that makes tasks: drafts, finished tasks and rejects.
struct TaskShelf: Sendable {
  let output: String
  /// Where tasks are tried before they appear.
  let draft: String
  let version: String

  private static let draftName = ".facet-draft-"
  private static let repairs = ".facet-repairs"

  init(output: String, version: String) {
    self.output = output
    self.version = version
    draft = "\(output)/\(Self.draftName)\(UInt32.random(in: 0 ... .max))"
  }

  /// Creates and locks the folder, and removes drafts of runs that were killed.
  func open() throws(SystemError) -> FolderLock {
    let lock = try FolderLock(of: output)
    for name in FileSystem.names(in: output) where name.hasPrefix(Self.draftName) {
      FileTree.remove("\(output)/\(name)")
    }
    return lock
  }

  /// Removes the drafts.
  func close() {
    FileTree.remove(draft)
  }

  /// Writes a task as a draft.
  ///
  /// - Parameter number: Tells drafts of equal names apart.
  /// - Returns: The draft's folder.
  func write(_ task: RenderedTask, number: String) throws(SystemError) -> String {
    let folder = "\(draft)/\(number)/\(task.folder)"
    FileTree.remove(folder)
    for file in task.files {
      let path = "\(folder)/\(file.path)"
      try FileSystem.makeDirectories(FileSystem.parent(of: path))
      try FileSystem.write(
        Array(file.text.utf8), to: path, mode: file.path.hasSuffix(".sh") ? 0o755 : 0o644)
    }
    return folder
  }

  /// What is at a task's place in the output.
  enum Place: Sendable {
    case free
    /// The same task, with a certificate that it holds.
    case same
    /// The same task, with a certificate that asked for less or for something else.
    case unproven
    case other
  }

  /// What is at the place of a task with this digest.
  func place(of folder: String, digest: String, under rules: CertificateRules) -> Place {
    let target = "\(output)/\(folder)"
    guard FileTree.exists(target) else { return .free }
    let certificate = FileTree.contents(of: "verification.json", below: target, most: 1 << 20)
      .flatMap { try? ResponseJSON.value(of: $0) }
    guard certificate?["holds"]?.bool == true, certificate?["task_digest"]?.string == digest,
      (try? TaskDigest.text(of: target)) == digest
    else { return .other }
    return CertificateRules(json: certificate?["rules"])?.cover(rules) == true ? .same : .unproven
  }

  /// Gives a task its place, with its certificate; whole or not at all.
  ///
  /// - Parameter replaces: Whether it takes the place of the same task.
  func place(
    _ folder: String, from draft: String, _ certificate: Certificate, replaces: Bool
  ) throws(SystemError) {
    try write(certificate, to: draft)
    FileTree.remove("\(output)/rejects/\(folder)")
    if replaces {
      _ = try FileSystem.replaceFolder("\(output)/\(folder)", with: draft)
      return
    }
    guard try FileTree.rename(draft, to: "\(output)/\(folder)") else {
      throw SystemError("write '\(output)/\(folder)', which exists by now", code: 0)
    }
  }

  /// Removes a task that holds no longer.
  func remove(_ folder: String) {
    FileTree.remove("\(output)/\(folder)")
  }

  /// Puts a task among the rejects, with its certificate and the log.
  func reject(_ folder: String, from draft: String?, _ certificate: Certificate) throws(SystemError)
  {
    let target = "\(output)/rejects/\(folder)"
    FileTree.remove(target)
    try FileSystem.makeDirectories(draft == nil ? target : FileSystem.parent(of: target))
    if let draft { _ = try FileTree.rename(draft, to: target) }
    try write(certificate, to: target)
    try FileSystem.write(Array(certificate.log.utf8), to: target + "/verification.log")
  }

  private func write(_ certificate: Certificate, to folder: String) throws(SystemError) {
    try FileSystem.write(
      certificate.json(version: version).bytes() + [0x0A], to: folder + "/verification.json")
  }

  /// How a draft was sent back.
  struct Objection: Sendable {
    var words: String
    /// Whether its wrong solutions had been asked for before.
    var followsWrongSolutions: Bool
  }

  /// How a draft was sent back in an earlier session. A log differs from run to run, and other
  /// words would be another request.
  func objection(toDigest digest: String) -> Objection? {
    for followsWrong in [false, true] {
      let bytes = FileTree.contents(
        of: Self.fileName(digest, followsWrong), below: "\(output)/\(Self.repairs)", most: 1 << 20)
      if let words = bytes.flatMap({ String(validating: $0, as: UTF8.self) }) {
        return Objection(words: words, followsWrongSolutions: followsWrong)
      }
    }
    return nil
  }

  /// Keeps how a draft is sent back.
  func keep(_ objection: Objection, toDigest digest: String) throws(SystemError) {
    let folder = "\(output)/\(Self.repairs)"
    try FileSystem.makeDirectories(folder)
    let file = try AtomicFile(in: folder)
    try file.append(Array(objection.words.utf8))
    try file.commit(to: "\(folder)/\(Self.fileName(digest, objection.followsWrongSolutions))")
  }

  private static func fileName(_ digest: String, _ followsWrong: Bool) -> String {
    digest.replacing("sha256:", with: "") + (followsWrong ? "-wrong.txt" : ".txt")
  }
}
