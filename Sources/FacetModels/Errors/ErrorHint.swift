/// What a reader can do about an error.
enum ErrorHint {
  static func hint(
    kind: ModelError.Kind, status: Int, text: String, endpoint: Endpoint, location: String?
  ) -> String? {
    let name = endpoint.provider.displayName
    switch kind {
    case .authentication: return authentication(status: status, text: text, endpoint: endpoint)
    case .quota:
      return text.contains("perday")
        ? "a daily limit of \(name) is used up; run again after it resets"
        : "add credit or raise the spend limit at \(name), then run again"
    case .rateLimited: return "lower 'limits' or 'max_concurrency' if this goes on"
    case .overloaded: return nil
    case .contextLength:
      return
        "shorten the sample or the prompt, lower 'max_tokens', or use a model with a larger context"
    case .refused: return "the provider's content policy blocks this prompt"
    case .invalidRequest:
      return invalidRequest(status: status, text: text, endpoint: endpoint, location: location)
    case .timeout, .network, .malformedResponse, .cancelled: return nil
    }
  }

  private static func authentication(status: Int, text: String, endpoint: Endpoint) -> String {
    guard let variable = endpoint.keyVariable ?? endpoint.provider.keyVariables.first else {
      return endpoint.key == nil
        ? "no key was sent; name its variable in 'api_key_env'" : "check the key that was sent"
    }
    if endpoint.key == nil { return "no key was sent; set \(variable)" }
    if status == 403 { return "check what the key in \(variable) may use" }
    return "check the key in \(variable)"
  }

  private static func invalidRequest(
    status: Int, text: String, endpoint: Endpoint, location: String?
  ) -> String? {
    switch status {
    case 300..<400:
      return location.map {
        "the server redirects to \($0.prefix { $0 != "?" }); correct the base URL"
      }
        ?? "correct the base URL"
    case 404:
      if endpoint.provider.name == "ollama" { return "pull the model first: ollama pull MODEL" }
      return text.contains("model") || text.contains("deployment")
        ? "check the model's name and that \(endpoint.provider.displayName) serves it"
        : "check the model's name and the base URL"
    case 405: return "check the base URL"
    case 413: return "shorten the sample or the prompt"
    case 429: return "this request alone is larger than the limit of tokens per minute"
    default: return nil
    }
  }
}
