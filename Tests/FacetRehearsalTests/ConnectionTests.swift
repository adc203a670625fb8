import FacetHTTP
import FacetJSON
import FacetModels
import Testing

@testable import FacetRehearsal

@Suite("Connections carry requests in order, from this machine only")
struct ConnectionTests {
  @Test("Requests sent at once are answered in their order, on one connection")
  func pipelining() async throws {
    var options = RehearsalOptions()
    options.jitter = .milliseconds(5)
    try await RehearsalServer.withServer(options: options) { server in
      let connection = RawConnection(port: server.port)
      let models = (0..<100).map { "model-\($0)" }
      connection.send(models.flatMap { RehearsalRequest(model: $0).bytes })
      let answered = models.map { _ in connection.response()?.json?["model"]?.string }
      #expect(answered == models)
      #expect(server.statistics.connections == 1)
      #expect(server.statistics.maxConcurrent == 1)
    }
  }

  @Test("A connection closes if the client asks for it")
  func close() async throws {
    try await RehearsalServer.withServer { server in
      let connection = RawConnection(port: server.port)
      connection.send(RehearsalRequest().with("Connection", "close").bytes)
      let (bytes, ending) = connection.everything()
      #expect(ending == .closed)
      #expect(String(decoding: bytes, as: UTF8.self).contains("connection: close\r\n"))
    }
  }

  @Test("A body may come in chunks, or after a 100")
  func bodies() async throws {
    try await RehearsalServer.withServer { server in
      let body = RehearsalRequest().body.text
      let connection = RawConnection(port: server.port)
      connection.send(
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n"
          + "5\r\n\(body.prefix(5))\r\n\(String(body.count - 5, radix: 16))\r\n"
          + "\(body.dropFirst(5))\r\n0\r\n\r\n")
      #expect(connection.response()?.status == 200)
      connection.send(
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
          + "Content-Length: \(body.count)\r\nExpect: 100-continue\r\n\r\n")
      #expect(connection.response()?.status == 100)
      connection.send(body)
      #expect(connection.response()?.status == 200)
    }
  }

  @Test("A body above 64 MiB is refused before it arrives")
  func tooLarge() async throws {
    try await RehearsalServer.withServer { server in
      let connection = RawConnection(port: server.port)
      connection.send(
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
          + "Content-Length: \(64 << 20 + 1)\r\n\r\n")
      #expect(connection.response()?.status == 413)
    }
  }

  @Test("What is not HTTP is a bad request")
  func notHTTP() async throws {
    try await RehearsalServer.withServer { server in
      let connection = RawConnection(port: server.port)
      connection.send("this is no request\r\n\r\n")
      #expect(connection.response()?.status == 400)
    }
  }

  @Test(
    "A request whose Host or Origin is not loopback is turned away",
    arguments: [
      ("127.0.0.1", nil, true), ("localhost:8080", nil, true), ("[::1]:8080", nil, true),
      ("LOCALHOST", "http://localhost:3000", true), ("127.0.0.1", "http://[::1]", true),
      ("example.org", nil, false), ("127.0.0.1.example.org", nil, false),
      ("localhost", "https://example.org", false), ("localhost", "null", false),
      ("localhost", "http://127.0.0.1.example.org:80", false),
      ("localhost.example.org", nil, false),
    ] as [(String, String?, Bool)])
  func loopback(host: String, origin: String?, isWelcome: Bool) async throws {
    try await RehearsalServer.withServer { server in
      var request = RehearsalRequest()
      if let origin { request = request.with("Origin", origin) }
      let connection = RawConnection(port: server.port)
      connection.send(request.bytes(host: host))
      #expect(connection.response()?.status == (isWelcome ? 200 : 403))
      #expect(server.statistics.answered == (isWelcome ? 1 : 0))
    }
  }

  @Test("A latency passes before the answer")
  func latency() async throws {
    var options = RehearsalOptions()
    options.latency = .milliseconds(60)
    options.slowFraction = 0.5
    options.slowLatency = .milliseconds(120)
    try await RehearsalServer.withServer(options: options) { server in
      let clock = ContinuousClock()
      let times = (0..<8).map { index in
        clock.measure { _ = server.response(to: RehearsalRequest(.openAIChat, "sample \(index)")) }
      }
      #expect(times.allSatisfy { $0 >= .milliseconds(60) })
      #expect(times.contains { $0 >= .milliseconds(120) })
    }
  }

  @Test("The statistics count the served requests")
  func statistics() async throws {
    try await RehearsalServer.withServer { server in
      var tokens = 0
      for message in ["a", "b", "a"] {
        let response = try #require(server.response(to: RehearsalRequest(.openAIChat, message)))
        tokens += response.json?["usage"]?["total_tokens"]?.int ?? 0
      }
      _ = server.response(to: RehearsalRequest().with(fault: .internalError))
      _ = server.response(to: RehearsalRequest().with(fault: .resetInBody))
      _ = server.response(to: RehearsalRequest(model: "missing-x"))
      let json = try #require(server.response(get: "/stats")?.json)
      #expect(json == server.statistics.json.with("connections", json["connections"]))
      #expect(json["requests"] == 6)
      #expect(json["answered"] == 3)
      #expect(json["by_status"] == ["200": 3, "404": 1, "500": 1])
      #expect(json["broken"] == 1)
      #expect(json["faults"] == ["500": 1, "reset-in-body": 1])
      #expect(json["duplicates"] == 1)
      #expect(json["total_tokens"]?.int == tokens)
      #expect(json["concurrent"] == 0)
      #expect(server.response(get: "/reset")?.status == 200)
      #expect(server.statistics.requests == 0)
      #expect(server.statistics.byStatus.isEmpty)
    }
  }

  @Test("The server reports its address, and is gone after its body")
  func lifetime() async throws {
    let baseURL = try await RehearsalServer.withServer { server in
      #expect(server.baseURL == "http://127.0.0.1:\(server.port)")
      #expect(server.baseURL(for: .openAIChat).hasSuffix("/v1"))
      #expect(server.baseURL(for: .geminiGenerateContent).hasSuffix("/v1beta"))
      return server.baseURL
    }
    await #expect(throws: HTTPError.self) {
      try await HTTPClient.withClient { client in
        try await client.response(to: HTTPRequest(method: .get, url: baseURL + "/stats"))
      }
    }
  }
}

extension JSONValue {
  fileprivate func with(_ key: String, _ value: JSONValue?) -> JSONValue {
    guard var object else { return self }
    object[key] = value
    return .object(object)
  }
}
