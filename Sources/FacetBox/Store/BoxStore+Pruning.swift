package import FacetPlatform

/// What a store's layers take, and which of them have not been used for a while.
package struct BoxPruning: Sendable, Hashable {
  /// Layers and their bytes on the device.
  package struct Part: Sendable, Hashable {
    package var layers = 0
    package var bytes = 0

    mutating func add(_ size: Int) {
      layers += 1
      bytes = bytes.adding(saturating: size)
    }
  }

  package var unused = Part()
  package var kept = Part()
}

extension BoxStore {
  private static let usedName = "used"
  private static let day = 86_400
  /// How exactly uses are remembered, in seconds.
  private static let useInterval = 300
  /// A layer that was used within this number of seconds may belong to a box that is about to start.
  private static let leastAge = 2 * useInterval

  private func usedPath(of layer: String) -> String { "\(folder)/layers/\(layer)/\(Self.usedName)" }

  /// Remembers that an image's layers are in use.
  func noteUse(of image: BoxImage, at now: Timestamp = .now) {
    for layer in image.layers { noteUse(ofLayer: layer, at: now) }
  }

  /// Remembers that a layer is in use.
  func noteUse(ofLayer layer: String, at now: Timestamp = .now) {
    // Many boxes start in a second.
    if let last = lastUse(of: layer), now.seconds - last < Self.useInterval { return }
    let path = usedPath(of: layer)
    guard let file = try? AtomicFile(in: FileSystem.parent(of: path)) else { return }
    try? file.append(Array("\(now.seconds)\n".utf8))
    try? file.commit(to: path)
  }

  /// The second of a layer's last use; nil if none is known.
  private func lastUse(of layer: String) -> Int? {
    (try? FileSystem.contents(of: usedPath(of: layer))).flatMap {
      Int(String(decoding: $0, as: UTF8.self).filter { !$0.isWhitespace })
    }
  }

  /// Removes layers that have not been used for some days, and what killed processes have left.
  ///
  /// Layers that a running box may use are kept whatever their age.
  ///
  /// - Parameters:
  ///   - days: Without a use, at least ten minutes; a layer whose last use is unknown counts as
  ///     used now.
  ///   - removes: Whether to remove them, rather than only count them.
  package func prune(unusedFor days: Int, at now: Timestamp = .now, removes: Bool) -> BoxPruning {
    BoxLayer.removeLeftovers(in: self)
    let isBusy = !FileSystem.names(in: folder + "/trials").isEmpty
    let least = max(days, isBusy ? 1 : 0)
    var result = BoxPruning()
    for layer in FileSystem.names(in: folder + "/layers").sorted() {
      let path = "\(folder)/layers/\(layer)"
      guard FileSystem.isDirectory(path) else { continue }
      let bytes = FileTree.size(of: path).bytes
      let used = try? FileSystem.contents(of: usedPath(of: layer))
      guard let last = lastUse(of: layer) else {
        noteUse(ofLayer: layer, at: now)
        result.kept.add(bytes)
        continue
      }
      let age = now.seconds - last
      guard age >= max(Self.leastAge, least.multiplied(saturatingBy: Self.day)) else {
        result.kept.add(bytes)
        continue
      }
      result.unused.add(bytes)
      guard removes else { continue }
      // Renamed first, so that no image finds half of it, and held, so that no other process removes
      // it meanwhile.
      let trash = "\(folder)/trials/pruned-\(layer)"
      guard let hold = Hold(path), (try? FileTree.rename(path, to: trash)) == true else { continue }
      defer { withExtendedLifetime(hold) {} }
      // A box that began meanwhile has noted its use.
      if (try? FileSystem.contents(of: "\(trash)/\(Self.usedName)")) == used {
        FileTree.remove(trash)
      } else {
        _ = try? FileTree.rename(trash, to: path)
      }
    }
    return result
  }
}
