import FacetHTTP
import Testing

@Suite("A request and its response")
struct RequestTests {
  @Test("A POST arrives unchanged, and its response is complete")
  func post() async throws {
    try await ScriptedServer.with { _ in
      [answer("yes", headers: ["Content-Type: text/plain", "X-Request-Id:  a1 "])]
    } _: { server in
      let response = try await HTTPClient.withClient { client in
        try await client.response(
          to: HTTPRequest(
            url: server.url("/v1/x?a=b"), headers: [HTTPHeader("Authorization", "Bearer k")],
            body: Array("{\"a\":1}".utf8)))
      }
      #expect(response.status == 200)
      #expect(response.text == "yes")
      #expect(
        response.headers.fields.map(\.name) == ["content-length", "content-type", "x-request-id"])
      #expect(response.headers["X-Request-ID"] == "a1")
      let request = try #require(server.seen.requests.first)
      #expect(request.head.hasPrefix("POST /v1/x?a=b HTTP/1.1\r\n"))
      let lines = request.head.split(separator: "\r\n").map(String.init)
      #expect(lines.contains("Authorization: Bearer k"))
      #expect(lines.contains("User-Agent: facet"))
      #expect(lines.contains("Accept-Encoding: gzip, deflate"))
      #expect(!lines.contains { $0.hasPrefix("Expect") || $0.hasPrefix("Content-Type") })
      #expect(request.body == Array("{\"a\":1}".utf8))
    }
  }

  @Test("A GET carries no body, also on a handle that carried a POST before")
  func getAfterPost() async throws {
    try await ScriptedServer.with { request in
      [answer(request.path)]
    } _: { server in
      try await HTTPClient.withClient { client in
        _ = try await client.response(to: .post(server.url("/a"), "body"))
        let response = try await client.response(
          to: HTTPRequest(method: .get, url: server.url("/b")))
        #expect(response.text == "/b")
        let empty = try await client.response(to: .post(server.url("/c"), ""))
        #expect(empty.text == "/c")
      }
      let requests = server.seen.requests
      #expect(requests.map { $0.head.prefix(6) } == ["POST /", "GET /b", "POST /"])
      #expect(requests[1].body.isEmpty)
      #expect(requests[2].head.contains("Content-Length: 0"))
    }
  }

  @Test("Requests one after another share one connection")
  func keepAlive() async throws {
    try await ScriptedServer.with { request in
      [answer("\(request.index)")]
    } _: { server in
      try await HTTPClient.withClient { client in
        for index in 0..<50 {
          let response = try await client.response(to: .post(server.url()))
          #expect(response.text == "\(index)")
        }
      }
      #expect(server.seen.connections == 1)
    }
  }
}
