/// A prompt with `{{name}}`s, read once and filled for each sample.
package struct PromptTemplate: Sendable, Hashable {
  /// A name that a sample lacks.
  package struct MissingName: Error, Sendable, Hashable {
    package var name: String
  }

  private enum Segment: Sendable, Hashable {
    case literal(String)
    case name(String)
  }

  /// The names in the order of their first use.
  package let names: [String]
  /// The first offset of each name, in UTF-8 bytes.
  package let offsets: [String: Int]
  private let segments: [Segment]

  /// Whether a text is a template, that is, contains a `{{name}}`.
  package static func isTemplate(_ text: String) -> Bool {
    TemplateScanner(text).isTemplate
  }

  /// Reads a text as a template.
  ///
  /// - Throws: The first tag that is not a name.
  package init(_ text: String) throws(TemplateFault) {
    let scanner = TemplateScanner(text)
    if let fault = scanner.faults.first { throw fault }
    var names: [String] = []
    var offsets: [String: Int] = [:]
    for tag in scanner.tags where offsets[tag.name] == nil {
      names.append(tag.name)
      offsets[tag.name] = tag.range.lowerBound
    }
    self.names = names
    self.offsets = offsets
    segments = Self.segments(of: text, tags: scanner.tags)
  }

  /// Joins texts and templates into one template.
  ///
  /// - Parameter fixed: Texts in place of names.
  init(joining parts: [Prompt.Content], fixed: [String: String]) {
    var segments: [Segment] = []
    for part in parts {
      switch part {
      case .instruction(let text): segments.append(.literal(text))
      case .template(let template):
        segments += template.segments.map { segment in
          guard case .name(let name) = segment, let text = fixed[name] else { return segment }
          return .literal(text)
        }
      }
    }
    self.segments = segments
    var names: [String] = []
    for case .name(let name) in segments where !names.contains(name) { names.append(name) }
    self.names = names
    offsets = [:]
  }

  /// The name that is all of the template; `nil` if there is anything beside it.
  package var soleName: String? {
    if segments.count == 1, case .name(let name) = segments[0] { name } else { nil }
  }

  /// Fills the template; field values are inserted literally and never read as templates.
  ///
  /// - Parameter field: Returns the text of a field by name, or `nil` if there is none.
  package func render(
    _ field: (String) -> String?
  ) throws(MissingName) -> String {
    var text = ""
    for segment in segments {
      switch segment {
      case .literal(let literal): text += literal
      case .name(let name):
        guard let value = field(name) else { throw MissingName(name: name) }
        text += value
      }
    }
    return text
  }

  /// The literals and names of a text, in order.
  private static func segments(of text: String, tags: [TemplateScanner.Tag]) -> [Segment] {
    let bytes = Array(text.utf8)
    var segments: [Segment] = []
    func appendLiteral(_ range: Range<Int>) {
      if !range.isEmpty { segments.append(.literal(String(decoding: bytes[range], as: UTF8.self))) }
    }
    var position = 0
    for tag in tags {
      appendLiteral(position..<tag.range.lowerBound)
      segments.append(.name(tag.name))
      position = tag.range.upperBound
    }
    appendLiteral(position..<bytes.count)
    return segments
  }
}
