import FacetHTTP
import Testing

@Suite("Failures of requests")
struct FailureTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var atAccept: [ScriptedServer.Step] = []
    var steps: [ScriptedServer.Step] = []
    var reason: HTTPError.Reason

    var testDescription: String { name }
  }

  @Test(
    "Each failure has its own reason, with words for a person",
    arguments: [
      Case(
        name: "closed before the request", atAccept: [.close], reason: .connectionLost),
      Case(name: "closed after the request", steps: [.close], reason: .connectionLost),
      Case(name: "reset after the request", steps: [.reset], reason: .connectionLost),
      Case(
        name: "closed within the headers", steps: [text("HTTP/1.1 200 OK\r\nA: b"), .close],
        reason: .connectionLost),
      Case(
        name: "reset within the headers",
        steps: [text("HTTP/1.1 200 OK\r\nA: b\r\n"), .pause(milliseconds: 20), .reset],
        reason: .connectionLost),
      Case(
        name: "a body shorter than it said",
        steps: [text("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), .close],
        reason: .connectionLost),
      Case(
        name: "reset within the body",
        steps: [
          text("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), .pause(milliseconds: 20), .reset,
        ],
        reason: .connectionLost),
      Case(
        name: "chunks that end early",
        steps: [text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"), .close],
        reason: .connectionLost),
      Case(name: "not HTTP", steps: [text("SSH-2.0-OpenSSH\r\n")], reason: .malformedResponse),
      Case(
        name: "a chunk without a size",
        steps: [text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n"), .close],
        reason: .connectionLost),
      Case(
        name: "gzip that is none",
        steps: [answer("not gzip at all", headers: ["Content-Encoding: gzip"])],
        reason: .malformedResponse),
      Case(
        name: "a header line of 200 kB",
        steps: [
          text("HTTP/1.1 200 OK\r\nA: " + String(repeating: "a", count: 200_000) + "\r\n\r\n")
        ],
        reason: .malformedResponse),
      Case(
        name: "a header without end",
        steps: [text("HTTP/1.1 200 OK\r\n")]
          + Array(
            repeating: text("X-Fill: " + String(repeating: "x", count: 8000) + "\r\n"), count: 40),
        reason: .malformedResponse),
      Case(
        name: "a length beyond the limit",
        steps: [text("HTTP/1.1 200 OK\r\ncontent-LENGTH: 99999999999\r\n\r\n")],
        reason: .tooLarge),
      Case(
        name: "a body beyond the limit, without a length",
        steps: [text("HTTP/1.1 200 OK\r\n\r\n"), .send([UInt8](repeating: 120, count: 200_000))],
        reason: .tooLarge),
      Case(
        name: "a gzip bomb",
        steps: [answer(Gzip.megabytesOfZeros, headers: ["Content-Encoding: gzip"])],
        reason: .tooLarge),
    ])
  func failure(_ case: Case) async throws {
    try await ScriptedServer.with(atAccept: `case`.atAccept) { _ in
      `case`.steps
    } _: { server in
      var options = HTTPClientOptions()
      options.maxBodyBytes = 100_000
      let outcome = await HTTPClient.withClient(options: options) { client in
        await client.outcome(
          of: .post(
            server.url("/?key=hidden"), deadlines: HTTPDeadlines(stall: .seconds(5))))
      }
      let error = #expect(throws: HTTPError.self) { try outcome.get() }
      #expect(error?.reason == `case`.reason, "\(error?.message ?? "")")
      #expect(error?.message.isEmpty == false)
      #expect(error?.message.contains("hidden") == false)
      #expect(server.seen.requests.count <= 1)
    }
  }

  @Test(
    "A request that a reused connection leaves unanswered is not sent again",
    arguments: [ScriptedServer.Step.close, .reset], [nil, 0, 10, 300_000])
  func deadReusedConnection(end: ScriptedServer.Step, bodyBytes: Int?) async throws {
    try await ScriptedServer.with { request in
      request.index == 0 ? [answer("first")] : [.pause(milliseconds: 20), end]
    } _: { server in
      try await HTTPClient.withClient { client in
        let first = try await client.response(to: .post(server.url("/first")))
        #expect(first.text == "first")
        let outcome = await client.outcome(
          of: HTTPRequest(
            method: bodyBytes == nil ? .get : .post, url: server.url("/second"),
            body: Array(repeating: 120, count: bodyBytes ?? 0)))
        let error = #expect(throws: HTTPError.self) { try outcome.get() }
        #expect(error?.reason == .unansweredOnReusedConnection, "\(error?.message ?? "")")
      }
      #expect(server.seen.requests.map(\.path) == ["/first", "/second"])
    }
  }

  @Test(
    "A reused connection that dies is reported as such every time, not only five times per handle")
  func deadAgainAndAgain() async throws {
    try await ScriptedServer.with { request in
      request.index == 0 ? [answer("first")] : [.pause(milliseconds: 5), .close]
    } _: { server in
      await HTTPClient.withClient { client in
        for _ in 0..<8 {
          let first = await client.outcome(of: .post(server.url()))
          #expect(throws: Never.self) { try first.get() }
          let outcome = await client.outcome(of: .post(server.url()))
          let error = #expect(throws: HTTPError.self) { try outcome.get() }
          #expect(error?.reason == .unansweredOnReusedConnection, "\(error?.message ?? "")")
        }
      }
      #expect(server.seen.requests.count == 16)
    }
  }

  @Test("A connection that closed while it was idle is replaced without a failure")
  func closedWhileIdle() async throws {
    try await ScriptedServer.with { request in
      [answer("\(request.connection)"), .close]
    } _: { server in
      try await HTTPClient.withClient { client in
        for index in 0..<10 {
          let response = try await client.response(to: .post(server.url()))
          #expect(response.text == "\(index)")
          while server.seen.open > 0 { await Task.yield() }
        }
      }
      #expect(server.seen.requests.count == 10)
    }
  }

  @Test(
    "A malformed request fails before anything is sent",
    arguments: [
      ("http://127.0.0.1:▲/a b", [], "the URL contains a space"),
      ("http://127.0.0.1:▲/a\nb", [], "the URL contains a space"),
      ("http://127.0.0.1:▲/ä", [], "outside ASCII"),
      ("http://user:key@127.0.0.1:▲/", [], "the URL contains a user name"),
      ("ftp://127.0.0.1:▲/", [], "does not begin with 'http://' or 'https://'"),
      ("127.0.0.1:▲/", [], "does not begin with"),
      ("http://", [], "has no host"),
      ("http://127.0.0.1:99999/", [], "malformed port"),
      (
        "http://127.0.0.1:▲/", [HTTPHeader("X-A", "b\r\nX-C: d")],
        "'X-A' contains a control character"
      ),
      ("http://127.0.0.1:▲/", [HTTPHeader("X A", "b")], "a header's name"),
      ("http://127.0.0.1:▲/", [HTTPHeader("", "b")], "a header's name"),
      ("http://127.0.0.1:▲/", [HTTPHeader("Content-Length", "7")], "must not be set by the caller"),
    ] as [(String, [HTTPHeader], String)])
  func invalid(url: String, headers: [HTTPHeader], message: String) async throws {
    try await ScriptedServer.with { _ in
      [answer("?")]
    } _: { server in
      let url = url.split(separator: "▲", omittingEmptySubsequences: false)
        .joined(separator: "\(server.port)")
      let outcome = await HTTPClient.withClient { client in
        await client.outcome(of: HTTPRequest(url: url, headers: headers))
      }
      let error = #expect(throws: HTTPError.self) { try outcome.get() }
      #expect(error?.reason == .invalidRequest)
      #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
      #expect(server.seen.connections == 0)
    }
  }

  @Test(
    "A closed port and an unknown name are distinct failures",
    arguments: [
      ("http://127.0.0.1:1/", HTTPError.Reason.connect),
      ("http://0x7f.1:1/", .connect),
      // No label of a name may be this long, so no server is asked.
      ("http://\(String(repeating: "a", count: 70)).invalid/", .nameResolution),
    ])
  func unreachable(url: String, reason: HTTPError.Reason) async {
    await HTTPClient.withClient { client in
      await withTaskGroup(of: HTTPError.Reason?.self) { group in
        for _ in 0..<20 {
          group.addTask {
            guard case .failure(let error) = await client.outcome(of: .post(url)) else {
              return nil
            }
            return error.reason
          }
        }
        for await found in group { #expect(found == reason) }
      }
    }
  }
}
