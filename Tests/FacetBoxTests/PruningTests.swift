import FacetPlatform
import TestSupport
import Testing

@testable import FacetBox

@Suite("Pruning of layers")
struct PruningTests {
  private func store(layers: [String], in folder: ScratchFolder) throws -> BoxStore {
    for layer in layers {
      _ = try folder.write(
        String(repeating: "x", count: 10_000), to: "boxes/layers/\(layer)/root/f")
    }
    return try BoxStore(folder: folder.path + "/boxes")
  }

  private func image(_ layers: String...) -> BoxImage {
    var image = BoxImage(base: BoxImage.hostName)
    image.layers = layers
    return image
  }

  @Test("Layers without a use for so many days are removed, with their sizes told")
  func prunes() throws {
    let folder = try ScratchFolder()
    let store = try store(layers: ["a", "b", "c", "unknown"], in: folder)
    let day = 86_400
    store.noteUse(of: image("a", "b"), at: Timestamp(seconds: 100 * day))
    store.noteUse(of: image("a", "c"), at: Timestamp(seconds: 120 * day))
    let now = Timestamp(seconds: 131 * day)
    let counted = store.prune(unusedFor: 30, at: now, removes: false)
    #expect(counted.unused.layers == 1 && counted.kept.layers == 3)
    #expect(counted.unused.bytes >= 10_000 && counted.kept.bytes >= 30_000)
    #expect(FileSystem.names(in: store.folder + "/layers").count == 4)
    let removed = store.prune(unusedFor: 30, at: now, removes: true)
    #expect(removed.unused == counted.unused && removed.kept.layers == 3)
    #expect(FileSystem.names(in: store.folder + "/layers").sorted() == ["a", "c", "unknown"])
    #expect(FileSystem.names(in: store.folder + "/trials") == [])
    // A layer whose use was unknown has one from the first look on.
    let later = store.prune(
      unusedFor: 30, at: Timestamp(seconds: 162 * day), removes: true)
    #expect(later.unused.layers == 3 && later.kept.layers == 0)
  }

  @Test("Layers of the last day are kept while boxes run")
  func busy() throws {
    let folder = try ScratchFolder()
    let store = try store(layers: ["a"], in: folder)
    let layer = try BoxLayer(in: store)
    defer { layer.remove() }
    store.noteUse(of: image("a"), at: Timestamp(seconds: 1_000_000))
    let now = Timestamp(seconds: 1_000_060)
    #expect(store.prune(unusedFor: 0, at: now, removes: true).kept.layers == 1)
    layer.remove()
    // A box that uses it may be about to start.
    #expect(store.prune(unusedFor: 0, at: now, removes: true).kept.layers == 1)
    let later = Timestamp(seconds: 1_000_600)
    #expect(store.prune(unusedFor: 0, at: later, removes: true).unused.layers == 1)
  }
}
