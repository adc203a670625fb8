internal import FacetPlatform

/// The folder of bases, layers and running trials.
package struct BoxStore: Sendable, Hashable {
  /// Whose files a store holds: they belong to the user that boxes show as root.
  package enum Owner: Sendable, Hashable, CustomStringConvertible {
    /// Started by root: a range of users that nobody else has.
    case range
    /// Started by another user: that user alone.
    case user

    package var description: String {
      switch self {
      case .range: "root"
      case .user: "user"
      }
    }
  }

  /// The first user of the range; it holds 65,536.
  static let rangeStart: UInt32 = 1_900_000_000

  /// An absolute path.
  package let folder: String
  package let owner: Owner
  /// The user that starts the boxes in place of root; nil for the process's own.
  let user: UInt32?

  /// A store that is created if necessary.
  ///
  /// - Parameter user: Starts the boxes without root's rights, though the process has them.
  /// - Throws: ``BoxError`` if its folder cannot be created, or belongs to boxes of another kind.
  package init(folder: String, startedBy user: UInt32? = nil) throws(BoxError) {
    self.folder = FileSystem.absolute(folder, in: FileSystem.workingDirectory)
    self.user = user
    owner = ProcessIdentity.isRoot && user == nil ? .range : .user
    do throws(SystemError) {
      for name in ["bases", "layers", "trials"] {
        try FileSystem.makeDirectories("\(self.folder)/\(name)")
      }
    } catch {
      throw BoxError("no folder for boxes: \(error)")
    }
    try checkOwner()
  }

  /// The default folder: `FACET_BOXES`, or `facet/boxes` in the user's cache.
  package static func defaultFolder(environment: [String: String]) -> String {
    if let folder = environment["FACET_BOXES"], !folder.isEmpty { return folder }
    let cache = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (cache ?? "\(environment["HOME"] ?? "/tmp")/.cache") + "/facet/boxes"
  }

  private func checkOwner() throws(BoxError) {
    let path = folder + "/owner"
    if let bytes = try? FileSystem.contents(of: path) {
      let found = String(decoding: bytes, as: UTF8.self).filter { $0 != "\n" }
      guard found == owner.description else {
        throw BoxError(
          "'\(folder)' holds boxes of \(found == "root" ? "root" : "a user"); set FACET_BOXES to "
            + "another folder")
      }
      return
    }
    do throws(SystemError) {
      let file = try AtomicFile(in: folder)
      try file.append(Array("\(owner)\n".utf8))
      try file.commit(to: path)
    } catch {
      throw BoxError("\(error)")
    }
  }

  /// The path of a base's root file system, whether or not it exists.
  func root(ofBase name: String) -> String {
    "\(folder)/bases/\(Self.fileName(name))/root"
  }

  /// Whether a base of this name can be used.
  package func hasBase(_ name: String) -> Bool {
    name == BoxImage.hostName || FileSystem.isDirectory(root(ofBase: name))
  }

  /// The names of the bases, sorted.
  package var bases: [String] {
    FileSystem.names(in: folder + "/bases").filter { !$0.hasPrefix(".") }.map(Self.name).sorted()
  }

  /// A base's name as one component of a path.
  static func fileName(_ name: String) -> String {
    name.unicodeScalars.map { scalar in
      let isPlain =
        scalar.isASCII
        && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "."
          || scalar == "-" || scalar == "_")
      return isPlain ? String(scalar) : scalar == "/" ? "+" : scalar == ":" ? "=" : "%"
    }.joined().prefixedIfHidden
  }

  private static func name(_ fileName: String) -> String {
    String(fileName.map { $0 == "+" ? "/" : $0 == "=" ? ":" : $0 })
  }
}

extension String {
  fileprivate var prefixedIfHidden: String { hasPrefix(".") || isEmpty ? "_" + self : self }
}
