internal import FacetJSON
internal import FacetModels

extension ConfigurationDecoder {
  /// Reads the `schema` of a score: a JSON Schema, or `{ "file": … }` that names one.
  mutating func scoreSchema(in object: ObjectReader) -> JSONSchema? {
    guard object["schema"] != nil else {
      report(
        .missingKey("schema", why: "it is the schema that the JSON must match"), at: object.origin)
      return nil
    }
    return answerSchema(in: object)?.format.schema
  }
}
