extension ImageBuilder {
  /// An image's name without its digest.
  static func plain(_ name: String) -> String {
    name.split(separator: "@").first.map(String.init) ?? name
  }

  /// The name of the base for images of a name; nil if there is none.
  func base(for name: String) -> String? {
    let plain = Self.plain(name)
    if let chosen = bases[name] ?? bases[plain] { return chosen }
    return [name, plain].first(where: store.hasBase) ?? defaultBase
  }

  /// What distinguishes the boxes of an image from those on another base, or with other network
  /// while the image was made. Nothing is made.
  package func surroundings(ofImage name: String) -> String { base(for: name) ?? Self.plain(name) }

  /// What distinguishes the boxes of a Dockerfile's image from those on another base, or with other
  /// network while the image was made. Nothing is made.
  package func surroundings(ofDockerfile text: String) -> String {
    guard let file = try? Dockerfile(text) else { return "" }
    var arguments = ImageVariables()
    var base = ""
    var runsCommands = false
    for instruction in file.instructions {
      var variables = arguments
      variables.values.merge(BoxRun.variables) { given, _ in given }
      switch instruction.kind {
      case .argument(let name, let value):
        try? arguments.declare(name, value, expandedBy: variables)
      case .from(let name):
        base = (try? variables.expanding(name)).map(surroundings(ofImage:)) ?? ""
      case .run: runsCommands = true
      default: break
      }
    }
    return base + (hasNetwork && runsCommands ? " made with network" : "")
  }
}
