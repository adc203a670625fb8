import FacetHTTP
import Testing

@Suite("What a response may look like")
struct ResponseTests {
  @Test(
    "A body is whole however it is framed and coded",
    arguments: [
      ([answer("hello")], "hello"),
      (
        [
          text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n"),
          .pause(milliseconds: 10), text("2\r\nlo\r\n0\r\nHTTP/x: a trailer\r\n\r\n"),
        ], "hello"
      ),
      ([text("HTTP/1.1 200 OK\r\n\r\nhello"), .close], "hello"),
      ([text("HTTP/1.0 200 OK\r\n\r\nhello"), .close], "hello"),
      (
        [
          text("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"), .pause(milliseconds: 10),
          text("lo"),
        ], "hello"
      ),
      ([answer(Gzip.hello, headers: ["Content-Encoding: gzip"])], "hello, hello, hello, hello"),
      ([text("HTTP/1.1 204 No Content\r\n\r\n")], ""),
      ([answer("")], ""),
    ] as [([ScriptedServer.Step], String)])
  func body(steps: [ScriptedServer.Step], text: String) async throws {
    try await ScriptedServer.with { _ in
      steps
    } _: { server in
      let response = try await HTTPClient.withClient { client in
        try await client.response(to: .post(server.url()))
      }
      #expect(response.text == text)
    }
  }

  @Test(
    "A status is a response, whatever it is, and no redirect is followed",
    arguments: [
      "301 Moved", "307 Temporary Redirect", "404 Not Found", "429 Slow down", "503 Busy",
    ])
  func status(line: String) async throws {
    try await ScriptedServer.with { _ in
      [answer("why", status: line, headers: ["Location: /elsewhere", "Retry-After: 3"])]
    } _: { server in
      let response = try await HTTPClient.withClient { client in
        try await client.response(to: .post(server.url("/here")))
      }
      #expect("\(response.status)" == line.prefix(3))
      #expect(response.text == "why")
      #expect(response.headers["retry-after"] == "3")
      #expect(server.seen.requests.map(\.path) == ["/here"])
    }
  }

  @Test("Only the final response's headers are kept, in lower case and in order")
  func headers() async throws {
    try await ScriptedServer.with { _ in
      [
        text("HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n"),
        text("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
        text("HTTP/1.1 200 OK\r\nX-B:2\r\nx-a: \t1 \r\nSet-Cookie: a=b\r\nSet-Cookie: c\r\n"),
        text("Transfer-Encoding: chunked\r\n\r\n1\r\n.\r\n0\r\nX-Trailer: 9\r\n\r\n"),
      ]
    } _: { server in
      let response = try await HTTPClient.withClient { client in
        try await client.response(to: .post(server.url()))
      }
      #expect(
        response.headers.fields.map { "\($0.name)=\($0.value)" } == [
          "x-b=2", "x-a=1", "set-cookie=a=b", "set-cookie=c", "transfer-encoding=chunked",
        ])
      #expect(response.status == 200)
    }
  }

  @Test("A body of many megabytes is sent and received")
  func large() async throws {
    let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try await ScriptedServer.with { request in
      [answer(request.body)]
    } _: { server in
      let response = try await HTTPClient.withClient { client in
        try await client.response(to: HTTPRequest(url: server.url(), body: body))
      }
      #expect(response.body == body)
    }
  }
}
