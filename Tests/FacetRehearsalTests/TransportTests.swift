import FacetHTTP
import FacetJSON
import FacetModels
import Testing

@testable import FacetRehearsal

@Suite("Facet's own transport recognises each fault")
struct TransportTests {
  private func outcome(
    of fault: RehearsalFault, limit: Int = 1 << 20
  ) async throws -> Result<HTTPResponse, HTTPError> {
    var options = RehearsalOptions()
    options.dripInterval = .milliseconds(5)
    return try await RehearsalServer.withServer(options: options) { server in
      var clientOptions = HTTPClientOptions()
      clientOptions.maxBodyBytes = limit
      return await HTTPClient.withClient(options: clientOptions) { client in
        let deadlines =
          switch fault {
          case .stall: HTTPDeadlines(firstByte: .milliseconds(400))
          case .stallInBody: HTTPDeadlines(stall: .milliseconds(400))
          case .drip: HTTPDeadlines(total: .seconds(1))
          default: HTTPDeadlines()
          }
        let request = server.request(RehearsalRequest().with(fault: fault), deadlines: deadlines)
        do throws(HTTPError) {
          return .success(try await client.response(to: request))
        } catch {
          #expect(server.statistics.answered == 0)
          return .failure(error)
        }
      }
    }
  }

  @Test(
    "A response that breaks off or never ends is an error",
    arguments: [
      (.resetBeforeHeaders, [.connectionLost]), (.resetInHeaders, [.connectionLost]),
      (.resetInBody, [.connectionLost]), (.stall, [.firstByteTimeout]),
      (.stallInBody, [.stallTimeout]), (.drip, [.totalTimeout]),
      (.huge, [.tooLarge]), (.gzipBomb, [.tooLarge]),
    ] as [(RehearsalFault, [HTTPError.Reason])])
  func broken(fault: RehearsalFault, reasons: [HTTPError.Reason]) async throws {
    let outcome = try await outcome(of: fault)
    guard case .failure(let error) = outcome else {
      Issue.record("the fault '\(fault.rawValue)' passed for an answer")
      return
    }
    #expect(reasons.contains(error.reason))
  }

  @Test("Gzip is undone")
  func gzip() async throws {
    let response = try await outcome(of: .gzip).get()
    #expect(response.status == 200)
    #expect(response.body.first == UInt8(ascii: "{") && response.body.last == UInt8(ascii: "}"))
  }

  @Test("Hundreds of requests at once are all answered and counted")
  func concurrency() async throws {
    var options = RehearsalOptions(seed: 3)
    options.latency = .milliseconds(20)
    options.jitter = .milliseconds(20)
    options.faults = RehearsalFaults([.unavailable: 0.1, .resetInBody: 0.05])
    try await RehearsalServer.withServer(options: options) { server in
      let outcomes = try await HTTPClient.withClient { client in
        try await withThrowingTaskGroup(of: Int?.self) { group in
          for index in 0..<400 {
            let request = server.request(RehearsalRequest(.openAIChat, "sample \(index)"))
            group.addTask { try? await client.response(to: request).status }
          }
          return try await group.reduce(into: [Int?: Int]()) { $0[$1, default: 0] += 1 }
        }
      }
      let statistics = server.statistics
      #expect(statistics.requests == 400)
      #expect(statistics.byStatus[200] == outcomes[200])
      #expect(statistics.byStatus[503] == outcomes[503])
      #expect(statistics.broken == outcomes[nil])
      #expect(statistics.faults[.unavailable] == outcomes[503])
      #expect(statistics.concurrent == 0)
      #expect(statistics.duplicates == 0)
      #expect(statistics.maxConcurrent > 50)
    }
  }
}

extension RehearsalServer {
  /// A request as the transport takes it.
  fileprivate func request(
    _ request: RehearsalRequest, deadlines: HTTPDeadlines = HTTPDeadlines()
  ) -> HTTPRequest {
    HTTPRequest(
      url: baseURL + request.path, headers: request.headers.map { HTTPHeader($0.0, $0.1) },
      body: request.body.bytes(), deadlines: deadlines)
  }
}
