internal import FacetHTTP
internal import FacetJSON
package import FacetModels
internal import FacetPlatform

/// Asks an endpoint whether it serves a model.
package struct EndpointProbe: Sendable {
  /// The endpoint's reply.
  package enum Finding: Sendable {
    /// The address answers, the key is accepted and the model is served.
    case served
    /// The key is accepted; the list of models, which may be incomplete, lacks this one.
    case notListed(nearest: String?)
    case failed(ModelError)
  }

  package var model: String
  package var provider: String
  package var baseURL: String
  package var finding: Finding
}

extension EndpointProbe {
  /// Asks an endpoint for its list of models and looks for one in it.
  static func finding(
    for model: String, at endpoint: Endpoint, _ http: HTTPClient
  ) async -> Finding {
    let request = endpoint.wireFormat.modelListRequest(
      at: endpoint, deadlines: HTTPDeadlines(total: .seconds(30)))
    let response: HTTPResponse
    do {
      response = try await http.response(to: request)
    } catch {
      return .failed(ModelError(from: error))
    }
    guard (200..<300).contains(response.status) else {
      return .failed(
        ModelError(
          from: response, at: endpoint, now: .seconds(FacetPlatform.Timestamp.now.seconds)))
    }
    guard let body = try? ResponseJSON.value(of: response.body) else {
      return .failed(
        ModelError(.malformedResponse, "the list of models is not JSON", status: response.status))
    }
    let list = body["data"]?.array ?? body["models"]?.array ?? body.array ?? []
    let names = list.compactMap { ($0["id"] ?? $0["name"])?.string }
    let served = names.contains { $0 == model || $0 == "models/\(model)" }
    return served ? .served : .notListed(nearest: names.first { $0.hasPrefix(model.prefix(8)) })
  }
}
