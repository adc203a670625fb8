internal import FacetJSON

/// Adds to each hook in the code the line that made its value.
///
/// A template says `hook(means, …)`; its question says `hook(means, code_line="means =
/// numeric.mean()", name="means", …)`, so a reader of the recorded value sees how it was made.
enum HookLines {
  static func filled(_ code: String) throws(QuestionRecordError) -> String {
    var lines: [String] = []
    for line in code.split(separator: "\n", omittingEmptySubsequences: false) {
      let indent = line.prefix { $0 == " " }
      let call = line.dropFirst(indent.count)
      guard call.hasPrefix("hook(") else {
        lines.append(String(line))
        continue
      }
      let arguments = call.dropFirst("hook(".count)
      let name = arguments.prefix { $0 == "_" || $0.isLetter || $0.isNumber }
      let rest = arguments.dropFirst(name.count)
      guard !name.isEmpty, rest.hasPrefix(")") || rest.hasPrefix(", ") else {
        throw QuestionRecordError("'\(call)' must record a variable: hook(NAME, …)")
      }
      let source = lines.last { $0.drop { $0 == " " }.hasPrefix("\(name) = ") }
      guard let source else {
        throw QuestionRecordError("'\(call)' comes before any line that begins '\(name) = '")
      }
      let trimmed = String(source.drop { $0 == " " })
      lines.append(
        "\(indent)hook(\(name), code_line=\(PythonLiteral.text(of: .string(trimmed))), "
          + "name=\"\(name)\"\(rest)")
    }
    return lines.joined(separator: "\n")
  }
}
