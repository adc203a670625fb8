internal import FacetJSON
internal import FacetPlatform

/// An image in the OCI layout: a folder as `skopeo copy … oci:FOLDER` writes it.
struct OCILayout: Sendable {
  /// The paths of the layers' archives, lowest first.
  private(set) var layers: [String] = []
  /// The image's own settings.
  private(set) var configuration: JSONValue = .null
  private let folder: String

  /// Whether a folder has the layout.
  static func isLayout(_ folder: String) -> Bool {
    FileSystem.exists(folder + "/oci-layout") && FileSystem.exists(folder + "/index.json")
  }

  /// Reads the layout's image for this machine.
  ///
  /// - Throws: ``BoxError`` if a part is missing, or differs from its digest.
  init(folder: String) throws(BoxError) {
    self.folder = folder
    let index = try json(at: folder + "/index.json")
    let manifest = try manifest(of: index, depth: 0)
    guard let parts = manifest["layers"]?.array, !parts.isEmpty else {
      throw BoxError("the image in '\(folder)' has no layers")
    }
    for part in parts { layers.append(try blob(part)) }
    if let part = manifest["config"] { configuration = try json(at: try blob(part)) }
  }

  /// The manifest of an index, which may lead to another index.
  private func manifest(of index: JSONValue, depth: Int) throws(BoxError) -> JSONValue {
    let all = index["manifests"]?.array ?? []
    let fitting = all.filter { each in
      let machine = each["platform"]?["architecture"]?.string
      return machine == nil || machine == Self.machine
    }
    guard depth < 4, let first = fitting.first else {
      throw BoxError("'\(folder)' has no image for \(Self.machine)")
    }
    let value = try json(at: try blob(first))
    return value["manifests"] == nil ? value : try manifest(of: value, depth: depth + 1)
  }

  private static var machine: String {
    #if arch(arm64)
      "arm64"
    #else
      "amd64"
    #endif
  }

  /// The path of a part, whose bytes have the digest that names it.
  private func blob(_ part: JSONValue) throws(BoxError) -> String {
    let digest = part["digest"]?.string ?? ""
    let hex = digest.dropFirst("sha256:".count)
    guard digest.hasPrefix("sha256:"), hex.count == 64, hex.allSatisfy(\.isHexDigit) else {
      throw BoxError("'\(digest)' in '\(folder)' is no SHA-256 digest")
    }
    let path = "\(folder)/blobs/sha256/\(hex)"
    do throws(SystemError) {
      guard try SHA256(ofFile: path).description == hex.lowercased() else {
        throw SystemError("use '\(path)', which differs from its digest", code: 0)
      }
    } catch {
      throw BoxError("\(error)")
    }
    return path
  }

  private func json(at path: String) throws(BoxError) -> JSONValue {
    guard let bytes = try? FileSystem.contents(of: path),
      let value = try? ResponseJSON.value(of: bytes)
    else { throw BoxError("'\(path)' is no JSON") }
    return value
  }
}
