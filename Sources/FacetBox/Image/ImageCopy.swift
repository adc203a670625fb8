internal import FacetPlatform

/// The files that a `COPY` instruction takes from the folder of the Dockerfile.
struct ImageCopy {
  /// Where a box shows them while they are copied.
  static let place = "/.facet-copy"

  /// A file or folder to copy, and its path below ``place``.
  private struct Source {
    var path: String
    var name: String
  }

  private var sources: [Source] = []
  private let target: String
  /// Whether the target is a folder even if it does not exist yet.
  private let intoFolder: Bool
  /// Of the names, contents and rights of all files.
  let digest: String

  init(
    sources names: [String], target: String, context: String, workingFolder: String
  ) throws(BoxError) {
    self.target = ImageBuilder.path(target, in: workingFolder)
    var hasFolder = false
    var parts: [String] = []
    for name in names {
      let found = try Self.matches(of: name, in: context)
      for path in found {
        let full = path.isEmpty ? context : "\(context)/\(path)"
        guard FileSystem.isDirectory(full) else {
          sources.append(Source(path: full, name: FileSystem.name(of: path)))
          parts.append(try Self.digest(of: full, named: FileSystem.name(of: path)))
          continue
        }
        hasFolder = true
        for child in FileSystem.names(in: full).sorted() {
          sources.append(Source(path: "\(full)/\(child)", name: child))
          parts.append(try Self.digest(of: "\(full)/\(child)", named: child))
        }
      }
    }
    intoFolder = hasFolder || sources.count > 1 || target.hasSuffix("/") || target == "."
    digest = SHA256(of: Array(parts.joined(separator: "\n").utf8)).description
  }

  /// The command that copies what is shown at ``place``.
  func command(owner: String?, mode: String?) -> [String] {
    let script = """
      set -e
      umask 022
      if [ "$2" = folder ] || [ -d "$1" ]; then
        mkdir -p "$1"
        set -- "$1" "$2" "$3" "$4" \(Self.place)
      else
        mkdir -p "$(dirname "$1")"
        set -- "$1" "$2" "$3" "$4" "\(Self.place)/$(ls -A \(Self.place))"
      fi
      if [ -d "$5" ]; then from=$5/. to=$1/; else from=$5 to=$1; fi
      cp -R "$from" "$to"
      for path in \(Self.place)/* \(Self.place)/.[!.]* \(Self.place)/..?*; do
        [ -e "$path" ] || [ -L "$path" ] || continue
        if [ -d "$1" ]; then new=$1/${path##*/}; else new=$1; fi
        [ -z "$3" ] || chown -R -- "$3" "$new"
        [ -z "$4" ] || chmod -R -- "$4" "$new"
      done
      """
    return [
      "/bin/sh", "-c", script, "copy", target, intoFolder ? "folder" : "file", owner ?? "",
      mode ?? "",
    ]
  }

  /// Puts the files where the layer's boxes can show them.
  func stage(in layer: BoxLayer) throws(BoxError) {
    let folder = layer.share + "/copy"
    do throws(SystemError) {
      try FileSystem.makeDirectories(folder)
      for source in sources {
        try FileTree.copy(source.path, to: "\(folder)/\(source.name)")
      }
      try layer.ownShared("copy")
    } catch {
      throw BoxError("\(error)")
    }
  }

  /// The paths in a folder that a name with `*` and `?` matches, sorted.
  private static func matches(of name: String, in context: String) throws(BoxError) -> [String] {
    var parts: [Substring] = []
    for part in name.split(separator: "/") {
      if part == ".." {
        guard parts.popLast() != nil else {
          throw BoxError("'\(name)' is outside the folder of the Dockerfile")
        }
      } else if part != "." {
        parts.append(part)
      }
    }
    var found = [""]
    for part in parts {
      let isPattern = part.contains("*") || part.contains("?")
      found = found.flatMap { folder -> [String] in
        let path = folder.isEmpty ? context : "\(context)/\(folder)"
        let names =
          isPattern
          ? FileSystem.names(in: path).filter { matches($0[...], part) }.sorted() : [String(part)]
        return names.map { folder.isEmpty ? $0 : "\(folder)/\($0)" }
      }.filter { FileTree.exists("\(context)/\($0)") }
    }
    guard !found.isEmpty else { throw BoxError("there is no '\(name)' beside the Dockerfile") }
    for path in found where !Self.isInside(path, context) {
      throw BoxError("'\(path)' is a link out of the folder of the Dockerfile")
    }
    return found
  }

  private static func isInside(_ path: String, _ context: String) -> Bool {
    let root = FileSystem.resolvingLinks(context)
    let real = FileSystem.resolvingLinks("\(context)/\(path)")
    return real == root || real.hasPrefix(root + "/")
  }

  /// Whether a name fits a pattern, in time that grows with the product of their lengths.
  static func matches(_ name: Substring, _ pattern: Substring) -> Bool {
    var name = name
    var pattern = pattern
    // What is left after the last '*', which takes one character more if the rest does not fit.
    var last: (name: Substring, pattern: Substring)?
    while true {
      if pattern.first == "*" {
        pattern = pattern.dropFirst()
        last = (name, pattern)
      } else if let character = name.first, let wanted = pattern.first,
        wanted == "?" || wanted == character
      {
        name = name.dropFirst()
        pattern = pattern.dropFirst()
      } else if name.isEmpty, pattern.isEmpty {
        return true
      } else if let (rest, after) = last, !rest.isEmpty {
        name = rest.dropFirst()
        pattern = after
        last = (name, pattern)
      } else {
        return false
      }
    }
  }

  private static func digest(of path: String, named name: String) throws(BoxError) -> String {
    do throws(SystemError) {
      if FileTree.isLinkOrFile(path) {
        let target = FileTree.isSymbolicLink(path) ? "link" : "file"
        let digest =
          target == "link" ? FileSystem.resolvingLinks(path) : "\(try SHA256(ofFile: path))"
        return "\(name) \(target) \(FileSystem.isExecutable(path)) \(digest)"
      }
      var parts = ["\(name)/"]
      for file in try FileTree.files(below: path) {
        let digest = file.isRegular ? "\(try SHA256(ofFile: "\(path)/\(file.path)"))" : ""
        parts.append("\(name)/\(file.path) \(file.isFolder) \(file.isExecutable) \(digest)")
      }
      return parts.joined(separator: "\n")
    } catch {
      throw BoxError("\(error)")
    }
  }
}
