internal import FacetHTTP
internal import FacetJSON

/// A provider's error, read from any of the shapes that providers use.
struct ProviderErrorBody: Sendable {
  /// The provider's words; empty if there are none.
  var message = ""
  var code: String?
  var type: String?
  var parameter: String?
  var requestID: String?
  /// More specific codes than ``code`` and ``type``.
  var details: [String] = []
  /// Further sentences, used to classify the failure but not shown.
  var sentences: [String] = []
  /// The words of the provider behind a proxy that quotes them as JSON.
  var upstream: String?
  /// Members that give a wait or a limit's reset time, by their names, letters only.
  var waits: [(name: String, value: JSONValue)] = []
  /// Response headers that the body repeats, as proxies do.
  var headers = HTTPHeaders()
  /// Whether the provider lists moderation reasons.
  var isModeration = false
  /// Whether the body is a web page.
  var isPage = false

  /// Codes and types, including the more specific ones.
  var names: [String] { [code, type].compactMap(\.self) + details }

  /// All words.
  var words: String {
    ([upstream ?? message] + sentences).filter { !$0.isEmpty }.joined(separator: ". ")
  }

  /// The provider's code, or its type if the code only repeats a status.
  var name: String? {
    statusCode == nil ? code ?? type : type
  }

  /// The HTTP status in the body, if any.
  var statusCode: Int? {
    guard let code, let number = Int(code), (400...599).contains(number) else { return nil }
    return number
  }

  /// An empty error.
  init() {}

