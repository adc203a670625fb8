/// Tells what a path is that names no file on this machine.
package enum PathForm {
  /// What is wrong with the path and what to write instead; nil for a plain path.
  package static func advice(on path: String) -> String? {
    if let scheme = path.firstRange(of: "://").map({ path[..<$0.lowerBound].lowercased() }) {
      switch scheme {
      case "hf":
        return "'\(path)' is an address at Hugging Face, not a file; download it first, such as "
          + "with 'hf download --repo-type dataset OWNER/NAME', and name the file"
      case "file": return "'\(path)' is an address; write the path alone"
      default: return "'\(path)' is an address, not a file; download it first and name the file"
      }
    }
    if path == "~" || path.hasPrefix("~/") {
      return "only a shell reads '~' as the home folder; write the whole path instead of '\(path)'"
    }
    return nil
  }
}
