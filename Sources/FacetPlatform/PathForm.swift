/// Recognises a path that is not a local file.
package enum PathForm {
  /// The problem with the path and its correction; nil for a plain path.
  package static func advice(on path: String) -> String? {
    if let scheme = path.firstRange(of: "://").map({ path[..<$0.lowerBound].lowercased() }) {
      switch scheme {
      case "hf":
        return "'\(path)' is a Hugging Face URL, not a file; download it first, for example "
          + "with 'hf download --repo-type dataset OWNER/NAME', and give the file's path"
      case "file": return "'\(path)' is a URL; write only the path"
      default: return "'\(path)' is a URL, not a file; download it first and give the file's path"
      }
    }
    if path == "~" || path.hasPrefix("~/") {
      return "only a shell expands '~' to the home folder; write the full path instead of '\(path)'"
    }
    return nil
  }

  /// The message about a file that is missing, with the name beside it that was probably meant.
  package static func missing(_ path: String) -> String {
    if FileSystem.isDirectory(path) { return "'\(path)' is a folder, not a file" }
    if FileSystem.isLink(path) {
      return "'\(path)' is a link to a file that is not there, or to itself"
    }
    let message = "there is no file '\(path)'"
    let folder = FileSystem.parent(of: path)
    guard
      let near = Resemblance.nearest(
        to: FileSystem.name(of: path), among: FileSystem.names(in: folder))
    else { return message }
    let start = !path.contains("/") ? "" : folder == "/" ? "/" : folder + "/"
    return message + "; did you mean '\(start)\(near)'?"
  }
}
