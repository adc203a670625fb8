/// Advice for the reader of an error.
enum ErrorHint {
  static func hint(
    for error: ModelError, status: Int, body: ProviderErrorBody, endpoint: Endpoint,
    location: String?
  ) -> String? {
    let name = endpoint.provider.displayName
    switch error.kind {
    case .authentication:
      if status < 500, AccessWords.refusesRegion(ErrorText(body.words)) != nil {
        return error.concerns == .model
          ? "choose a model that \(name) offers in your region"
          : "\(name) refuses requests from your region, whatever the key"
      }
      if error.concerns == .model {
        return "accept the model's terms at \(name), or ask for access to it, then run again"
      }
      return authentication(status: status, endpoint: endpoint)
    case .quota:
      let isLimit =
        QuotaWords.finding(inNames: body.names) == .longLimit
        || QuotaWords.finding(in: ErrorText(body.words))?.finding == .longLimit
      return isLimit
        ? "a limit at \(name) is exhausted; run again after it resets"
        : "add credit or raise the spend limit at \(name), then run again"
    case .rateLimited: return "if this persists, lower 'limits' or 'max_concurrency'"
    case .overloaded: return nil
    case .contextLength:
      return status == 429
        ? "this request alone exceeds the limit of tokens per minute; shorten the sample or the prompt"
        : "shorten the sample or the prompt, lower 'max_tokens', or use a model with a larger context"
    case .refused: return "the provider's content policy blocks this prompt"
    case .invalidRequest:
      return invalidRequest(error, status: status, endpoint: endpoint, location: location)
    case .timeout, .network, .malformedResponse, .cancelled: return nil
    }
  }

  private static func authentication(status: Int, endpoint: Endpoint) -> String {
    guard let variable = endpoint.keyVariable ?? endpoint.provider.keyVariables.first else {
      return endpoint.key == nil
        ? "no key was sent; name its variable in 'api_key_env'" : "check the key that was sent"
    }
    if endpoint.key == nil { return "no key was sent; set \(variable)" }
    if status == 403 { return "check the permissions of the key in \(variable)" }
    return "check the key in \(variable)"
  }

  private static func invalidRequest(
    _ error: ModelError, status: Int, endpoint: Endpoint, location: String?
  ) -> String? {
    let name = endpoint.provider.displayName
    if error.concerns == .model {
      return endpoint.provider.name == "ollama"
        ? "pull the model first: ollama pull MODEL"
        : "check the model's name and that \(name) serves it"
    }
    switch status {
    case 300..<400:
      let there = location.map { "the server redirects to \($0.prefix { $0 != "?" }); " } ?? ""
      return there + "correct the base URL"
    case 404: return "check the model's name and the base URL"
    case 405, 406, 410, 421, 426: return "check the base URL"
    case 413:
      return error.concerns == .endpoint
        ? "raise the gateway's limit on the size of requests, or shorten the sample or the prompt"
        : "shorten the sample or the prompt"
    default: return nil
    }
  }
}
