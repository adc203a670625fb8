internal import FacetModels

/// The operation that a request's method and path select.
enum Route: Equatable {
  /// A completion; some paths name the model.
  case completion(WireFormat, model: String?)
  case models(WireFormat)
  case statistics
  case reset
  case streaming
  case wrongMethod
  case unknown

  /// Reads a path by its end, so that any base URL works: `/v1`, `/openai/v1`, `/api/v1` or none.
  init(method: String, uri: String, speaksAnthropic: Bool) {
    let path = uri.prefix { $0 != "?" && $0 != "#" }
    let isPost = method == "POST"
    let isGet = method == "GET" || method == "HEAD"
    if path.hasSuffix("/chat/completions") {
      self = isPost ? .completion(.openAIChat, model: Self.deployment(in: path)) : .wrongMethod
    } else if path.hasSuffix("/messages") {
      self = isPost ? .completion(.anthropicMessages, model: nil) : .wrongMethod
    } else if path.hasSuffix(":streamGenerateContent") {
      self = .streaming
    } else if path.hasSuffix(":generateContent"), let model = Self.model(in: path) {
      self = isPost ? .completion(.geminiGenerateContent, model: model) : .wrongMethod
    } else if path.hasSuffix("/models") {
      guard isGet else {
        self = .wrongMethod
        return
      }
      let isGemini = path.hasSuffix("/v1beta/models")
      self = .models(
        isGemini ? .geminiGenerateContent : speaksAnthropic ? .anthropicMessages : .openAIChat)
    } else if path == "/stats" {
      self = isGet ? .statistics : .wrongMethod
    } else if path == "/reset" {
      self = isGet || isPost ? .reset : .wrongMethod
    } else {
      self = .unknown
    }
  }

  /// The model in `…/models/{model}:generateContent`.
  private static func model(in path: Substring) -> String? {
    let parts = path.split(separator: "/")
    guard let index = parts.lastIndex(where: { $0 == "models" || $0 == "tunedModels" }) else {
      return nil
    }
    let name = parts[(index + 1)...].joined(separator: "/").dropLast(":generateContent".count)
    return name.isEmpty ? nil : decoded(name)
  }

  /// The model in `…/deployments/{deployment}/chat/completions`.
  private static func deployment(in path: Substring) -> String? {
    guard path.contains("/deployments/") else { return nil }
    let parts = path.split(separator: "/")
    guard parts.count >= 4, parts[parts.count - 4] == "deployments" else { return nil }
    return decoded(parts[parts.count - 3])
  }

  private static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let code = UInt8(String(rest.prefix(2)) ?? "", radix: 16) {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
