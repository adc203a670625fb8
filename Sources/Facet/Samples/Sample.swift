package import FacetConfiguration
package import FacetJSON
internal import FacetPlatform

/// One row of the input.
package struct Sample: Sendable {
  /// Its 0-based position in the file, regardless of the selection.
  package var index: Int
  /// The 1-based line on which it begins.
  var line: Int
  /// From the configured field, else the index as text.
  package var id: String
  /// The text to answer; `nil` if the row has no such field.
  var context: String?
  var reference: String?
  /// All fields of the row, unchanged.
  package var fields: JSONObject
  /// The number of identical samples earlier in the file.
  package var draw: Int
  /// The conversation to answer; `nil` if samples are texts, or if the row has no such field.
  var conversation: SampleConversation?
  /// Estimated tokens of the text or conversation to answer.
  var contextTokens: VocabularyTokens

  init(row: JSONObject, index: Int, line: Int, draw: Int, data: DataConfiguration) {
    self.index = index
    self.line = line
    self.draw = draw
    fields = row
    context = row[data.inputField].flatMap(Self.text)
    reference = row[data.referenceField].flatMap(Self.text)
    id = row[data.idField].flatMap(Self.text) ?? String(index)
    if let field = data.messagesField {
      conversation = row[field].flatMap { $0.isNull ? nil : SampleConversation($0) }
      contextTokens = conversation?.tokens ?? VocabularyTokens(nil)
    } else {
      contextTokens = VocabularyTokens(context)
    }
  }

  /// The text of a field as rendered by a template, or `nil` if the row lacks it.
  package func text(of name: String, data: DataConfiguration) -> String? {
    switch name {
    case "input": context ?? fields[name].flatMap(Self.text)
    case "reference": reference ?? fields[name].flatMap(Self.text)
    default: fields[name].flatMap(Self.text)
    }
  }

  /// A field as plain text; `null` counts as absent.
  private static func text(_ value: JSONValue) -> String? {
    value.isNull ? nil : PromptTemplate.fieldText(value)
  }

  /// The identity of a sample: the text to answer if there is one, else the whole row. A repeated
  /// text with different other fields is still a repeat.
  static func identity(of row: JSONObject, data: DataConfiguration) -> SHA256 {
    guard let input = row[data.inputField], case .string(let text) = input else {
      return SHA256(of: JSONValue.object(row).canonicalBytes)
    }
    return SHA256(of: Array(text.utf8))
  }
}
