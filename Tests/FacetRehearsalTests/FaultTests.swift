import FacetJSON
import FacetModels
import Testing

@testable import FacetRehearsal

@Suite("Faults happen as ordered")
struct FaultTests {
  private static let statuses: [(fault: RehearsalFault, status: Int, words: [String])] = [
    (.rateLimit, 429, ["rate_limit_exceeded", "rate_limit_error", "RESOURCE_EXHAUSTED"]),
    (
      .rateLimitMilliseconds, 429,
      ["rate_limit_exceeded", "rate_limit_error", "RESOURCE_EXHAUSTED"]
    ),
    (.rateLimitDate, 429, ["rate_limit_exceeded", "rate_limit_error", "RESOURCE_EXHAUSTED"]),
    (.quota, 429, ["insufficient_quota", "enforced_spend_limit_reached", "limit: 0"]),
    (.authentication, 401, ["invalid_api_key", "authentication_error", "UNAUTHENTICATED"]),
    (.payment, 402, ["insufficient_balance", "billing_error", "FAILED_PRECONDITION"]),
    (
      .contextLength, 400,
      ["context_length_exceeded", "prompt is too long", "exceeds the maximum number of tokens"]
    ),
    (.modelNotFound, 404, ["model_not_found", "not_found_error", "NOT_FOUND"]),
    (.internalError, 500, ["server_error", "api_error", "INTERNAL"]),
    (.unavailable, 503, ["service_unavailable", "overloaded_error", "UNAVAILABLE"]),
    (.overloaded, 529, ["server_is_overloaded", "overloaded_error", "UNAVAILABLE"]),
    (.errorInOK, 200, ["server_error", "api_error", "INTERNAL"]),
  ]

  @Test("Errors have their status and the format's own words", arguments: statuses)
  func errors(fault: RehearsalFault, status: Int, words: [String]) async throws {
    try await RehearsalServer.withServer { server in
      for (format, word) in zip(WireFormat.allCases, words) {
        let response = try #require(
          server.response(to: RehearsalRequest(format).with(fault: fault)))
        #expect(response.status == status)
        #expect(response.text.contains(word))
        #expect(response.json?["error"]?["message"]?.string?.isEmpty == false)
        if format == .anthropicMessages { #expect(response.json?["type"] == "error") }
        if format == .geminiGenerateContent {
          #expect(response.json?["error"]?["code"]?.int == (status == 200 ? 500 : status))
        }
      }
    }
  }

  @Test("The wait is given in seconds, in milliseconds or as a date")
  func waits() async throws {
    var options = RehearsalOptions()
    options.retryAfter = .milliseconds(1500)
    try await RehearsalServer.withServer(options: options) { server in
      let seconds = server.response(to: RehearsalRequest().with(fault: .rateLimit))
      #expect(seconds?.header("retry-after") == "2")
      #expect(seconds?.header("retry-after-ms") == nil)
      let milliseconds = server.response(
        to: RehearsalRequest().with(fault: .rateLimitMilliseconds))
      #expect(milliseconds?.header("retry-after-ms") == "1500")
      #expect(milliseconds?.header("retry-after") == nil)
      let date = server.response(to: RehearsalRequest().with(fault: .rateLimitDate))
      #expect(date?.header("retry-after")?.hasSuffix(" GMT") == true)
      let gemini = server.response(
        to: RehearsalRequest(.geminiGenerateContent).with(fault: .rateLimit))
      #expect(gemini?.text.contains(#""retryDelay":"1.500s""#) == true)
    }
  }

