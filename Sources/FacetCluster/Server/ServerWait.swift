internal import FacetHTTP
internal import FacetJSON

/// Waits until a server answers requests to a model: first it is up, then it names the model, then
/// it answers with one token.
package struct ServerWait: Sendable {
  /// The server's address, without `/v1`.
  let address: String
  /// As requests name it.
  let model: String
  let timeout: Duration
  /// How long to wait between two looks.
  var interval = Duration.seconds(1)

  package init(port: Int, model: String, timeout: Duration) {
    address = "http://127.0.0.1:\(port)"
    self.model = model
    self.timeout = timeout
  }

  /// The steps of the wait.
  package enum Step: String, Sendable, CaseIterable {
    case starting
    case loading
    case answering
  }

  /// A server that is up and names other models names them for good; it gets this long to load.
  private static let patience = Duration.seconds(120)

  /// Returns when the server has answered.
  ///
  /// - Parameters:
  ///   - isAlive: Whether the server's process runs.
  ///   - report: Called at each step.
  /// - Throws: ``ClusterError`` if the server ends, serves another model, or takes too long.
  package func wait(
    while isAlive: @Sendable () -> Bool, report: @Sendable (Step) -> Void
  ) async throws(ClusterError) {
    try await HTTPClient.withClient { (http) async throws(ClusterError) in
      let start = ContinuousClock.now
      var step = Step.starting
      var named: (models: [String], since: ContinuousClock.Instant)?
      var lastFault = "no connection"
      report(step)
      while true {
        guard isAlive() else {
          throw ClusterError("the server has ended before it was ready", isMistake: false)
        }
        if Task.isCancelled {
          throw ClusterError("stopped while waiting for the server", isMistake: false)
        }
        do throws(ServerFault) {
          if step == .starting {
            try await checkHealth(http)
            step = .loading
            report(step)
          }
          if step == .loading {
            let models = try await models(http)
            if models.contains(model) {
              step = .answering
              report(step)
            } else {
              named = (models, named?.since ?? .now)
              throw ServerFault(
                "it serves \(models.prefix(5).map { "'\($0)'" }.joined(separator: ", ")), not "
                  + "'\(model)'")
            }
          }
          try await askOneToken(http)
          return
        } catch {
          lastFault = error.words
        }
        let now = ContinuousClock.now
        if step == .loading, let named, !named.models.isEmpty, now - named.since > Self.patience {
          throw ClusterError("the server is up, but \(lastFault)", isMistake: false)
        }
        if now - start > timeout {
          throw ClusterError(
            "the server was not ready after \(timeout.components.seconds) s: \(lastFault)",
            isMistake: false)
        }
        try? await ContinuousClock().sleep(for: interval)
      }
    }
  }

  /// Why a look was in vain.
  private struct ServerFault: Error {
    var words: String

    init(_ words: String) {
      self.words = words
    }
  }

  private func response(
    _ http: HTTPClient, _ path: String, body: JSONObject? = nil
  ) async throws(ServerFault) -> HTTPResponse {
    let request = HTTPRequest(
      method: body == nil ? .get : .post, url: address + path,
      headers: body == nil ? [] : [HTTPHeader("Content-Type", "application/json")],
      body: body.map { JSONValue.object($0).bytes(style: .line) } ?? [],
      deadlines: HTTPDeadlines(total: .seconds(body == nil ? 10 : 300)))
    do throws(HTTPError) {
      return try await http.response(to: request)
    } catch {
      throw ServerFault("\(path): \(error)")
    }
  }

  /// A server without that page is up if it says so.
  private func checkHealth(_ http: HTTPClient) async throws(ServerFault) {
    let status = try await response(http, "/health").status
    guard (200..<300).contains(status) || [404, 405, 501].contains(status) else {
      throw ServerFault("/health answers with status \(status)")
    }
  }

  private func models(_ http: HTTPClient) async throws(ServerFault) -> [String] {
    let response = try await response(http, "/v1/models")
    guard response.status == 200, let body = try? ResponseJSON.value(of: response.body) else {
      throw ServerFault("/v1/models answers with status \(response.status)")
    }
    return (body["data"]?.array ?? []).compactMap { $0["id"]?.string }
  }

  private func askOneToken(_ http: HTTPClient) async throws(ServerFault) {
    let response = try await response(
      http, "/v1/chat/completions",
      body: [
        "model": .string(model), "max_tokens": 1,
        "messages": [["role": "user", "content": "1"]],
      ])
    let body = try? ResponseJSON.value(of: response.body)
    guard response.status == 200, body?["choices"]?.array?.isEmpty == false else {
      let text = String(decoding: response.body.prefix(300), as: UTF8.self)
      throw ServerFault("a request for one token got status \(response.status): \(text)")
    }
  }
}
