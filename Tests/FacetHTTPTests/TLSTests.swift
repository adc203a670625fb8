import FacetHTTP
import Testing

@Suite("TLS, and HTTP/2 over it")
struct TLSTests {
  @Test("An untrusted server is refused, and accepted once its certificate is given")
  func certificate() async throws {
    try await TLSServer.with(.openssl) { server in
      let request = HTTPRequest(method: .get, url: "https://127.0.0.1:\(server.port)/")
      var options = HTTPClientOptions()
      let refused = await HTTPClient.withClient(options: options) { client in
        await client.outcome(of: request)
      }
      let error = #expect(throws: HTTPError.self) { try refused.get() }
      #expect(error?.reason == .tls)
      #expect(error?.message.contains("certificate") == true)

      options.trustedRoots.file = server.certificatePath
      let trusted = await HTTPClient.withClient(options: options) { client in
        await client.outcome(of: request)
      }
      #expect(throws: Never.self) { try trusted.get() }
    }
  }

  @Test(
    "A connection that breaks in the handshake is not reported as a certificate error",
    arguments: [ScriptedServer.Step.close, .reset])
  func brokenHandshake(step: ScriptedServer.Step) async throws {
    try await ScriptedServer.with(atAccept: [.pause(milliseconds: 20), step]) { _ in
      []
    } _: { server in
      let outcome = await HTTPClient.withClient { client in
        await client.outcome(of: .post("https://127.0.0.1:\(server.port)/"))
      }
      let error = #expect(throws: HTTPError.self) { try outcome.get() }
      #expect(error?.reason == .connect, "\(error?.message ?? "")")
    }
  }

  @Test("A server that does not speak TLS is a TLS failure")
  func notTLS() async throws {
    try await ScriptedServer.with(atAccept: [text("HTTP/1.1 400 Bad Request\r\n\r\n")]) { _ in
      []
    } _: { server in
      let outcome = await HTTPClient.withClient { client in
        await client.outcome(of: .post("https://127.0.0.1:\(server.port)/"))
      }
      let error = #expect(throws: HTTPError.self) { try outcome.get() }
      #expect(error?.reason == .tls, "\(error?.message ?? "")")
    }
  }

  @Test("HTTP/2 is not used unless it is offered")
  func http1Only() async throws {
    try await TLSServer.with(.nghttpd) { server in
      var options = HTTPClientOptions()
      options.trustedRoots.file = server.certificatePath
      options.offersHTTP2 = false
      let outcome = await HTTPClient.withClient(options: options) { client in
        await client.outcome(of: .post("https://127.0.0.1:\(server.port)/echo"))
      }
      // This server knows nothing else.
      #expect(throws: HTTPError.self) { try outcome.get() }
    }
  }

  @Test("A host that chooses HTTP/2 answers many requests over few connections")
  func http2() async throws {
    try await TLSServer.with(.nghttpd) { server in
      var options = HTTPClientOptions()
      options.trustedRoots.file = server.certificatePath
      await HTTPClient.withClient(options: options) { client in
        await withTaskGroup(of: String.self) { group in
          for number in 0..<600 {
            group.addTask {
              let body = "\(number)"
              let outcome = await client.outcome(
                of: .post("https://127.0.0.1:\(server.port)/echo", body))
              switch outcome {
              case .success(let response): return response.text == body ? "" : response.text
              case .failure(let error): return error.message
              }
            }
          }
          for await difference in group { #expect(difference == "") }
        }
        // The first request's connection stays with the handle that found HTTP/2.
        #expect(server.openConnections <= 5)
        #expect(server.openConnections >= 1)
      }
    }
  }
}
