/// The graph of intermediate values that code recorded.
package enum HookGraph {
  /// A flaw that keeps a recorded value from being grounded in the code.
  package struct Flaw: Sendable, Equatable {
    /// The position of the value's hook among the inspected ones.
    package var position: Int
    package var name: String
    /// The flaw, as the rest of a sentence about the value.
    package var reason: String
    /// Whether the hook merely omits the origin of its value.
    package var isSilence = false

    var sentence: String { "the value '\(name)' \(reason)" }
  }

  /// The flaw in the graph, or nil: each value follows from values recorded before it, and the line
  /// that made it is in the code and was run.
  ///
  /// Code that gives several answers may record a value once for each of them.
  package static func mistake(in hooks: [CodeHook], of code: String) -> String? {
    flaws(in: hooks, of: [code]).first { !$0.isSilence }?.sentence
  }

  /// All flaws in the values recorded by consecutive pieces of code, including values that name no
  /// line.
  ///
  /// A value that depends only on earlier values cannot be part of a cycle.
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
            ? "depends on itself"
            : names.contains(name)
              ? "depends on '\(name)', which was not recorded before it"
              : "depends on '\(name)', which was never recorded")
      }
      known.insert(hook.name)
      let parts = (hook.codeLine ?? "").split(whereSeparator: \.isNewline).map(collapsed)
        .filter { !$0.isEmpty }
      if parts.isEmpty {
        note("names no line that computed it", isSilence: true)
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
