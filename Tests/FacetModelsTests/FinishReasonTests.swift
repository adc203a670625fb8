import FacetHTTP
import FacetJSON
import FacetModels
import Testing

@Suite("Finish reasons")
struct FinishReasonTests {
  @Test(
    "A provider's word means the same in any case and spelling",
    arguments: [
      ("stop", "stop"), ("STOP", "stop"), ("Stop", "stop"), ("end-turn", "stop"),
      ("FINISH_REASON_STOP", "stop"), ("FinishReason.MAX_TOKENS", "length"),
      ("LENGTH", "length"), ("Length", "length"), ("max_new_tokens", "length"),
      ("context_length_exceeded", "length"), ("incomplete", "length"),
      ("CONTENT_FILTER", "content_filter"), ("safety", "content_filter"),
      ("IMAGE_SAFETY", "content_filter"), ("policy_violation", "content_filter"),
      ("Tool_Calls", "tool_calls"), ("tool_call", "tool_calls"),
      ("abort", "error"), ("Aborted", "error"), ("cancelled", "error"), ("canceled", "error"),
      ("timeout", "error"), ("timed_out", "error"), ("server_error", "error"),
      ("ENGINE_FAILURE", "error"), ("preempted", "error"), ("MALFORMED_RESPONSE", "error"),
      ("REFUSAL", "refusal"), ("pause_turn", "pause"), ("voice_ended", "unknown"),
      ("load", "unknown"), ("", "unknown"),
    ])
  func words(word: String, expected: String) throws {
    let endpoint = try Endpoint(provider: #require(ProviderTable.provider(named: "openai")))
    let body: JSONValue = [
      "choices": [["message": ["content": "Hello"], "finish_reason": .string(word)]]
    ]
    let completion = try endpoint.wireFormat.completion(
      of: HTTPResponse(status: 200, headers: HTTPHeaders(), body: body.bytes()), at: endpoint,
      now: .zero)
    #expect(completion.finishReason.rawValue == expected)
    #expect(completion.rawFinishReason == word)
  }
}
