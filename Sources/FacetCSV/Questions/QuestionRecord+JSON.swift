package import FacetJSON

extension QuestionRecord {
  /// The record as stored in `questions.json`: published keys are always present, null if unknown.
  package var json: JSONValue {
    var object: JSONObject = [
      "id": .string(id), "source": .string(source.rawValue), "dataset": .string(dataset),
      "question_text": Self.text(questionText),
      "question_mechanical": Self.text(questionMechanical), "hint": Self.text(hint),
      "steps": Self.texts(steps), "n_steps": stepCount.map { .number(JSONNumber($0)) } ?? .null,
      "difficulty": Self.text(difficulty?.rawValue), "category": Self.text(category),
      "tags": Self.texts(tags), "template_name": Self.text(templateName),
      "template_params": .object(templateParameters), "code": Self.text(code),
      "code_hash": code.map { .string(Self.digest($0)) } ?? .null,
      "alternative_codes": Self.texts(alternativeCodes),
      "hooks": .array(hooks.map(\.json)), "output_type": Self.text(outputType),
      "output_schema": Self.text(outputSchema), "ground_truth": groundTruth ?? .null,
      "ground_truth_hash": Self.text(groundTruthHash),
      "ground_truth_hashes": Self.texts(groundTruthHashes),
      "ground_truths": .array(groundTruths),
      "dataset_description": Self.text(datasetDescription), "csv_source": Self.text(csvSource),
      "csv_sha256": Self.text(csvSHA256), "csv_reading": .object(csvReading),
    ]
    for member in other.members { object[member.key] = member.value }
    return .object(object)
  }

  private static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
  private static func texts(_ values: [String]) -> JSONValue {
    .array(values.map { .string($0) })
  }

  /// Reads a record; missing members become nil or empty, except the three required names.
  package init(json: JSONValue) throws(QuestionRecordError) {
    guard let object = json.object else {
      throw QuestionRecordError("a question must be an object, not \(json.kindDescription)")
    }
    var members = RecordMembers(rest: object)
    let name = try members.needed("source")
    guard let source = Source(rawValue: name) else {
      let known = Source.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw QuestionRecordError("'source' must be one of \(known), not '\(name)'")
    }
    self.init(id: try members.needed("id"), source: source, dataset: try members.needed("dataset"))
    questionText = try members.text("question_text")
    questionMechanical = try members.text("question_mechanical")
    hint = try members.text("hint")
    steps = try members.texts("steps")
    stepCount = members.take("n_steps")?.int
    if let name = try members.text("difficulty") {
      guard let known = Difficulty(name: name) else {
        throw QuestionRecordError(
          "'difficulty' must be EASY, MEDIUM, HARD or VERY_HARD, not '\(name)'")
      }
      difficulty = known
    }
    category = try members.text("category")
    tags = try members.texts("tags")
    templateName = try members.text("template_name")
    templateParameters = members.take("template_params")?.object ?? [:]
    code = try members.text("code")
    _ = members.take("code_hash")
    alternativeCodes = try members.texts("alternative_codes")
    for hook in members.take("hooks")?.array ?? [] {
      guard let hook = CodeHook(json: hook) else {
        throw QuestionRecordError("a hook needs 'variable_name'")
      }
      hooks.append(hook)
    }
    outputType = try members.text("output_type")
    if let schema = members.take("output_schema") { outputSchema = schema.string ?? schema.text }
    groundTruth = members.take("ground_truth")
    groundTruthHash = try members.text("ground_truth_hash")
    groundTruthHashes = try members.texts("ground_truth_hashes")
    groundTruths = members.take("ground_truths")?.array ?? []
    datasetDescription = try members.text("dataset_description")
    csvSource = try members.text("csv_source")
    csvSHA256 = try members.text("csv_sha256")
    csvReading = members.take("csv_reading")?.object ?? [:]
    other = members.rest
  }
}

/// Takes a record's members one by one; what is left are unknown ones.
private struct RecordMembers {
  var rest: JSONObject

  mutating func take(_ key: String) -> JSONValue? {
    guard let value = rest[key] else { return nil }
    rest[key] = nil
    return value.isNull ? Optional.none : value
  }

  mutating func needed(_ key: String) throws(QuestionRecordError) -> String {
    guard let value = take(key) else { throw QuestionRecordError("a question needs '\(key)'") }
    guard let text = value.string, !text.isEmpty else {
      throw QuestionRecordError("'\(key)' must be a text, not \(value.kindDescription)")
    }
    return text
  }

  mutating func text(_ key: String) throws(QuestionRecordError) -> String? {
    guard let value = take(key) else { return nil }
    guard let text = value.string else {
      throw QuestionRecordError("'\(key)' must be a text, not \(value.kindDescription)")
    }
    return text
  }

  mutating func texts(_ key: String) throws(QuestionRecordError) -> [String] {
    guard let value = take(key) else { return [] }
    let texts = value.array?.compactMap(\.string)
    guard let texts, texts.count == value.array?.count else {
      throw QuestionRecordError("'\(key)' must be a list of texts")
    }
    return texts
  }
}

/// A flaw in a question record or its file.
package struct QuestionRecordError: Error, Sendable, Equatable, CustomStringConvertible {
  package var description: String

  package init(_ description: String) {
    self.description = description
  }
}
