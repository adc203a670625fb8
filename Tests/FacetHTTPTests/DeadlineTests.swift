import FacetHTTP
import Testing

@Suite("Deadlines and cancellation")
struct DeadlineTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var deadlines: HTTPDeadlines
    var steps: [ScriptedServer.Step]
    var reason: HTTPError.Reason
    var message: String

    var testDescription: String { name }
  }

  @Test(
    "Each deadline ends its own kind of waiting",
    arguments: [
      Case(
        name: "no answer at all", deadlines: HTTPDeadlines(firstByte: .milliseconds(150)),
        steps: [], reason: .firstByteTimeout, message: "no answer within 0.15 seconds"),
      Case(
        name: "silence after the headers", deadlines: HTTPDeadlines(stall: .milliseconds(150)),
        steps: [text("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")],
        reason: .stallTimeout, message: "the answer stopped for 0.15 seconds"),
      Case(
        name: "silence in the body", deadlines: HTTPDeadlines(stall: .milliseconds(150)),
        steps: [text("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab")],
        reason: .stallTimeout, message: "the answer stopped for 0.15 seconds"),
      Case(
        name: "a drip that never stalls",
        deadlines: HTTPDeadlines(stall: .seconds(5), total: .milliseconds(250)),
        steps: [text("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n")]
          + Array(repeating: [text("x"), .pause(milliseconds: 40)], count: 40).flatMap { $0 },
        reason: .totalTimeout, message: "no complete answer within 0.25 seconds"),
      Case(
        name: "no answer, no first-byte deadline",
        deadlines: HTTPDeadlines(total: .milliseconds(200)),
        steps: [], reason: .totalTimeout, message: "no complete answer within 0.2 seconds"),
    ])
  func deadline(_ case: Case) async throws {
    try await ScriptedServer.with { _ in
      `case`.steps
    } _: { server in
      let clock = ContinuousClock()
      let start = clock.now
      let outcome = await HTTPClient.withClient { client in
        await client.outcome(of: .post(server.url(), deadlines: `case`.deadlines))
      }
      #expect(throws: HTTPError(`case`.reason, `case`.message)) { try outcome.get() }
      #expect(clock.now - start < .seconds(60))
    }
  }

  @Test("A response that arrives in pieces, each in time, is complete")
  func slowButSteady() async throws {
    try await ScriptedServer.with { _ in
      [text("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n")]
        + Array(repeating: [.pause(milliseconds: 60), text("x")], count: 6).flatMap { $0 }
    } _: { server in
      let response = try await HTTPClient.withClient { client in
        try await client.response(
          to: .post(server.url(), deadlines: HTTPDeadlines(stall: .seconds(5))))
      }
      #expect(response.text == "xxxxxx")
      #expect(response.duration >= .milliseconds(300))
    }
  }

  @Test("A cancelled task gets its error at once, and the connection is given up")
  func cancelInFlight() async throws {
    try await ScriptedServer.with { _ in
      []
    } _: { server in
      await HTTPClient.withClient { client in
        await withTaskGroup(of: Result<HTTPResponse, HTTPError>.self) { group in
          for _ in 0..<20 { group.addTask { await client.outcome(of: .post(server.url())) } }
          while server.seen.requests.count < 20 { await Task.yield() }
          group.cancelAll()
          for await outcome in group {
            #expect(throws: HTTPError(.cancelled, "the request was cancelled")) {
              try outcome.get()
            }
          }
        }
      }
    }
  }

  @Test("A cancellation races a submission without harm")
  func cancelEarly() async throws {
    try await ScriptedServer.with { _ in
      []
    } _: { server in
      await HTTPClient.withClient { client in
        await withTaskGroup(of: HTTPError.Reason?.self) { group in
          for _ in 0..<500 {
            group.addTask {
              if case .failure(let error) = await client.outcome(of: .post(server.url())) {
                return error.reason
              }
              return nil
            }
          }
          group.cancelAll()
          for await reason in group { #expect(reason == .cancelled) }
        }
      }
    }
  }

  @Test(
    "A connection that is never established fails its own request and those that wait for it",
    arguments: ["127.0.0.1", "0x7f.1"])
  func connectTimeout(host: String) async {
    let listener = FullListener()
    let deadlines = HTTPDeadlines(connect: .milliseconds(150))
    let request = HTTPRequest.post("http://\(host):\(listener.port)/", deadlines: deadlines)
    await HTTPClient.withClient { client in
      await withTaskGroup(of: Result<HTTPResponse, HTTPError>.self) { group in
        for _ in 0..<5 { group.addTask { await client.outcome(of: request) } }
        for await outcome in group {
          #expect(throws: HTTPError(.connectTimeout, "no connection within 0.15 seconds")) {
            try outcome.get()
          }
        }
      }
    }
  }

  @Test("Calls that wait for the first to a host can be cancelled, the first included")
  func cancelWaiting() async {
    let listener = FullListener()
    let request = HTTPRequest.post("http://0x7f.1:\(listener.port)/")
    await HTTPClient.withClient { client in
      await withTaskGroup(of: HTTPError.Reason?.self) { group in
        for _ in 0..<50 {
          group.addTask {
            await withTaskGroup(of: HTTPError.Reason?.self) { call in
              call.addTask {
                if case .failure(let error) = await client.outcome(of: request) {
                  return error.reason
                }
                return nil
              }
              for _ in 0..<20 { await Task.yield() }
              call.cancelAll()
              return await call.next() ?? nil
            }
          }
        }
        for await reason in group { #expect(reason == .cancelled) }
      }
    }
  }

  @Test("A call that outlives the client's scope ends with it")
  func clientEnds() async throws {
    try await ScriptedServer.with { _ in
      []
    } _: { server in
      await withTaskGroup(of: HTTPError.Reason?.self) { group in
        await HTTPClient.withClient { client in
          for _ in 0..<10 {
            group.addTask {
              if case .failure(let error) = await client.outcome(of: .post(server.url())) {
                return error.reason
              }
              return nil
            }
          }
          while server.seen.requests.count < 10 { await Task.yield() }
        }
        for await reason in group { #expect(reason == .cancelled) }
      }
    }
  }
}
