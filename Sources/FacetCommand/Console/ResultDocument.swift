internal import FacetJSON
internal import FacetPlatform

/// The JSON document that a command prints instead of text, also if the command fails.
enum ResultDocument {
  private struct State {
    var isWritten = false
    var errors: [String] = []
  }

  private static let state = Lock(State())

  /// Writes a document to standard output.
  ///
  /// - Returns: The error, if standard output did not take it.
  @discardableResult
  static func write(_ document: JSONValue) -> SystemError? {
    write(String(decoding: document.bytes(style: .indented), as: UTF8.self))
  }

  /// Writes the text of a document to standard output.
  @discardableResult
  static func write(_ text: String) -> SystemError? {
    state.withLock { $0.isWritten = true }
    return Terminal.write(text + "\n", as: .json, to: .standardOutput)
  }

  /// Writes documents to standard output, each on a line.
  static func writeLines(_ documents: [JSONValue]) {
    state.withLock { $0.isWritten = true }
    for document in documents {
      Terminal.write(
        String(decoding: document.line, as: UTF8.self), as: .exact, to: .standardOutput)
    }
  }

  /// Keeps an error message that was printed, for the document of a failed command.
  static func note(_ text: String) {
    guard text.contains("error: ") else { return }
    state.withLock { $0.errors.append(text) }
  }

  /// Writes the document of a failed command if its arguments ask for JSON and it printed none.
  ///
  /// - Parameter message: The error message, if it was not passed to ``note(_:)``.
  static func writeFailure(status: Int32, arguments: [String], message: String? = nil) {
    guard status != 0, arguments.prefix(while: { $0 != "--" }).contains("--json") else { return }
    let (isWritten, errors) = state.withLock { ($0.isWritten, $0.errors) }
    guard !isWritten else { return }
    write(failure(errors + [message].compactMap { $0 }, status: status))
  }

  /// The document of a failed command.
  static func failure(_ messages: [String], status: Int32) -> JSONValue {
    let lines = messages.flatMap { $0.split(whereSeparator: \.isNewline) }.map { line in
      String(line.hasPrefix("error: ") ? line.dropFirst("error: ".count) : line)
    }
    return [
      "ending": "failed", "exit_status": .number(JSONNumber(Int(status))),
      "error": .string(lines.joined(separator: "\n")),
      "errors": .array(lines.map { .string($0) }),
    ]
  }
}
