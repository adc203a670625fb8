/// The graph of intermediate values that code recorded.
enum HookGraph {
  /// What is wrong with it, or nil: each value follows from values recorded before it, under a name
  /// of its own, and the line that made it stands in the code.
  ///
  /// A code that gives several answers may record a value once for each of them.
  static func mistake(in hooks: [CodeHook], of code: String) -> String? {
    let lines = Set(code.split(separator: "\n").map { collapsed($0) })
    var known: Set<String> = []
    for hook in hooks {
      for name in hook.dependsOn where !known.contains(name) {
        return "the value '\(hook.name)' follows from '\(name)', which was not recorded before it"
      }
      known.insert(hook.name)
      guard let line = hook.codeLine else { continue }
      for part in line.split(separator: "\n") where !lines.contains(collapsed(part)) {
        return "the value '\(hook.name)' names a line that is not in the code: \(part)"
      }
    }
    return nil
  }

  private static func collapsed(_ line: Substring) -> String {
    line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
