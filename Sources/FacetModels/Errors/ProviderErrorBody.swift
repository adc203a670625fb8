internal import FacetJSON

/// What a provider says about a failure, from any of the shapes that providers use.
struct ProviderErrorBody: Sendable, Hashable {
  /// The provider's words; empty when it said none.
  var message = ""
  var code: String?
  var type: String?
  var parameter: String?
  var requestID: String?
  /// Finer codes, and further texts that matter to what the failure is.
  var details: [String] = []
  /// How long the provider asks to wait, where its body says so, in the provider's notation.
  var retryDelay: String?
  /// Whether the provider lists reasons of moderation.
  var isModeration = false

  /// Everything that classification reads, in lower case.
  var searchText: String {
    ([code, type].compactMap(\.self) + details + [message]).joined(separator: "\n").lowercased()
  }

  /// The provider's code, or its type where the code only repeats a status.
  var name: String? {
    statusCode == nil ? code ?? type : type
  }

  /// The HTTP status that the body names, where it names one.
  var statusCode: Int? {
    guard let code, let number = Int(code), (400...599).contains(number) else { return nil }
    return number
  }

  /// Nothing said at all.
  init() {}

  /// Reads the body of a response that is an error.
  init(of body: [UInt8]) {
    self.init()
    if let value = try? ResponseJSON.value(of: body) {
      self.init(of: value)
    } else {
      message = PlainText.summary(of: body)
    }
  }

  /// Reads an error's JSON.
  init(of value: JSONValue) {
    self.init()
    switch value {
    case .array(let elements):
      if let first = elements.first(where: { $0["error"] != nil }) ?? elements.first {
        self.init(of: first)
      }
    case .object(let object): read(object)
    case .string(let text): message = text
    default: break
    }
  }

  /// Reads the error that a body of a successful response carries; `nil` when it carries none.
  init?(inSuccess value: JSONValue) {
    let body = value[0] ?? value
    let error = body["error"].flatMap(Self.saying)
    let isFlat = body["object"]?.string == "error" || body["type"]?.string == "error"
    let choiceError = body["choices"]?[0]?["error"].flatMap(Self.saying)
    if error != nil || isFlat {
      self.init(of: body)
    } else if let choiceError {
      self.init(of: .object(["error": choiceError]))
    } else {
      return nil
    }
  }

  /// The value of an `error`, or `nil` where it only says that there is none.
  private static func saying(_ error: JSONValue) -> JSONValue? {
    switch error {
    case .null, .bool(false), .string(""): nil
    case .object(let object) where object.isEmpty: nil
    default: error
    }
  }

  private mutating func read(_ object: JSONObject) {
    requestID = object["request_id"]?.string ?? object["x_groq"]?["id"]?.string
    switch object["error"] {
    case .object(let error)?: readFields(error)
    case .string(let text)?:
      message = text
      readCode(object["code"])
      type = object["type"]?.string
    default: readFlat(object)
    }
  }

  private mutating func readFlat(_ object: JSONObject) {
    if object["message"] != nil {
      readFields(object)
    } else if let detail = object["detail"] {
      readValidation(detail)
    } else if let errors = object["errors"]?.array {
      let texts = errors.compactMap { $0.string ?? $0["message"]?.string }
      message = texts.joined(separator: "; ")
      readCode(errors.first?["code"])
    }
  }

  private mutating func readFields(_ error: JSONObject) {
    parameter = error["param"]?.string
    readMessage(error["message"])
    readCode(error["code"])
    type = error["type"]?.string ?? error["status"]?.string
    if let metadata = error["metadata"]?.object { readMetadata(metadata) }
    if let inner = error["innererror"]?["code"]?.string { details.append(inner) }
    switch error["details"] {
    case .object(let fields)?:
      if let finer = fields["error_code"]?.string { details.append(finer) }
    case .array(let elements)?: for element in elements { readDetail(element) }
    default: break
    }
  }

  private mutating func readMessage(_ value: JSONValue?) {
    switch value {
    case .string(let text)?: message = text
    case .object(let object)?:
      if let detail = object["detail"] {
        readValidation(detail)
      } else {
        message = JSONValue.object(object).text
      }
    case .array?: if let value { readValidation(value) }
    default: break
    }
  }

  private mutating func readCode(_ value: JSONValue?) {
    switch value {
    case .string(let text)?:
      // One provider puts a sentence where others put a code.
      if text.contains(" ") { details.append(text) } else { code = text }
    case .number(let number)?: code = number.text
    default: break
    }
  }

  private mutating func readMetadata(_ metadata: JSONObject) {
    isModeration = metadata["reasons"]?.array?.isEmpty == false
    if let upstream = metadata["raw"]?.string, !upstream.isEmpty {
      let words = ProviderErrorBody(of: Array(upstream.utf8)).message
      if !words.isEmpty, words != message { message += ": \(words)" }
    }
  }

  /// Reads an element of Google's `details`.
  private mutating func readDetail(_ detail: JSONValue) {
    if let delay = detail["retryDelay"]?.string { retryDelay = delay }
    if let reason = detail["reason"]?.string { details.append(reason) }
    for violation in detail["violations"]?.array ?? [] {
      if let quota = violation["quotaId"]?.string { details.append(quota) }
    }
  }

  /// Reads what frameworks for servers say about a request that does not fit their schema.
  private mutating func readValidation(_ detail: JSONValue) {
    guard let mistakes = detail.array else {
      message = detail.string ?? detail["message"]?.string ?? detail.text
      return
    }
    var sentences: [String] = []
    for mistake in mistakes {
      let path = mistake["loc"]?.array?.compactMap { $0.string ?? $0.int.map(String.init) } ?? []
      let words = mistake["msg"]?.string ?? mistake.string ?? ""
      let place = path.drop { $0 == "body" }.joined(separator: ".")
      sentences.append(place.isEmpty ? words : "\(place): \(words)")
      if parameter == nil { parameter = path.first { $0 != "body" } }
      if let kind = mistake["type"]?.string { details.append(kind) }
    }
    message = sentences.joined(separator: "; ")
  }
}
