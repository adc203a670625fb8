/// The graph of intermediate values that code recorded.
package enum HookGraph {
  /// What is wrong with it, or nil: each value follows from values recorded before it, and the line
  /// that made it stands in the code and was run.
  ///
  /// A code that gives several answers may record a value once for each of them.
  static func mistake(in hooks: [CodeHook], of code: String) -> String? {
    mistakes(in: hooks, of: [code]).first
  }

  /// All that is wrong with the values that pieces of code recorded, one after another.
  ///
  /// Who depends only on what stands before it is in no cycle.
  package static func mistakes(in hooks: [CodeHook], of pieces: [String]) -> [String] {
    let lines = Set(pieces.flatMap { $0.split(separator: "\n") }.map(collapsed))
    let names = Set(hooks.map(\.name))
    var known: Set<String> = []
    var mistakes: [String] = []
    for hook in hooks {
      for name in hook.dependsOn where !known.contains(name) {
        mistakes.append(
          name == hook.name
            ? "the value '\(name)' follows from itself"
            : names.contains(name)
              ? "the value '\(hook.name)' follows from '\(name)', which was not recorded before it"
              : "the value '\(hook.name)' follows from '\(name)', which was never recorded")
      }
      known.insert(hook.name)
      guard let line = hook.codeLine else { continue }
      let parts = line.split(separator: "\n").map(collapsed).filter { !$0.isEmpty }
      if let part = parts.first(where: { !lines.contains($0) }) {
        mistakes.append("the value '\(hook.name)' names a line that is not in the code: \(part)")
      } else if hook.lineRan == false {
        mistakes.append("the value '\(hook.name)' names a line that was not run: \(line)")
      }
    }
    return mistakes
  }

  /// Hooks whose line stands in the code and was run before them: those that show their work.
  package static func grounded(_ hooks: [CodeHook]) -> [CodeHook] {
    hooks.filter { $0.lineRan == true }
  }

  private static func collapsed(_ line: Substring) -> String {
    line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
