internal import FacetJSON
internal import FacetPlatform

extension BoxStore {
  /// What distinguishes a base from another of the same name that was made later.
  func identity(ofBase name: String) -> String {
    let path = FileSystem.parent(of: root(ofBase: name)) + "/identity"
    let bytes = (try? FileSystem.contents(of: path)) ?? []
    return "\(name) \(String(decoding: bytes, as: UTF8.self))"
  }

  private func settingsPath(ofBase name: String) -> String {
    FileSystem.parent(of: root(ofBase: name)) + "/image.json"
  }

  /// A base's image, with the variables, the working folder and the user that came with it.
  func image(ofBase name: String) -> BoxImage {
    var image = BoxImage(base: name)
    guard let bytes = try? FileSystem.contents(of: settingsPath(ofBase: name)),
      let settings = (try? ResponseJSON.value(of: bytes))?["config"]
    else { return image }
    for text in settings["Env"]?.array?.compactMap(\.string) ?? [] {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { image.set(String(parts[0]), String(parts[1])) }
    }
    if let folder = settings["WorkingDir"]?.string, folder.hasPrefix("/") {
      image.workingFolder = folder
    }
    if let user = settings["User"]?.string?.split(separator: ":").first {
      image.user = String(user)
    }
    return image
  }
}
