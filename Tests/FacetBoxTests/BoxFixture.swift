import FacetBox
import FacetPlatform
import TestSupport
import Testing

/// A store of boxes in a folder of its own, with the base that shows this machine's programs.
struct BoxFixture {
  let folder: ScratchFolder
  let store: BoxStore
  var image = BoxImage(base: BoxImage.hostName)

  /// Who starts a box.
  enum Starter: String, CaseIterable, Sendable {
    case root
    case user

    /// Those that this machine allows to start boxes.
    static let allowed: [Starter] = {
      let settings = [
        ("kernel/apparmor_restrict_unprivileged_userns", "1"),
        ("kernel/unprivileged_userns_clone", "0"), ("user/max_user_namespaces", "0"),
      ]
      let isForbidden = settings.contains { name, value in
        let bytes = (try? FileSystem.contents(of: "/proc/sys/\(name)")) ?? []
        return String(decoding: bytes, as: UTF8.self).hasPrefix(value + "\n")
      }
      return isForbidden ? [.root] : allCases
    }()
  }

  init(startedBy starter: Starter = .root) throws {
    folder = try ScratchFolder()
    store = try BoxStore(
      folder: folder.path + "/boxes", startedBy: starter == .user ? 65_534 : nil)
    try store.prepareHost()
  }

  /// Runs a shell script in a box over a layer, which is new and removed afterwards unless given.
  func run(
    _ script: String, layer: BoxLayer? = nil, configure: (inout BoxRun) -> Void = { _ in }
  ) async throws -> ConfinedResult {
    let own = try layer ?? BoxLayer(in: store)
    defer { if layer == nil { own.remove() } }
    var run = BoxRun(["/bin/sh", "-c", script], image: image, layer: own)
    run.limits.time = .seconds(20)
    configure(&run)
    return try await run.run()
  }

  /// Whether this machine can run boxes.
  static let isAvailable: Bool = {
    ["bwrap", "unshare", "prlimit", "setpriv"].allSatisfy { SystemProgram.path(of: $0) != nil }
      && ProcessIdentity.isRoot
  }()
}

extension Trait where Self == ConditionTrait {
  /// Skips a test where boxes cannot be started.
  static var needsBoxes: Self {
    .enabled(if: BoxFixture.isAvailable, "boxes need root, bubblewrap and util-linux here")
  }
}
