/// A model's text, read as a value of a schema.
package struct SchemaAnswer: Sendable, Hashable {
  /// The value, matching or not; `nil` for a text without one JSON value.
  package var value: JSONValue?
  /// What stood around the value and was passed over.
  package var wrapping: JSONReply.Wrapping?
  /// What is wrong with it; empty for an answer that matches.
  package var mismatches: [SchemaMismatch]
}

extension JSONSchema {
  /// Reads a model's text, without its thoughts, as a value of this schema.
  package func answer(in text: String) -> SchemaAnswer {
    do throws(JSONReplyMistake) {
      let reply = try JSONReply.read(text, onlyObjects: nodes[0].types == [.object])
      return SchemaAnswer(
        value: reply.value, wrapping: reply.wrapping, mismatches: mismatches(of: reply.value))
    } catch {
      return SchemaAnswer(
        value: nil, wrapping: nil,
        mismatches: [SchemaMismatch(path: "", sentence: error.sentence)])
    }
  }
}
