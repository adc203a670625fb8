import FacetJSON
import FacetModels
import FacetRehearsal

/// A request in a wire format, ready to be sent.
struct RehearsalRequest {
  var path: String
  var headers: [(String, String)] = []
  var body: JSONValue

  /// One user message in a format.
  init(
    _ format: WireFormat = .openAIChat, _ message: String = "The harbour was quiet at dawn.",
    model: String = "some-model", maxTokens: Int? = nil
  ) {
    switch format {
    case .openAIChat:
      path = "/v1/chat/completions"
      var object: JSONObject = [
        "model": .string(model), "messages": [["role": "user", "content": .string(message)]],
      ]
      if let maxTokens { object["max_tokens"] = .number(JSONNumber(maxTokens)) }
      body = .object(object)
    case .anthropicMessages:
      path = "/v1/messages"
      headers = [("anthropic-version", "2023-06-01")]
      body = [
        "model": .string(model), "max_tokens": .number(JSONNumber(maxTokens ?? 4000)),
        "messages": [["role": "user", "content": .string(message)]],
      ]
    case .geminiGenerateContent:
      path = "/v1beta/models/\(model):generateContent"
      var object: JSONObject = [
        "contents": [["role": "user", "parts": [["text": .string(message)]]]]
      ]
      if let maxTokens {
        object["generationConfig"] = ["maxOutputTokens": .number(JSONNumber(maxTokens))]
      }
      body = .object(object)
    }
  }

  func with(_ name: String, _ value: String) -> RehearsalRequest {
    var request = self
    request.headers.append((name, value))
    return request
  }

  func with(fault: RehearsalFault) -> RehearsalRequest { with("x-facet-fault", fault.rawValue) }

  subscript(key: String) -> JSONValue? {
    get { body[key] }
    set {
      guard var object = body.object else { return }
      object[key] = newValue
      body = .object(object)
    }
  }

  var bytes: [UInt8] { bytes(host: "127.0.0.1") }

  func bytes(host: String) -> [UInt8] {
    let body = body.bytes()
    var head = "POST \(path) HTTP/1.1\r\nHost: \(host)\r\nContent-Length: \(body.count)\r\n"
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    return Array((head + "\r\n").utf8) + body
  }
}

extension RehearsalServer {
  /// Sends a request on a connection of its own.
  func response(to request: RehearsalRequest) -> RawResponse? {
    let connection = RawConnection(port: port)
    connection.send(request.bytes)
    return connection.response()
  }

  func response(get path: String, headers: String = "") -> RawResponse? {
    let connection = RawConnection(port: port)
    connection.send("GET \(path) HTTP/1.1\r\nHost: localhost:\(port)\r\n\(headers)\r\n")
    return connection.response()
  }
}

extension RawResponse {
  /// The text of an answer in a wire format.
  func answer(_ format: WireFormat) -> String? {
    switch format {
    case .openAIChat: json?["choices"]?[0]?["message"]?["content"]?.string
    case .anthropicMessages: json?["content"]?[0]?["text"]?.string
    case .geminiGenerateContent:
      json?["candidates"]?[0]?["content"]?["parts"]?[0]?["text"]?.string
    }
  }

  func finishReason(_ format: WireFormat) -> String? {
    switch format {
    case .openAIChat: json?["choices"]?[0]?["finish_reason"]?.string
    case .anthropicMessages: json?["stop_reason"]?.string
    case .geminiGenerateContent: json?["candidates"]?[0]?["finishReason"]?.string
    }
  }

  func completionTokens(_ format: WireFormat) -> Int? {
    switch format {
    case .openAIChat: json?["usage"]?["completion_tokens"]?.int
    case .anthropicMessages: json?["usage"]?["output_tokens"]?.int
    case .geminiGenerateContent: json?["usageMetadata"]?["candidatesTokenCount"]?.int
    }
  }
}
