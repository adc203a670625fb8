internal import FacetPlatform

/// Makes images from Dockerfiles; every layer is kept under a name made of all that went into it.
package struct ImageBuilder: Sendable {
  package var store: BoxStore
  /// Bases to use in place of the images that Dockerfiles name.
  package var bases: [String: String] = [:]
  /// The base for images that have none of their own.
  package var defaultBase: String?
  /// Whether instructions may use the network, and boxes of tasks that declare a public one.
  package var hasNetwork = false
  package var limits = ProcessLimits()

  private static let mostVariables = 1000

  package init(store: BoxStore) {
    self.store = store
    limits.time = .seconds(600)
    limits.memory = 4 << 30
    limits.processes = 1024
    limits.disk = 10 << 30
    limits.fileSize = 4 << 30
    limits.output = 16 << 10
  }

  /// The image of a Dockerfile, whose missing layers are made.
  ///
  /// - Parameters:
  ///   - text: The Dockerfile.
  ///   - context: The folder of the files that it copies.
  /// - Throws: ``BoxError`` with the line of the instruction at fault.
  package func image(of text: String, context: String) async throws(BoxError) -> BoxImage {
    let file: Dockerfile
    do throws(Dockerfile.Mistake) {
      file = try Dockerfile(text)
    } catch {
      throw BoxError("\(context)/Dockerfile:\(error)")
    }
    if FileSystem.exists(context + "/.dockerignore") {
      throw BoxError("boxes do not follow '.dockerignore' in '\(context)'")
    }
    var image = BoxImage(base: BoxImage.hostName)
    var arguments = ImageVariables()
    for instruction in file.instructions {
      do throws(BoxError) {
        try await follow(instruction.kind, context: context, arguments: &arguments, image: &image)
      } catch {
        throw BoxError("\(context)/Dockerfile:\(instruction.line): \(error)")
      }
    }
    store.noteUse(of: image)
    return image
  }

  /// The image of a name alone, without a Dockerfile.
  ///
  /// - Throws: ``BoxError`` if no base has that name.
  package func image(named name: String) throws(BoxError) -> BoxImage {
    guard let base = base(for: name), store.hasBase(base) else {
      let plain = Self.plain(name)
      throw BoxError(
        "no base is named '\(plain)'; make one with 'facet box make \(plain)', or name another for "
          + "it with '--base \(plain)=NAME'")
    }
    if base == BoxImage.hostName { try store.prepareHost() }
    return store.image(ofBase: base)
  }

  private func follow(
    _ kind: Dockerfile.Instruction.Kind, context: String, arguments: inout ImageVariables,
    image: inout BoxImage
  ) async throws(BoxError) {
    var variables = arguments
    variables.values.merge(BoxRun.variables) { given, _ in given }
    for variable in image.environment { variables.values[variable.name] = variable.value }
    switch kind {
    case .from(let name):
      image = try self.image(named: try variables.expanding(name))
      arguments = ImageVariables(beforeFrom: arguments.values)
    case .argument(let name, let value):
      try arguments.declare(name, value, expandedBy: variables)
    case .environment(let all):
      for each in all {
        image.set(each.name, try variables.expanding(each.value))
        guard image.environment.count <= Self.mostVariables else {
          throw BoxError("boxes have at most \(Self.mostVariables) variables")
        }
      }
    case .user(let name):
      image.user = String(try variables.expanding(name).prefix { $0 != ":" })
    case .workingFolder(let path):
      let path = Self.path(try variables.expanding(path), in: image.workingFolder)
      image.workingFolder = path
      var maker = image
      maker.user = "root"
      try await add(["mkdir", "-p", path], to: &image, as: maker, arguments: [:], in: "/")
    case .run(let command):
      // As in Docker, a variable of the image hides an argument of its name.
      let hidden = Set(image.environment.map(\.name))
      let visible = arguments.values.filter { !hidden.contains($0.key) }
      try await add(command, to: &image, as: image, arguments: visible, in: nil)
    case .copy(let sources, let target, let owner, let mode):
      let copy = try ImageCopy(
        sources: try sources.map { (name) throws(BoxError) in try variables.expanding(name) },
        target: try variables.expanding(target), context: context,
        workingFolder: image.workingFolder)
      try await add(
        copy.command(owner: owner, mode: mode), to: &image, as: image, arguments: [:], in: "/",
        copy: copy)
    }
  }

  /// Adds the layer of a command, which is run unless its layer exists.
  private func add(
    _ command: [String], to image: inout BoxImage, as maker: BoxImage,
    arguments: [String: String], in folder: String?, copy: ImageCopy? = nil
  ) async throws(BoxError) {
    let parts =
      ["facet box layer 1", store.owner.description, store.identity(ofBase: image.base)]
      + [image.layers.last ?? ""] + command
      + maker.environment.flatMap { [$0.name, $0.value] }
      + arguments.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
      + [maker.user, folder ?? maker.workingFolder, copy?.digest ?? "", "\(hasNetwork)"]
    let digest = SHA256(of: Array(parts.map { "\($0.utf8.count):\($0)" }.joined().utf8))
    let key = String(digest.description.prefix(24))
    defer { image.layers.append(key) }
    let place = "\(store.folder)/layers/\(key)"
    if FileSystem.isDirectory(place + "/root") {
      // Before the instructions that follow, which may take long.
      store.noteUse(ofLayer: key)
      return
    }
    let layer = try BoxLayer(in: store)
    defer { layer.remove() }
    var run = BoxRun(command, image: image, layer: layer)
    run.environment = arguments
    run.limits = limits
    run.hasNetwork = hasNetwork
    run.workingFolder = folder
    if let copy {
      run.user = "root"
      run.shown = [.init("copy", at: ImageCopy.place)]
      try copy.stage(in: layer)
    }
    let result = try await run.run()
    guard result.end.isSuccess else {
      // The commands of other instructions are Facet's own, and need no network.
      throw Self.failure(
        of: copy == nil ? command : ["COPY"], result, hasNetwork || folder != nil)
    }
    do throws(SystemError) {
      // The layer's own folders for shared files are no part of it.
      FileTree.remove(layer.upper + ImageCopy.place)
      try FileSystem.makeDirectories(layer.folder + "/done")
      try FileSystem.write(Array(image.parentName.utf8), to: layer.folder + "/done/parent")
      _ = try FileTree.rename(layer.upper, to: layer.folder + "/done/root")
      _ = try FileTree.rename(layer.folder + "/done", to: place)
    } catch {
      throw BoxError("\(error)")
    }
  }

  private static func failure(
    of command: [String], _ result: ConfinedResult, _ hasNetwork: Bool
  ) -> BoxError {
    let shown =
      command.count == 3 && command[0] == "/bin/sh" ? command[2] : command.joined(separator: " ")
    let output = (result.output.text + result.errorOutput.text).suffix(2000)
    let hint = hasNetwork ? "" : "; it ran without network, which '--network' allows"
    return BoxError("'\(shown.prefix(120))' ended with \(result.end)\(hint)\n\(output)")
  }

  /// An absolute path without `.` and `..`.
  static func path(_ path: String, in folder: String) -> String {
    var parts: [Substring] = []
    for part in (path.hasPrefix("/") ? path : folder + "/" + path).split(separator: "/") {
      if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }
}
