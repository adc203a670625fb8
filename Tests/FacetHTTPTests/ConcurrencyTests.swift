import FacetHTTP
import Logging
import Testing

@Suite("Many requests at once")
struct ConcurrencyTests {
  @Test("Every one of many concurrent requests gets its own answer", arguments: [1000, 4000])
  func many(count: Int) async throws {
    guard DescriptorLimit.raise().current >= 2 * count + 200 else { return }
    try await ScriptedServer.with { request in
      [answer(request.body)]
    } _: { server in
      await HTTPClient.withClient { client in
        await withTaskGroup(of: Bool.self) { group in
          for number in 0..<count {
            group.addTask {
              let deadlines = HTTPDeadlines(connect: .seconds(60))
              let outcome = await client.outcome(
                of: .post(server.url(), "\(number)", deadlines: deadlines))
              return (try? outcome.get().text) == "\(number)"
            }
          }
          for await isRight in group { #expect(isRight) }
        }
      }
      #expect(server.seen.requests.count == count)
    }
  }

  @Test("Requests beyond the connections allowed wait their turn")
  func scarce() async throws {
    try await ScriptedServer.with { _ in
      [.pause(milliseconds: 20), answer("ok")]
    } _: { server in
      var options = HTTPClientOptions()
      options.maxConnections = 4
      await HTTPClient.withClient(options: options) { client in
        #expect(client.maxConnections == 4)
        await withTaskGroup(of: Bool.self) { group in
          for _ in 0..<100 {
            group.addTask {
              let outcome = await client.outcome(of: .post(server.url()))
              return (try? outcome.get().text) == "ok"
            }
          }
          for await isRight in group { #expect(isRight) }
        }
      }
      #expect(server.seen.mostOpen == 4)
      #expect(server.seen.connections == 4)
    }
  }

  @Test("A cap for each host makes requests wait in the same way")
  func scarceHost() async throws {
    try await ScriptedServer.with { _ in
      [.pause(milliseconds: 20), answer("ok")]
    } _: { server in
      var options = HTTPClientOptions()
      options.maxConnectionsPerHost = 3
      await HTTPClient.withClient(options: options) { client in
        await withTaskGroup(of: Bool.self) { group in
          for _ in 0..<60 {
            group.addTask {
              let outcome = await client.outcome(of: .post(server.url()))
              return (try? outcome.get().text) == "ok"
            }
          }
          for await isRight in group { #expect(isRight) }
        }
      }
      #expect(server.seen.mostOpen == 3)
    }
  }

  @Test("A request that waits for a connection can be cancelled")
  func cancelQueued() async throws {
    try await ScriptedServer.with { _ in
      []
    } _: { server in
      var options = HTTPClientOptions()
      options.maxConnections = 2
      await HTTPClient.withClient(options: options) { client in
        await withTaskGroup(of: HTTPError.Reason?.self) { group in
          for _ in 0..<50 {
            group.addTask {
              guard case .failure(let error) = await client.outcome(of: .post(server.url())) else {
                return nil
              }
              return error.reason
            }
          }
          while server.seen.requests.count < 2 { await Task.yield() }
          group.cancelAll()
          for await reason in group { #expect(reason == .cancelled) }
        }
      }
    }
  }

  @Test("The first request to a name goes alone, and the others follow it")
  func leader() async throws {
    try await ScriptedServer.with { _ in
      [answer("ok")]
    } _: { server in
      await HTTPClient.withClient { client in
        await withTaskGroup(of: Bool.self) { group in
          for _ in 0..<200 {
            group.addTask {
              // An address in a form that does not look like one counts as a name.
              let url = "http://0x7f.1:\(server.port)/"
              return (try? await client.outcome(of: .post(url)).get().text) == "ok"
            }
          }
          for await isRight in group { #expect(isRight) }
        }
      }
    }
  }

  @Test("Tasks that prefer the loop's thread run their requests on it")
  func executor() async throws {
    try await ScriptedServer.with { request in
      [answer(request.body)]
    } _: { server in
      await HTTPClient.withClient { client in
        await withTaskGroup(of: Int.self) { group in
          for task in 0..<50 {
            group.addTask(executorPreference: client.executor) {
              var answered = 0
              for number in 0..<20 {
                let body = "\(task) \(number)"
                let outcome = await client.outcome(of: .post(server.url(), body))
                if (try? outcome.get().text) == body { answered += 1 }
              }
              return answered
            }
          }
          for await answered in group { #expect(answered == 20) }
        }
      }
      #expect(server.seen.connections <= 50)
    }
  }

  @Test("A concurrency beyond the descriptor limit causes a warning")
  func warning() async {
    let lines = CollectingLogHandler.Lines()
    let logger = Logger(label: "test") { _ in CollectingLogHandler(lines: lines) }
    var options = HTTPClientOptions()
    options.expectedConcurrency = 1 << 30
    await HTTPClient.withClient(options: options, logger: logger) { _ in }
    #expect(lines.all.count == 1)
    #expect(lines.all.first?.contains("limit on open files") == true)
    options.expectedConcurrency = 1
    await HTTPClient.withClient(options: options, logger: logger) { _ in }
    #expect(lines.all.count == 1)
  }
}
