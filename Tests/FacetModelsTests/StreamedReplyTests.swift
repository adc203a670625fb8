import FacetHTTP
import FacetJSON
import FacetModels
import Testing

@Suite("Servers that stream unasked")
struct StreamedReplyTests {
  private func outcome(_ provider: String, _ body: String) throws -> String {
    let endpoint = try Endpoint(provider: #require(ProviderTable.provider(named: provider)))
    do throws(ModelError) {
      return Summary.of(
        try endpoint.wireFormat.completion(
          of: HTTPResponse(status: 200, headers: HTTPHeaders(), body: Array(body.utf8)),
          at: endpoint, now: .zero))
    } catch {
      return Summary.of(error)
    }
  }

  private static let chunks = [
    #"{"id":"c","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]}"#,
    #"{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":null}]}"#,
    #"{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
    #"{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5}}"#,
  ]

  /// The chunks in all framings that servers use.
  private static let framings: [String] = {
    func framed(_ begin: String, _ end: String) -> String {
      chunks.map { begin + $0 + end }.joined()
    }
    let split = chunks[0].replacing(",\"choices\"", with: ",\ndata: \"choices\"")
    return [
      framed("data: ", "\n\n") + "data: [DONE]\n\n",
      framed("data:", "\r\n\r\n") + "data: [DONE]\r\n\r\n",
      framed("data: ", "\r\r"),
      "\u{FEFF}: ping\n\n" + framed(": busy\nid: 1\nevent: chunk\ndata: ", "\n\n"),
      "\n\n" + framed("data: ", "\n"),
      framed("", "\n"),
      framed("", "\r\n"),
      "[" + chunks.joined(separator: ",") + "]",
      "data: " + split + "\n\n" + chunks.dropFirst().map { "data: " + $0 + "\n\n" }.joined(),
    ]
  }()

  @Test(
    "Chunks of a chat completion are one answer, however they are framed", arguments: framings)
  func chat(body: String) throws {
    #expect(try outcome("openai", body) == #"stop "Hello" usage 10/5"#)
  }

  private static let cut = chunks[..<2].map { "data: " + $0 + "\n\n" }.joined()

  @Test(
    "A stream that broke off is an interrupted answer",
    arguments: [
      ("openai", cut, #"error "Hello""#),
      ("openai", "data: " + chunks[0] + "\n\ndata: {\"choi", #"error "Hel""#),
      ("openai", chunks[0] + "\n" + chunks[1], #"error "Hello""#),
      ("openai", chunks[0], #"error "Hel""#),
      (
        "anthropic",
        """
        event: message_start
        data: {"type":"message_start","message":{"usage":{"input_tokens":9,"output_tokens":1}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Li"}}
        """, #"error "Li" usage 9/1"#
      ),
      ("gemini", #"data: {"candidates":[{"content":{"parts":[{"text":"Li"}]}}]}"#, #"error "Li""#),
    ] as [(String, String, String)])
  func broken(provider: String, body: String, expected: String) throws {
    let found = try outcome(provider, body)
    #expect(found == expected)
  }

  @Test("Calls, refusals and thoughts are joined as well")
  func otherParts() throws {
    let calls = """
      data: {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":""}}]}}]}

      data: {"choices":[{"delta":{"reasoning_content":"hm","tool_calls":[{"index":0,"function":{"arguments":"{\\"a\\""}}]}}]}

      data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}},{"index":1,"id":"b","function":{"name":"g","arguments":"{}"}}]}}]}

      data: {"choices":[{"delta":{},"finish_reason":"tool_calls"}]}

      """
    #expect(try outcome("openai", calls) == #"tool_calls opaque 1 f({"a":1}) g({})"#)
    let refusal = #"data: {"choices":[{"delta":{"refusal":"No."},"finish_reason":"stop"}]}"#
    #expect(try outcome("openai", refusal) == #"refusal refusal "No.""#)
  }

  @Test("The events of a message are one answer")
  func anthropic() throws {
    let body = """
      event: message_start
      data: {"type":"message_start","message":{"id":"m","model":"claude","content":[],"stop_reason":null,"usage":{"input_tokens":21,"cache_read_input_tokens":100,"output_tokens":1}}}

      event: ping
      data: {"type":"ping"}

      event: content_block_start
      data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"s"}}

      event: content_block_start
      data: {"index":1,"content_block":{"type":"text","text":""}}

      event: content_block_delta
      data: {"index":1,"delta":{"type":"text_delta","text":"Li"}}

      event: content_block_delta
      data: {"index":1,"delta":{"type":"text_delta","text":"ma"}}

      event: content_block_start
      data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\":1}"}}

      event: message_delta
      data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}

      event: message_stop
      data: {"type":"message_stop"}

      """
    #expect(
      try outcome("anthropic", body)
        == #"tool_calls opaque 1 "Lima" f({"a":1}) usage 121/9 cached 100"#)
  }

  @Test(
    "Gemini's array and its events are one answer",
    arguments: [("[", ",\n", "]"), ("data: ", "\r\n\r\ndata: ", "\r\n\r\n")])
  func gemini(start: String, separator: String, end: String) throws {
    let chunks = [
      #"{"candidates":[{"content":{"parts":[{"text":"hm","thought":true}]}}],"usageMetadata":{"promptTokenCount":9}}"#,
      #"{"candidates":[{"content":{"parts":[{"text":"<think>x</th"}]}}]}"#,
      #"{"candidates":[{"content":{"parts":[{"text":"ink>Lima"}]}}]}"#,
      #"{"candidates":[{"content":{"parts":[{"text":""}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":1,"thoughtsTokenCount":4}}"#,
    ]
    let body = start + chunks.joined(separator: separator) + end
    #expect(try outcome("gemini", body) == #"stop "Lima" usage 9/5 reasoning 4"#)
  }

  @Test("Ollama's own lines are an answer as well")
  func ollama() throws {
    let body = """
      {"model":"m","message":{"role":"assistant","content":"Li"},"done":false}
      {"model":"m","message":{"role":"assistant","content":"ma"},"done":false}
      {"model":"m","message":{"content":""},"done":true,"done_reason":"length","prompt_eval_count":26,"eval_count":4}
      """
    #expect(try outcome("ollama", body) == #"length "Lima" usage 26/4"#)
  }

  @Test(
    "An error among the events is reported as such",
    arguments: [
      (
        "anthropic",
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Busy\"}}",
        "overloaded 200 overloaded_error"
      ),
      (
        "openai",
        "data: " + chunks[0]
          + "\n\ndata: {\"error\":{\"message\":\"Busy\",\"type\":\"x\",\"code\":503}}\n\n",
        "overloaded 503 x"
      ),
      ("openai", "data: nothing\n\n", "malformed_response 200"),
      ("openai", ": only comments\n\n", "malformed_response 200"),
      ("openai", "data: {\"a\":1}\n\n", "malformed_response 200"),
    ] as [(String, String, String)])
  func errors(provider: String, body: String, expected: String) throws {
    #expect(try outcome(provider, body) == expected)
  }
}
