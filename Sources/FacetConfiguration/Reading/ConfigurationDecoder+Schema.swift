internal import FacetJSON
internal import FacetModels

extension ConfigurationDecoder {
  /// Reads `schema` and `repair` beside a prompt; `nil` for a prompt whose answer is text, and after
  /// a mistake.
  mutating func answerSchema(in object: ObjectReader) -> AnswerSchema? {
    let repairs = value("repair", in: object, .repairs)
    guard let node = object["schema"]?.value, !node.isNull else {
      if repairs.isPresent, let origin = object["repair"]?.keyOrigin {
        report(.repairWithoutSchema(), at: origin)
      }
      return nil
    }
    guard case .object(let members) = node.content else {
      report(
        .wrongValue(
          "schema", expected: "a JSON Schema or { \"file\": … }", found: node.kindDescription),
        at: node.origin)
      return nil
    }
    var schema: AnswerSchema?
    if let file = members.first(where: { $0.key == "file" }) {
      schema = fileSchema(file, members, at: node.origin)
    } else {
      schema = checked(node.located, at: node.origin) { mistake, decoder in
        decoder.place(
          of: ConfigurationNode.Origin(location: mistake.location, option: node.origin.option))
      }
    }
    if let count = repairs.value { schema?.repairs = count }
    return schema
  }

  /// Reads `{ "file": … }`.
  private mutating func fileSchema(
    _ file: ConfigurationNode.Member, _ members: [ConfigurationNode.Member],
    at origin: ConfigurationNode.Origin
  ) -> AnswerSchema? {
    if let other = members.first(where: { $0.key != "file" }) {
      report(.schemaBesideFile(other.key), at: other.keyOrigin)
      return nil
    }
    guard case .string(let path) = file.value.content, !path.isEmpty else {
      report(
        .wrongValue("file", expected: "a non-empty string", found: file.value.kindDescription),
        at: file.value.origin)
      return nil
    }
    guard let located = folders.locate(path) else {
      let places = folders.candidates(for: path).map(folders.display)
      report(.missingFile(path, lookedFor: places), at: file.value.origin)
      return nil
    }
    let value: LocatedValue
    let display = folders.display(located)
    do throws(FileProblem) {
      let text = try UserFile.text(at: located)
      do throws(JSONSyntaxError) {
        value = try ConfigurationJSON.value(of: text)
      } catch {
        report(
          Mistake(error.message), at: origin,
          pointingAt: SourcePlace(path: display, location: error.location))
        return nil
      }
    } catch {
      report(.unreadableFile(path, error), at: file.value.origin)
      return nil
    }
    var schema = checked(value, at: origin) { mistake, _ in
      SourcePlace(path: display, location: mistake.location)
    }
    schema?.file = path
    return schema
  }

  private mutating func checked(
    _ value: LocatedValue, at origin: ConfigurationNode.Origin,
    place: (SchemaMistake, ConfigurationDecoder) -> SourcePlace
  ) -> AnswerSchema? {
    do throws(SchemaMistakes) {
      return AnswerSchema(format: ResponseFormat(try JSONSchema(value)))
    } catch {
      for mistake in error.mistakes {
        report(.schema(mistake), at: origin, pointingAt: place(mistake, self))
      }
      return nil
    }
  }
}

extension ConfigurationNode {
  /// The value with its places in the file.
  fileprivate var located: LocatedValue {
    let content: LocatedValue.Content =
      switch self.content {
      case .null: .null
      case .bool(let bool): .bool(bool)
      case .number(let number): .number(number)
      case .string(let string): .string(string)
      case .array(let elements): .array(elements.map(\.located))
      case .object(let members):
        .object(
          members.map {
            LocatedMember(
              key: $0.key, keyLocation: $0.keyOrigin.location, value: $0.value.located)
          })
      }
    return LocatedValue(location: origin.location, content: content)
  }
}
