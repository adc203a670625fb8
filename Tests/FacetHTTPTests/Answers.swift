import FacetHTTP

/// A response with a length, as a server would write it.
func answer(
  _ body: [UInt8], status: String = "200 OK", headers: [String] = []
) -> ScriptedServer.Step {
  let head = ["HTTP/1.1 \(status)", "Content-Length: \(body.count)"] + headers + ["", ""]
  return .send(Array(head.joined(separator: "\r\n").utf8) + body)
}

func answer(
  _ body: String, status: String = "200 OK", headers: [String] = []
) -> ScriptedServer.Step {
  answer(Array(body.utf8), status: status, headers: headers)
}

func text(_ string: String) -> ScriptedServer.Step { .send(Array(string.utf8)) }

extension HTTPRequest {
  static func post(
    _ url: String, _ body: String = "{}", deadlines: HTTPDeadlines = HTTPDeadlines()
  ) -> HTTPRequest {
    HTTPRequest(url: url, body: Array(body.utf8), deadlines: deadlines)
  }
}

extension HTTPResponse {
  var text: String { String(decoding: body, as: UTF8.self) }
}

extension HTTPClient {
  /// The result of a request as a value.
  func outcome(of request: HTTPRequest) async -> Result<HTTPResponse, HTTPError> {
    do throws(HTTPError) {
      return .success(try await response(to: request))
    } catch {
      return .failure(error)
    }
  }
}
