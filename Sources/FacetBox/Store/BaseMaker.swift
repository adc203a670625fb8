internal import FacetJSON
internal import FacetPlatform

/// Makes bases: root file systems that images begin with.
package struct BaseMaker: Sendable {
  /// Where a root file system comes from.
  package enum Source: Sendable, Hashable {
    /// Debian's own packages, by mmdebstrap.
    case debian(suite: String, packages: [String])
    /// An image in the OCI layout, such as skopeo writes.
    case image(String)
    /// A folder, copied.
    case folder(String)
    /// A tar file, such as `docker export` writes.
    case archive(String)
  }

  package var store: BoxStore

  /// Whether a folder is an image in the OCI layout.
  package static func isImage(_ folder: String) -> Bool { OCILayout.isLayout(folder) }

  package init(store: BoxStore) {
    self.store = store
  }

  private static let draftName = ".draft-"

  /// Makes a base, which appears whole or not at all.
  ///
  /// - Throws: ``BoxError`` with the words of the program that failed.
  package func make(_ name: String, from source: Source) async throws(BoxError) {
    guard name != BoxImage.hostName else {
      throw BoxError("'host' is the name of this machine's own programs; choose another")
    }
    let place = FileSystem.parent(of: store.root(ofBase: name))
    guard !FileTree.exists(place) else { throw BoxError("there is already a base named '\(name)'") }
    let bases = "\(store.folder)/bases"
    FileSystem.removeLeftFolders(in: bases, named: Self.draftName)
    let draft = "\(bases)/\(Self.draftName)\(UInt64.random(in: 0 ... .max))"
    let hold: Hold
    do throws(SystemError) {
      hold = try Hold.folder(draft)
      try FileSystem.makeDirectories(draft + "/root")
    } catch {
      FileTree.remove(draft)
      throw BoxError("\(error)")
    }
    defer { withExtendedLifetime(hold) { FileTree.remove(draft) } }
    var settings: JSONValue?
    if case .image(let path) = source {
      let layout = try OCILayout(folder: path)
      settings = layout.configuration
      try await unpack(layout, to: draft + "/root")
    } else {
      for command in try commands(from: source, to: draft + "/root") { try await run(command) }
    }
    do throws(SystemError) {
      try FileSystem.write(
        Array(String(UInt64.random(in: 0 ... .max), radix: 16).utf8), to: draft + "/identity")
      if let settings { try FileSystem.write(settings.bytes(), to: draft + "/image.json") }
      if store.owner == .range {
        try FileTree.shiftOwners(of: draft + "/root", by: BoxStore.rangeStart)
      }
      guard try FileTree.rename(draft, to: place) else {
        throw SystemError("name the base '\(name)', which exists by now", code: 0)
      }
    } catch {
      throw BoxError("\(error)")
    }
  }

  private func commands(
    from source: Source, to root: String
  ) throws(BoxError) -> [[String]] {
    let isRoot = store.owner == .range
    let unpack = unpacking(to: root)
    switch source {
    case .debian(let suite, let packages):
      guard let mmdebstrap = SystemProgram.path(of: "mmdebstrap") else {
        throw .missing("mmdebstrap", package: "mmdebstrap", purpose: "a base of Debian's packages")
      }
      let archive = FileSystem.parent(of: root) + "/packages.tar"
      let include = packages.isEmpty ? [] : ["--include=" + packages.joined(separator: ",")]
      return [
        [mmdebstrap, "--quiet", "--variant=minbase"] + include + [suite, archive],
        unpack + ["-xf", archive], ["rm", archive],
      ]
    case .folder(let path):
      guard FileSystem.isDirectory(path) else { throw BoxError("there is no folder '\(path)'") }
      return [
        ["cp", "-R", "--no-dereference", "--preserve=mode,timestamps,links"]
          + (isRoot ? ["--preserve=ownership"] : []) + [path + "/.", root]
      ]
    case .image: return []
    case .archive(let path):
      guard FileSystem.exists(path) else { throw BoxError(PathForm.missing(path)) }
      return [unpack + ["-xf", path]]
    }
  }

  /// The beginning of a command that unpacks an archive. Devices cannot be made in a box, and boxes
  /// have their own.
  func unpacking(to root: String) -> [String] {
    ["tar", "-C", root, "--exclude=./dev/*", "--exclude=dev/*"]
      + (store.owner == .range ? ["--numeric-owner", "--same-owner"] : ["--no-same-owner"])
  }

  /// Runs a program of this machine.
  func run(_ command: [String]) async throws(BoxError) {
    let result: ProgramResult
    do throws(SystemError) {
      result = try await ProgramResult(
        of: ChildProcess.Command(
          ["/usr/bin/env"] + command,
          environment: [
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8",
            "HOME=/tmp",
          ]), outputLimit: 64 << 10)
    } catch {
      throw .cannotStart("\(error)")
    }
    guard result.status.isSuccess else {
      let words = String(decoding: result.errorOutput.suffix(1500), as: UTF8.self)
      throw BoxError("'\(FileSystem.name(of: command[0]))' ended with \(result.status)\n\(words)")
    }
  }
}
