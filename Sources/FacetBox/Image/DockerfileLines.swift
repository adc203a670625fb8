/// Joins the continued lines of a Dockerfile, and leaves out its comments.
struct DockerfileLines {
  private var lines: [Substring]
  private var index = 0

  init(_ text: String) {
    lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
  }

  /// The next instruction with the line where it begins; nil at the end.
  ///
  /// - Throws: ``Dockerfile/Mistake`` for a here-document or another escape character.
  mutating func next() throws(Dockerfile.Mistake) -> (line: Int, text: String)? {
    var text = ""
    var start = 0
    while index < lines.count {
      let line = lines[index]
      index += 1
      let trimmed = line.trimmed
      if trimmed.hasPrefix("#") {
        let directive = trimmed.dropFirst().filter { !$0.isWhitespace }.lowercased()
        if start == 0, directive.hasPrefix("escape=`") {
          throw Dockerfile.Mistake(
            line: index, reason: "boxes do not follow another escape character")
        }
        continue
      }
      if trimmed.isEmpty { continue }
      if start == 0 { start = index }
      guard trimmed.hasSuffix("\\") else {
        text += line.trimmedEnd
        try refuseHereDocument(text, line: start)
        return (start, text.trimmed)
      }
      text += line.trimmedEnd.dropLast()
    }
    guard start > 0 else { return nil }
    return (start, text.trimmed)
  }

  private func refuseHereDocument(_ text: String, line: Int) throws(Dockerfile.Mistake) {
    guard text.trimmed.uppercased().hasPrefix("RUN"), !HereDocuments(in: text).ends.isEmpty else {
      return
    }
    throw Dockerfile.Mistake(
      line: line, reason: "boxes do not follow a here-document; put it into a file and COPY it")
  }
}

extension StringProtocol {
  fileprivate var trimmedEnd: String {
    var text = self[...]
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
