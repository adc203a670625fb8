internal import FacetPlatform

/// The writable layer of a trial, and the folder that it shares with this machine; removed with
/// ``remove()``.
package struct BoxLayer: Sendable, Hashable {
  let store: BoxStore
  /// Its folder's name.
  let name: String
  /// Tells other processes that the layer is not one that was left.
  private let hold: Hold

  /// A new, empty layer.
  ///
  /// - Throws: ``BoxError`` if its folders cannot be created.
  package init(in store: BoxStore) throws(BoxError) {
    self.store = store
    let name = "\(UInt64.random(in: 0 ... .max))"
    self.name = name
    Self.removeLeftovers(in: store)
    do throws(SystemError) {
      hold = try Hold.folder("\(store.folder)/trials/\(name)")
      for part in ["up", "work", "share"] {
        try FileSystem.makeDirectories("\(folder)/\(part)")
      }
      // The user who starts the box puts its parts together.
      if store.user != nil {
        for path in [folder, folder + "/work"] { try store.own(path) }
      }
      try store.own(upper)
      try store.own(share)
    } catch {
      throw BoxError("no layer for a box: \(error)")
    }
  }

  package var folder: String { "\(store.folder)/trials/\(name)" }
  /// What processes in the box have written.
  package var upper: String { folder + "/up" }
  /// A folder of this machine; ``BoxCommand/shares`` says where boxes show its parts.
  package var share: String { folder + "/share" }

  /// Removes the layer's folders.
  package func remove() {
    FileTree.remove(folder)
  }

  /// Removes what a box must not find where Facet shows folders of its own, which an earlier
  /// process may have replaced by links.
  ///
  /// - Parameter path: An absolute path in the box, without `..`.
  package func clear(_ path: String) {
    var current = upper
    for part in path.split(separator: "/").dropLast() {
      current += "/\(part)"
      guard FileTree.isLinkOrFile(current) else { continue }
      FileTree.remove(current)
      return
    }
    FileTree.remove(upper + path)
  }

  /// Adds a folder to ``share`` that holds these files: by path, the text and whether it can be
  /// executed.
  package func addShared(
    _ name: String, files: [String: (text: String, isExecutable: Bool)]
  ) throws(BoxError) {
    do throws(SystemError) {
      let root = "\(share)/\(name)"
      try FileSystem.makeDirectories(root)
      for (path, file) in files {
        try FileSystem.makeDirectories(FileSystem.parent(of: "\(root)/\(path)"))
        try FileSystem.write(
          Array(file.text.utf8), to: "\(root)/\(path)", mode: file.isExecutable ? 0o755 : 0o644)
      }
      try ownShared(name)
    } catch {
      throw BoxError("\(error)")
    }
  }

  /// Adds a copy of a folder of this machine to ``share``.
  package func addShared(_ name: String, copyOf folder: String) throws(BoxError) {
    do throws(SystemError) {
      try FileTree.copy(folder, to: "\(share)/\(name)")
      try ownShared(name)
    } catch {
      throw BoxError("\(error)")
    }
  }

  /// Replaces the text of a shared file.
  package func replaceShared(_ path: String, with text: String) throws(BoxError) {
    do throws(SystemError) {
      FileTree.remove("\(share)/\(path)")
      try FileSystem.write(Array(text.utf8), to: "\(share)/\(path)", mode: 0o755)
      try store.own("\(share)/\(path)")
    } catch {
      throw BoxError("\(error)")
    }
  }

  /// Lets boxes execute a shared file.
  package func makeRunnable(_ path: String) throws(BoxError) {
    do throws(SystemError) {
      try FileTree.setMode(of: "\(share)/\(path)", to: 0o755)
    } catch {
      throw BoxError("\(error)")
    }
  }

  /// Gives a part of ``share`` with everything in it to the user that boxes show as root.
  func ownShared(_ name: String) throws(SystemError) {
    let root = "\(share)/\(name)"
    for file in try FileTree.files(below: root) { try store.own("\(root)/\(file.path)") }
    try store.own(root)
  }

  /// Removes layers of processes that were killed.
  static func removeLeftovers(in store: BoxStore) {
    FileSystem.removeLeftFolders(in: store.folder + "/trials")
  }
}

extension BoxStore {
  /// Gives a file or folder to the user that boxes show as root.
  func own(_ path: String) throws(SystemError) {
    if owner == .range { try FileTree.setOwner(of: path, to: Self.rangeStart) }
    if let user { try FileTree.setOwner(of: path, to: user) }
  }
}
