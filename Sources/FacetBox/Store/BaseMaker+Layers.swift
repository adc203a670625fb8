internal import FacetJSON
internal import FacetPlatform

extension BaseMaker {
  private static let mark = ".wh."
  private static let opaque = ".wh..wh..opq"

  /// Unpacks an image's layers over one another into `root`.
  ///
  /// A layer says by files with a mark in their names what it removes from those below.
  func unpack(_ layout: OCILayout, to root: String) async throws(BoxError) {
    for (index, layer) in layout.layers.enumerated() {
      let folder = FileSystem.parent(of: root) + "/layer-\(index)"
      defer { FileTree.remove(folder) }
      do throws(SystemError) {
        try FileSystem.makeDirectories(folder)
      } catch {
        throw BoxError("\(error)")
      }
      try await run(unpacking(to: folder) + ["-xf", layer])
      try removeMarked(by: folder, from: root)
      // Both ends are folders that tar made, so no link leads elsewhere.
      try await run([
        "sh", "-c", #"tar -C "$1" --numeric-owner -cf - . | tar -C "$2" --numeric-owner -xpf -"#,
        "sh", folder, root,
      ])
    }
  }

  private func removeMarked(by layer: String, from root: String) throws(BoxError) {
    let files: [FileTree.File]
    do throws(SystemError) {
      files = try FileTree.files(below: layer)
    } catch {
      throw BoxError("\(error)")
    }
    for file in files {
      let name = FileSystem.name(of: file.path)
      guard name.hasPrefix(Self.mark) else { continue }
      FileTree.remove("\(layer)/\(file.path)")
      let folder = file.path.contains("/") ? FileSystem.parent(of: file.path) : ""
      // A link in the path could lead out of the root.
      guard isPlain(folder, below: root) else { continue }
      let place = folder.isEmpty ? root : "\(root)/\(folder)"
      if name == Self.opaque {
        for child in FileSystem.names(in: place) { FileTree.remove("\(place)/\(child)") }
      } else {
        FileTree.remove("\(place)/\(name.dropFirst(Self.mark.count))")
      }
    }
  }

  private func isPlain(_ path: String, below root: String) -> Bool {
    var current = root
    for part in path.split(separator: "/") {
      current += "/\(part)"
      guard FileSystem.isDirectory(current), !FileTree.isSymbolicLink(current) else { return false }
    }
    return true
  }
}
