internal import FacetJSON

/// A prompt and the model beside it, before inheritance.
struct WrittenStep {
  var prompt: Prompt
  var model: WrittenModel?
  var schema: AnswerSchema?
}

extension ConfigurationDecoder {
  /// Reads a prompt: a string, `{ "text": … }` or `{ "file": … }`, the latter two with a
  /// `model_config` and a `schema` if the table of keys allows them.
  mutating func step(
    _ key: String, in parent: ObjectReader, keys: KeyTable
  ) -> WrittenStep? {
    guard let node = parent[key]?.value, !node.isNull else { return nil }
    switch node.content {
    case .string(let text):
      guard !text.allSatisfy(\.isWhitespace) else {
        report(.emptyPrompt(key), at: node.origin)
        return nil
      }
      return prompt(text, at: node).map { WrittenStep(prompt: $0) }
    case .object:
      guard let object = object(key, in: parent, keys: keys) else { return nil }
      let model = keys.known.contains("model_config") ? model(in: object) : nil
      let schema = keys.known.contains("schema") ? answerSchema(in: object) : nil
      return prompt(object, named: key).map {
        WrittenStep(prompt: $0, model: model, schema: schema)
      }
    default:
      report(
        .wrongValue(key, expected: "a string or an object", found: node.kindDescription),
        at: node.origin)
      return nil
    }
  }

  /// Reads the `model_config` of a perspective or a step.
  mutating func model(in object: ObjectReader) -> WrittenModel? {
    self.object("model_config", in: object, keys: .model).map {
      model($0, isComplete: false)
    }
  }

  private mutating func prompt(_ object: ObjectReader, named name: String) -> Prompt? {
    let text = value("text", in: object, .string)
    let file = value("file", in: object, .nonEmptyString)
    switch (object["text"], object["file"]) {
    case (let member?, nil):
      guard let text = text.value else { return nil }
      guard !text.allSatisfy(\.isWhitespace) else {
        report(.emptyPrompt(name), at: member.value.origin)
        return nil
      }
      let location = member.value.origin.location
      return Prompt(content: .instruction(text), text: text, location: location)
    case (nil, let member?):
      return file.value.flatMap { prompt(file: $0, at: member.value.origin) }
    default:
      report(.textOrFile(name), at: object.origin)
      return nil
    }
  }

  /// A text of the configuration as a prompt: a template if it has a `{{name}}`.
  mutating func prompt(_ text: String, at node: ConfigurationNode) -> Prompt? {
    let places = self
    return prompt(
      Prompt(content: .instruction(text), text: text, location: node.origin.location),
      at: node.origin
    ) { offset in
      places.place(ofByte: offset, in: node)
    }
  }

  /// The place of a byte of a string's decoded text.
  func place(ofByte offset: Int, in node: ConfigurationNode) -> SourcePlace {
    var place = place(of: node.origin)
    guard node.origin.option == nil else { return place }
    place.location = StringLiteral(in: source, at: node.origin.location).location(ofByte: offset)
    return place
  }

  mutating func prompt(
    file: String, at origin: ConfigurationNode.Origin
  ) -> Prompt? {
    guard let located = folders.locate(file) else {
      let places = folders.candidates(for: file).map(folders.display)
      report(.missingFile(file, lookedFor: places), at: origin)
      return nil
    }
    let text: String
    do throws(FileProblem) {
      text = try UserFile.text(at: located)
    } catch {
      report(.unreadableFile(file, error), at: origin)
      return nil
    }
    guard !text.allSatisfy(\.isWhitespace) else {
      report(.emptyPromptFile(file), at: origin)
      return nil
    }
    let display = folders.display(located)
    return prompt(
      Prompt(content: .instruction(text), text: text, file: file, location: origin.location),
      at: origin
    ) { offset in
      SourcePlace(path: display, location: SourceLocation(ofByte: offset, in: text))
    }
  }

  /// Turns a prompt into a template if its text is one.
  private mutating func prompt(
    _ prompt: Prompt, at origin: ConfigurationNode.Origin, place: (Int) -> SourcePlace
  ) -> Prompt? {
    guard PromptTemplate.isTemplate(prompt.text) else { return prompt }
    var prompt = prompt
    do throws(TemplateFault) {
      let template = try PromptTemplate(prompt.text)
      prompt.content = .template(template)
      prompt.namePlaces = template.offsets.mapValues(place)
      return prompt
    } catch {
      report(.tag(error.kind), at: origin, pointingAt: place(error.offset))
      return nil
    }
  }
}

extension SourceLocation {
  /// The place of a byte of a text.
  init(ofByte offset: Int, in text: String) {
    self.init(line: 1, column: 1)
    for byte in text.utf8.prefix(offset) {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
  }
}
