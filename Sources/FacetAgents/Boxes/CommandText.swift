internal import FacetBox

/// The report of a command to the model.
enum CommandText {
  /// - Parameters:
  ///   - limit: The time limit that the command had.
  ///   - outputLimit: The most characters of its output, which is cut in the middle.
  static func observation(
    of result: ConfinedResult, limit: Duration, outputLimit: Int
  ) -> Observation {
    let output = result.output
    // Of output that was cut while it was read, the first half ends where the second begins.
    let head = output.isCut ? Array(output.bytes.prefix(output.limit / 2)) : output.bytes
    var text = OutputCut.text(
      head: head, tail: Array(output.bytes.dropFirst(head.count)), total: output.total,
      limit: outputLimit)
    while text.unicodeScalars.last?.properties.isWhitespace == true {
      text.unicodeScalars.removeLast()
    }
    let note: String? =
      switch result.end {
      case .exited(0): text.isEmpty ? "(The command printed nothing.)" : nil
      case .exited(let status): "(exit status \(status))"
      case .signalled(let number): "(ended by signal \(number))"
      case .timedOut: "(stopped after \(Self.seconds(limit)) s)"
      case .exceeded(let bound): "(ended: it exceeded the limit of \(bound.rawValue))"
      }
    return Observation(
      [text, note ?? ""].filter { !$0.isEmpty }.joined(separator: "\n"),
      seconds: result.duration / .seconds(1), isError: !result.end.isSuccess)
  }

  private static func seconds(_ duration: Duration) -> String {
    let seconds = duration / .seconds(1)
    return seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
  }
}