  /// Reads the body of an error response.
  init(of body: [UInt8]) {
    self.init()
    if let value = try? ResponseJSON.value(of: body) {
      self.init(of: value)
    } else {
      message = PlainText.summary(of: body)
      isPage = PlainText.isHTML(body)
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

  private mutating func read(_ object: JSONObject) {
    requestID = object["request_id"]?.string ?? object["x_groq"]?["id"]?.string
    switch object["error"] ?? object["Error"] ?? object["Response"]?["Error"] {
    case .object(let error)?:
      readFields(error)
      // Some providers put the code next to the object.
      if code == nil { readCode(object["code"]) }
    case .string(let text)? where !text.isEmpty:
      message = text
      readCode(object["code"])
      type = object["type"]?.string ?? object["error_type"]?.string
      // `{"error": "invalid_request", "error_description": "…"}`
      if let words = Self.words(of: object, Self.descriptionKeys), !words.isEmpty {
        if !text.contains(" ") { details.append(text) }
        message = text.contains(" ") ? "\(text): \(words)" : words
      }
    default: readFlat(object)
    }
    readWaits(.object(object), depth: 0)
    message = Self.cut(message)
    upstream = Self.upstream(in: message)
    // Nothing but the quoted JSON: its words are the message.
    if message.hasPrefix("{"), let words = upstream { (message, upstream) = (words, nil) }
  }

  private mutating func readFlat(_ object: JSONObject) {
    for key in Self.nestedKeys {
      guard let inner = object[key]?.object else { continue }
      readFields(inner["error"]?.object ?? inner)
      if key == "base_resp", let code { details.append("base_resp:\(code)") }
      return
    }
    if object["message"] != nil || Self.words(of: object, Self.messageKeys) != nil {
      readFields(object)
    } else if let detail = object["detail"] {
      switch detail {
      case .object(let fields) where fields["loc"] == nil:
        read(fields["error"]?.object.map { ["error": .object($0)] } ?? fields)
        if message.isEmpty { message = detail.text }
      default: readValidation(detail)
      }
      readCode(object["code"] ?? object["error_code"])
      if let title = object["title"]?.string { sentences.append(title) }
    } else if let errors = object["errors"]?.array {
      let texts = errors.compactMap { $0.string ?? $0["message"]?.string }
      message = texts.joined(separator: "; ")
      readCode(errors.first?["code"])
    } else if let title = object["title"]?.string {
      message = title
    } else {
      readCode(Self.code(of: object))
    }
  }

  private mutating func readFields(_ error: JSONObject) {
    parameter = error["param"]?.string
    readMessage(error["message"])
    if message.isEmpty {
      message = Self.words(of: error, Self.messageKeys + Self.descriptionKeys) ?? ""
    }
    readCode(Self.code(of: error))
    type = error["type"]?.string ?? error["status"]?.string ?? error["error_type"]?.string
    if let metadata = error["metadata"]?.object { readMetadata(metadata) }
    if let reason = error["reason"]?.string, !reason.contains(" ") { details.append(reason) }
    if let inner = error["innererror"]?["code"]?.string { details.append(inner) }
    switch error["details"] {
    case .object(let fields)?:
      if let finer = fields["error_code"]?.string { details.append(finer) }
    case .array(let elements)?: for element in elements { readDetail(element) }
    default: break
    }
    if message.isEmpty, let detail = error["detail"] { readValidation(detail) }
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
    case .string(let text)? where !text.isEmpty:
      // One provider puts a sentence in the place of a code.
      if text.contains(" ") { sentences.append(Self.cut(text)) } else { code = text }
    case .number(let number)?: code = number.text
    default: break
    }
  }

  private mutating func readMetadata(_ metadata: JSONObject) {
    isModeration = metadata["reasons"]?.array?.isEmpty == false
    if let upstream = metadata["raw"]?.string, !upstream.isEmpty {
      let body = ProviderErrorBody(of: Array(upstream.utf8))
      if !body.message.isEmpty, body.message != message { message += ": \(body.message)" }
      details += body.names.filter { $0 != code }
      waits += body.waits
    }
  }

  /// Reads an element of Google's `details`.
  private mutating func readDetail(_ detail: JSONValue) {
    if let reason = detail["reason"]?.string { details.append(reason) }
    for violation in detail["violations"]?.array ?? [] {
      if let quota = violation["quotaId"]?.string { details.append(quota) }
    }
  }

  /// Reads server frameworks' reports of a request that does not fit their schema.
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

extension ProviderErrorBody {
  /// The keys of providers' messages.
  private static let messageKeys = [
    "message", "msg", "error_msg", "errorMessage", "error_message", "errmsg", "err_msg",
    "errorMsg", "status_msg", "statusMessage", "Message", "faultstring",
    "reason",
  ]

  private static let descriptionKeys = ["error_description", "description", "detail"]

  private static let codeKeys = [
    "code", "error_code", "errorCode", "errcode", "err_code", "status_code", "statusCode", "Code",
  ]

  /// The names of objects that contain the error.
  static let nestedKeys = [
    "base_resp", "baseResp", "fault", "err", "errorInfo", "external_model_message",
  ]

  /// The first string among the given members.
  static func words(of object: JSONObject, _ keys: [String]) -> String? {
    keys.lazy.compactMap { object[$0]?.string }.first { !$0.isEmpty }
  }

  /// The first code among the members that contain one.
  static func code(of object: JSONObject) -> JSONValue? {
    codeKeys.lazy.compactMap { object[$0] }.first { $0.string != nil || $0.number != nil }
  }

  /// Longer texts are cut before any search.
  private static let longestText = 8192

  private static func cut(_ text: String) -> String {
    guard text.utf8.count > longestText else { return text }
    return String(decoding: Array(text.utf8.prefix(longestText)), as: UTF8.self)
  }

  /// The words in JSON that a proxy quotes after its own: `SomeException - {"error": …}`.
  private static func upstream(in message: String) -> String? {
    let bytes = Array(message.utf8.prefix(longestText))
    guard let start = bytes.firstIndex(of: UInt8(ascii: "{")), start < 160,
      let end = bytes.lastIndex(of: UInt8(ascii: "}")), end > start,
      !bytes[..<start].dropLast().contains(where: { "'\"`".utf8.contains($0) }),
      let value = try? ResponseJSON.value(of: Array(bytes[start...end]))
    else { return nil }
    let words = ProviderErrorBody(of: value).message
    return words.isEmpty ? nil : words
  }

  /// Collects members that give a wait, and headers that the body repeats.
  private mutating func readWaits(_ value: JSONValue, depth: Int) {
    guard depth < 5 else { return }
    switch value {
    case .array(let elements):
      for element in elements.prefix(20) { readWaits(element, depth: depth + 1) }
    case .object(let object):
      for member in object.members.prefix(50) {
        let name = member.key.lowercased().filter(\.isLetter)
        if name.hasSuffix("headers"), let fields = member.value.object {
          for field in fields.members {
            let text = field.value.string ?? field.value.number?.text ?? field.value[0]?.string
            if let text { headers.append(name: field.key, value: text) }
          }
        } else if RetryDelay.isWait(name) {
          waits.append((name, member.value))
        } else {
          readWaits(member.value, depth: depth + 1)
        }
      }
    default: break
    }
  }
}
