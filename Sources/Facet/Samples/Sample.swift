internal import FacetConfiguration
package import FacetJSON
internal import FacetPlatform

/// One row of the input.
package struct Sample: Sendable {
  /// Its place in the file, 0-based, whatever was selected.
  package var index: Int
  /// The line that it begins on, 1-based.
  var line: Int
  /// From the configured field, else the index as text.
  package var id: String
  /// The text to answer; `nil` where the row has no such field.
  var context: String?
  var reference: String?
  /// All fields of the row, as they stand.
  package var fields: JSONObject
  /// How many identical samples stand earlier in the file.
  package var draw: Int
  /// Estimated tokens of the text to answer.
  var contextTokens: VocabularyTokens

  init(row: JSONObject, index: Int, line: Int, draw: Int, data: DataConfiguration) {
    self.index = index
    self.line = line
    self.draw = draw
    fields = row
    context = row[data.inputField].flatMap(Self.text)
    reference = row[data.referenceField].flatMap(Self.text)
    id = row[data.idField].flatMap(Self.text) ?? String(index)
    contextTokens = VocabularyTokens(context)
  }

  /// The text of a field as a template renders it, or `nil` where the row lacks it.
  func text(of name: String, data: DataConfiguration) -> String? {
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

  /// What makes two rows the same sample: the text to answer where there is one, else the whole
  /// row. Fields that merely accompany a text do not make a repeated sentence another one.
  static func identity(of row: JSONObject, data: DataConfiguration) -> SHA256 {
    guard let input = row[data.inputField], case .string(let text) = input else {
      return SHA256(of: JSONValue.object(row).canonicalBytes)
    }
    return SHA256(of: Array(text.utf8))
  }
}
