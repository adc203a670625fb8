internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform

/// A text, or a JSON value, that a scorer compares.
struct ExtractedText: Sendable {
  var text: String
  /// The value, if it was read as JSON.
  var value: JSONValue?

  init(_ text: String) {
    self.text = text
  }

  init(_ value: JSONValue) {
    text = PromptTemplate.fieldText(value)
    self.value = value
  }

  /// The part of the text that an extraction names.
  func part(_ extraction: Extraction) throws(Unscored) -> ExtractedText {
    switch extraction {
    case .none: return self
    case .json(let path): return try json(path)
    case .boxed: return try found(BoxedText.last(in: text))
    case .lastNumber: return try found(NumberText.last(in: text).map { String($0.text) })
    case .fence(let language): return try found(FencedBlock.last(of: language, in: text))
    case .sql: return try found(SQLText.query(in: text))
    case .tag(let name): return try found(TaggedText.last(name, in: text))
    case .pattern(let pattern): return try match(of: pattern)
    }
  }

  private func found(_ text: String?) throws(Unscored) -> ExtractedText {
    guard let text, !text.allSatisfy(\.isWhitespace) else { throw Unscored(.noExtract) }
    return ExtractedText(text)
  }

  private func json(_ path: [String]) throws(Unscored) -> ExtractedText {
    guard var value = self.value ?? json else { throw Unscored(.noExtract) }
    for name in path {
      guard let member = value[name] ?? Int(name).flatMap({ value[$0] }) else {
        throw Unscored(.noExtract)
      }
      value = member
    }
    return ExtractedText(value)
  }

  private func match(of pattern: TextPattern) throws(Unscored) -> ExtractedText {
    let match: TextMatch?
    do throws(TextPatternOverrun) {
      match = try pattern.lastMatch(in: text)
    } catch {
      throw Unscored(.tooLong)
    }
    return try found(match.map { $0.groups.first.flatMap { $0 } ?? $0.text })
  }

  /// The one value of the text; brackets in prose are words if there is none otherwise.
  private var json: JSONValue? {
    let reply = (try? JSONReply.read(text)) ?? (try? JSONReply.read(text, onlyObjects: true))
    return reply?.value
  }
}