  @Test(
    "A reset breaks the response at the requested place",
    arguments: [
      (.resetBeforeHeaders, 0...0), (.resetInHeaders, 20...100), (.resetInBody, 300...2000),
    ] as [(RehearsalFault, ClosedRange<Int>)])
  func resets(fault: RehearsalFault, length: ClosedRange<Int>) async throws {
    try await RehearsalServer.withServer { server in
      let connection = RawConnection(port: server.port)
      connection.send(RehearsalRequest().with(fault: fault).bytes)
      let (bytes, ending) = connection.everything()
      #expect(ending == .reset)
      #expect(length.contains(bytes.count))
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.contains("\r\n\r\n") == (fault == .resetInBody))
      #expect(server.statistics.broken == 1)
    }
  }

  @Test("A stall leaves the connection open and silent")
  func stall() async throws {
    try await RehearsalServer.withServer { server in
      let connection = RawConnection(port: server.port, patience: .milliseconds(300))
      connection.send(RehearsalRequest().with(fault: .stall).bytes)
      let (bytes, ending) = connection.everything()
      #expect(bytes.isEmpty)
      #expect(ending == .silent)
      #expect(server.statistics.concurrent == 1)
    }
  }

  @Test("A stall in the body comes after half of it")
  func stallInBody() async throws {
    try await RehearsalServer.withServer { server in
      let connection = RawConnection(port: server.port, patience: .milliseconds(300))
      connection.send(RehearsalRequest().with(fault: .stallInBody).bytes)
      let (bytes, ending) = connection.everything()
      #expect(String(decoding: bytes, as: UTF8.self).contains("\r\n\r\n{"))
      #expect(ending == .silent)
    }
  }

  @Test("A dripping answer comes byte by byte and is whole in the end")
  func drip() async throws {
    var options = RehearsalOptions()
    options.dripInterval = .milliseconds(1)
    options.responseTokens = 10
    try await RehearsalServer.withServer(options: options) { server in
      let pieces = RawConnection(port: server.port)
      pieces.send(RehearsalRequest().with(fault: .drip).bytes)
      // A slow reader may find a few bytes at once, never the whole answer.
      #expect((1...50).contains(pieces.piece().count))
      let whole = RawConnection(port: server.port)
      whole.send(RehearsalRequest().with(fault: .drip).bytes)
      #expect(whole.response()?.answer(.openAIChat)?.isEmpty == false)
    }
  }

  @Test(
    "Truncated JSON fills its content length and does not parse", arguments: WireFormat.allCases)
  func truncated(format: WireFormat) async throws {
    try await RehearsalServer.withServer { server in
      let response = try #require(
        server.response(to: RehearsalRequest(format).with(fault: .truncatedJSON)))
      #expect(response.status == 200)
      #expect(response.text.hasPrefix("{"))
      #expect(response.json == nil)
    }
  }

  @Test("A web page comes with its own content type")
  func html() async throws {
    try await RehearsalServer.withServer { server in
      let response = server.response(to: RehearsalRequest().with(fault: .html))
      #expect(response?.status == 200)
      #expect(response?.header("content-type") == "text/html; charset=utf-8")
      #expect(response?.text.hasPrefix("<!DOCTYPE html>") == true)
    }
  }

  @Test("A good answer may call itself text")
  func contentType() async throws {
    try await RehearsalServer.withServer { server in
      let response = server.response(to: RehearsalRequest().with(fault: .wrongContentType))
      #expect(response?.header("content-type") == "text/plain; charset=utf-8")
      #expect(response?.answer(.openAIChat)?.isEmpty == false)
    }
  }

  @Test("Invalid UTF-8 is inside the text")
  func invalidUTF8() async throws {
    try await RehearsalServer.withServer { server in
      let response = try #require(
        server.response(to: RehearsalRequest().with(fault: .invalidUTF8)))
      #expect(String(validating: response.body, as: UTF8.self) == nil)
      #expect(response.text.hasPrefix("{") && response.text.hasSuffix("}"))
    }
  }

  @Test("A duplicate key occurs and the last one counts")
  func duplicateKeys() async throws {
    try await RehearsalServer.withServer { server in
      for (format, key) in zip(WireFormat.allCases, ["choices", "content", "candidates"]) {
        let response = try #require(
          server.response(to: RehearsalRequest(format).with(fault: .duplicateKeys)))
        #expect(response.text.hasPrefix("{\"\(key)\":[],"))
        #expect(response.answer(format)?.isEmpty == false)
      }
    }
  }

  @Test("An answer may be empty, refused, cut short or without usage")
  func alteredAnswers() async throws {
    try await RehearsalServer.withServer { server in
      func response(_ format: WireFormat, _ fault: RehearsalFault) -> RawResponse? {
        server.response(to: RehearsalRequest(format).with(fault: fault))
      }
      #expect(response(.openAIChat, .empty)?.answer(.openAIChat) == "")
      #expect(response(.anthropicMessages, .empty)?.json?["content"] == [])
      #expect(
        response(.geminiGenerateContent, .empty)?.finishReason(.geminiGenerateContent) == "STOP")
      let message = response(.openAIChat, .refusal)?.json?["choices"]?[0]?["message"]
      #expect(message?["refusal"]?.string?.isEmpty == false)
      #expect(message?["content"]?.isNull == true)
      #expect(response(.anthropicMessages, .refusal)?.json?["stop_reason"] == "refusal")
      let blocked = response(.geminiGenerateContent, .refusal)?.json
      #expect(blocked?["promptFeedback"]?["blockReason"] == "PROHIBITED_CONTENT")
      #expect(blocked?["candidates"] == Optional.none)
      #expect(response(.openAIChat, .truncatedAnswer)?.finishReason(.openAIChat) == "length")
      for (format, key) in zip(WireFormat.allCases, ["usage", "usage", "usageMetadata"]) {
        let json = response(format, .noUsage)?.json
        #expect(json != nil && json?[key] == Optional.none)
      }
    }
  }

  @Test("A huge body is 100 MB of valid JSON")
  func huge() async throws {
    try await RehearsalServer.withServer { server in
      let connection = RawConnection(port: server.port)
      connection.send(RehearsalRequest().with(fault: .huge).bytes)
      var length = 0
      var last: [UInt8] = []
      while case let piece = connection.piece(), !piece.isEmpty {
        if length == 0 {
          #expect(String(decoding: piece, as: UTF8.self).contains("content-length: 100000"))
        }
        length += piece.count
        last = piece
        if length > 100_000_000, piece.last == UInt8(ascii: "}") { break }
      }
      #expect((100_000_400...100_002_000).contains(length))
      #expect(last.last == UInt8(ascii: "}"))
    }
  }

  @Test("Each attempt meets the fault at its place in the list, within the bound")
  func attempts() async throws {
    try await RehearsalServer.withServer { server in
      func statuses(_ message: String, faults: String, bound: String?) -> [Int?] {
        (0..<4).map { _ in
          var request = RehearsalRequest(.openAIChat, message).with("X-Facet-Fault", faults)
          if let bound { request = request.with("X-Facet-Fault-Attempts", bound) }
          return server.response(to: request)?.status
        }
      }
      #expect(statuses("a", faults: "500", bound: nil) == [500, 500, 500, 500])
      #expect(statuses("b", faults: "500", bound: "1") == [500, 200, 200, 200])
      #expect(statuses("c", faults: "500, 529,none", bound: nil) == [500, 529, 200, 200])
      #expect(statuses("d", faults: "500,529", bound: "3") == [500, 529, 529, 200])
      #expect(statuses("e", faults: "nonsense", bound: nil) == [400, 400, 400, 400])
    }
  }

  @Test("Rates strike their share of contents, the same ones for a seed")
  func rates() async throws {
    var options = RehearsalOptions(seed: 11)
    options.faults = RehearsalFaults([.internalError: 0.2, .overloaded: 0.1])
    func statuses() async throws -> [Int?] {
      try await RehearsalServer.withServer(options: options) { server in
        let connection = RawConnection(port: server.port)
        return (0..<300).map { index in
          connection.send(RehearsalRequest(.openAIChat, "sample \(index)").bytes)
          return connection.response()?.status
        }
      }
    }
    let first = try await statuses()
    #expect((40...80).contains(first.count { $0 == 500 }))
    #expect((15...45).contains(first.count { $0 == 529 }))
    #expect(try await statuses() == first)
  }

  @Test("Faults on the first attempt only leave the second alone")
  func firstAttempt() async throws {
    var options = RehearsalOptions()
    options.faults = RehearsalFaults([.internalError: 1])
    options.faultsOnFirstAttemptOnly = true
    try await RehearsalServer.withServer(options: options) { server in
      #expect(server.response(to: RehearsalRequest())?.status == 500)
      #expect(server.response(to: RehearsalRequest())?.status == 200)
    }
  }

  @Test("Rates are read from a command line's words")
  func parsing() throws {
    let faults = try RehearsalFaults(parsing: "429=5%, reset-in-body=0.01")
    #expect(faults[.rateLimit] == 0.05)
    #expect(faults[.resetInBody] == 0.01)
    #expect(faults.description == "429=0.05,reset-in-body=0.01")
    for text in ["429", "429=x", "429=2", "nonsense=1%", "500=60%,503=60%"] {
      #expect(throws: RehearsalMistake.self) { try RehearsalFaults(parsing: text) }
    }
  }
}
