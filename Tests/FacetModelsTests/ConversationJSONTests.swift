import FacetJSON
import FacetModels
import Testing

@Suite struct ConversationJSONTests {
  @Test(
    "A message comes back from its JSON as it was",
    arguments: [
      ChatMessage(.system, text: "Be \"brief\".\n"),
      ChatMessage(.user, [.text(""), .text("two")]),
      ChatMessage(
        .assistant,
        [
          .opaque(OpaqueBlock(wireFormat: .geminiGenerateContent, value: ["a": [1, nil]])),
          .toolCall(ToolCall(id: "c", name: "f", arguments: "{not JSON")),
        ]),
      ChatMessage(
        .tool,
        [
          .toolResult(ToolResult(callID: "c", name: "f", content: "no", isError: true)),
          .toolResult(ToolResult(callID: "d", name: "f", content: "yes")),
        ]),
    ])
  func roundTrip(message: ChatMessage) throws {
    let bytes = message.json.bytes()
    #expect(try ChatMessage(json: ResponseJSON.value(of: bytes)) == message)
  }

  @Test(
    "JSON that is not a message is not read as one",
    arguments: [
      nil, [:], ["role": "user"], ["role": "robot", "content": []],
      ["role": "user", "content": [["type": "text"]]],
      ["role": "user", "content": [["type": "image"]]],
      ["role": "user", "content": "text"],
    ] as [JSONValue])
  func refuses(value: JSONValue) {
    #expect(ChatMessage(json: value) == nil)
  }

  @Test("A request's JSON has what is set and nothing else")
  func request() {
    var request = ModelRequest(model: "m", messages: [ChatMessage(.user, text: "hi")])
    #expect(
      request.json.text
        == #"{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"hi"}]}]}"#)
    request.options = SamplingOptions(temperature: JSONNumber(validated: "0.70"), stop: ["END"])
    request.extraBody = ["top_k": 4]
    request.tools = [ToolDefinition(name: "f", description: "d", parameters: [:])]
    #expect(
      request.json.text.hasSuffix(
        #","tools":[{"name":"f","description":"d","parameters":{}}],"#
          + #""options":{"temperature":0.70,"stop":["END"]},"extra_body":{"top_k":4}}"#))
  }
}
