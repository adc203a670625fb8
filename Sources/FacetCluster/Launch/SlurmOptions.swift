/// What a launch asks of Slurm, checked so that it can stand in a script.
package struct SlurmOptions: Sendable, Hashable {
  /// An option of `sbatch` with its value.
  package struct Named: Sendable, Hashable {
    package var name: String
    package var value: String
  }

  /// In order.
  package private(set) var options: [Named] = []
  /// Further words, such as `--x=y`.
  package private(set) var further: [String] = []
  /// Seconds before the end of its time at which a shard is told to stop.
  package var warning = 120
  /// The partition of the job that merges; `nil` for that of the shards.
  package var mergePartition: String?

  package init() {}

  /// Adds an option with a value.
  ///
  /// - Parameter option: The option of `facet` that has the value, for messages.
  /// - Throws: ``ClusterError`` for a value that no such option has.
  package mutating func add(
    _ name: String, _ value: String?, from option: String
  ) throws(ClusterError) {
    guard let value else { return }
    try Self.check(name, value, from: option)
    if name == SlurmValue.time.rawValue, let seconds = SlurmValue.seconds(ofTime: value),
      seconds <= Double(warning)
    {
      throw ClusterError(
        "'\(option)' must be longer than '--stop-before', \(warning) s, or each shard would stop as "
          + "it starts; not '\(value)'")
    }
    options.append(Named(name: name, value: value))
  }

  /// Checks a value of an option of `sbatch`.
  ///
  /// - Parameter option: The option of `facet` that has the value, for messages.
  /// - Throws: ``ClusterError`` for a value that no such option has.
  package static func check(
    _ name: String, _ value: String, from option: String
  ) throws(ClusterError) {
    guard !value.isEmpty, value.utf8.allSatisfy(isPlain), !value.hasPrefix("-") else {
      throw ClusterError(
        "'\(option)' must have letters, digits and '_-.,:+=/@[]*' only and not begin with '-': "
          + "'\(value)'")
    }
    if let rule = SlurmValue(rawValue: name), !rule.accepts(value) {
      throw ClusterError("'\(option)' must be \(rule.words), not '\(value)'")
    }
  }

  /// Adds an option as `sbatch` takes it.
  ///
  /// - Throws: ``ClusterError`` for a text that is no option, that would end its line, or that would
  ///   change what the launch itself sets.
  package mutating func add(word: String) throws(ClusterError) {
    guard word.hasPrefix("-"), word.utf8.count > 1, !word.hasPrefix("---"), word != "--" else {
      throw ClusterError(
        "'--sbatch' must be an option of sbatch, such as '--constraint=a100', not '\(word)'")
    }
    let isOneLine = word.unicodeScalars.allSatisfy {
      $0.value >= 0x20 && !(0x7F...0x9F ~= $0.value) && $0.value != 0x2028 && $0.value != 0x2029
    }
    guard isOneLine, !word.contains("'"), !word.contains("\\") else {
      throw ClusterError(
        "'--sbatch' must be one line without single quotes and backslashes, which sbatch reads in "
          + "its own way")
    }
    if let reason = SlurmOwnOption.reason(against: word) {
      throw ClusterError("'--sbatch \(word)' cannot be used: \(reason)")
    }
    further.append(word)
  }

  /// The comment lines that `sbatch` reads.
  var lines: [String] {
    options.map { "#SBATCH --\($0.name)=\($0.value)" } + further.map { "#SBATCH " + Self.word($0) }
  }

  /// The comment lines of the job that merges. It needs no accelerator and little time, so only
  /// where it may run and whom it tells matter.
  var mergeLines: [String] {
    let named = options.filter { ["partition", "account", "qos"].contains($0.name) }
      .map {
        Named(name: $0.name, value: $0.name == "partition" ? mergePartition ?? $0.value : $0.value)
      }
    let missing =
      named.contains { $0.name == "partition" }
      ? [] : mergePartition.map { [Named(name: "partition", value: $0)] } ?? []
    let told = further.filter { $0.hasPrefix("--mail-") || $0.hasPrefix("--reservation") }
    return (missing + named).map { "#SBATCH --\($0.name)=\($0.value)" }
      + told.map { "#SBATCH " + Self.word($0) }
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
}
