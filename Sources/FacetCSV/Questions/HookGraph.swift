/// The graph of intermediate values that code recorded.
package enum HookGraph {
  /// Something that keeps a recorded value from being grounded in the code.
  package struct Flaw: Sendable, Equatable {
    /// Of the hook among those that were looked at.
    package var position: Int
    package var name: String
    /// What is wrong, as the rest of a sentence about the value.
    package var reason: String
    /// Whether the hook just says nothing of where its value comes from.
    package var isSilence = false

    var sentence: String { "the value '\(name)' \(reason)" }
  }

  /// What is wrong with it, or nil: each value follows from values recorded before it, and the line
  /// that made it stands in the code and was run.
  ///
  /// A code that gives several answers may record a value once for each of them.
  package static func mistake(in hooks: [CodeHook], of code: String) -> String? {
    flaws(in: hooks, of: [code]).first { !$0.isSilence }?.sentence
  }

  /// All that is wrong with the values that pieces of code recorded, one after another; a value that
  /// names no line included.
  ///
  /// Who depends only on what stands before it is in no cycle.
  package static func flaws(in hooks: [CodeHook], of pieces: [String]) -> [Flaw] {
    let lines = Set(pieces.flatMap { $0.split(whereSeparator: \.isNewline) }.map(collapsed))
    let names = Set(hooks.map(\.name))
    var known: Set<String> = []
    var flaws: [Flaw] = []
    for (position, hook) in hooks.enumerated() {
      func note(_ reason: String, isSilence: Bool = false) {
        flaws.append(
          Flaw(position: position, name: hook.name, reason: reason, isSilence: isSilence))
      }
      for name in hook.dependsOn where !known.contains(name) {
        note(
          name == hook.name
            ? "follows from itself"
            : names.contains(name)
              ? "follows from '\(name)', which was not recorded before it"
              : "follows from '\(name)', which was never recorded")
      }
      known.insert(hook.name)
      let parts = (hook.codeLine ?? "").split(whereSeparator: \.isNewline).map(collapsed)
        .filter { !$0.isEmpty }
      if parts.isEmpty {
        note("names no line that made it", isSilence: true)
      } else if let part = parts.first(where: { !lines.contains($0) }) {
        note("names a line that is not in the code: \(part)")
      } else if hook.lineRan == false {
        note("names a line that was not run: \(parts.joined(separator: " / "))")
      }
    }
    return flaws
  }

  private static func collapsed(_ line: Substring) -> String {
    line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
