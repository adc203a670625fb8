/// What a launch asks of Slurm, checked so that it can stand in a script.
package struct SlurmOptions: Sendable, Hashable {
  /// Options of `sbatch` with their values, in order.
  package private(set) var options: [(name: String, value: String)] = []
  /// Further words, such as `--x=y`.
  package private(set) var further: [String] = []
  /// Seconds before the end of its time at which a shard is told to stop.
  package var warning = 120

  package init() {}

  /// Adds an option with a value.
  ///
  /// - Throws: ``ClusterError`` for a value that no such option has.
  package mutating func add(_ name: String, _ value: String?) throws(ClusterError) {
    guard let value else { return }
    guard !value.isEmpty, value.utf8.allSatisfy(Self.isPlain) else {
      throw ClusterError(
        "'--\(name)' must have letters, digits and '_-.,:+=/@[]*' only, not '\(value)'")
    }
    options.append((name, value))
  }

  /// Adds an option as `sbatch` takes it.
  ///
  /// - Throws: ``ClusterError`` for a text that is no option, or that would end its line.
  package mutating func add(word: String) throws(ClusterError) {
    guard word.hasPrefix("-"), word.utf8.count > 1 else {
      throw ClusterError("'--sbatch' must be an option of sbatch, such as '--constraint=a100'")
    }
    let isOneLine = word.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    guard isOneLine, !word.contains("'"), !word.contains("\\") else {
      throw ClusterError(
        "'--sbatch' must be one line without single quotes and backslashes, which sbatch reads in "
          + "its own way")
    }
    further.append(word)
  }

  /// The comment lines that `sbatch` reads.
  var lines: [String] {
    options.map { "#SBATCH --\($0.name)=\($0.value)" } + further.map { "#SBATCH " + Self.word($0) }
  }

  /// A word of a comment line: `sbatch` takes quotes away, and reads a bare `#` as a comment.
  static func word(_ text: String) -> String {
    text.utf8.allSatisfy(isPlain) ? text : "'\(text)'"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "_-.,:+=/@[]*".utf8.contains(byte)
    }
  }

  package static func == (one: SlurmOptions, other: SlurmOptions) -> Bool {
    one.lines == other.lines && one.warning == other.warning
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(lines)
    hasher.combine(warning)
  }
}
