import FacetJSON
import FacetModels
import Testing

@Suite struct TokenEstimatorTests {
  @Test(
    "An estimate is the weighted count of a text's characters",
    arguments: [
      ("Hello, world!", 3.32, 3.31),
      ("The quick brown fox jumps over the lazy dog.", 9.05, 9.04),
      ("今天天气很好，我们去公园吧。", 11.87, 16.57),
      ("def add(a, b):\n    return a + b\n", 11.06, 10.55),
      ("don't STOP: HTTPServerError2\n\n\n", 9.74, 9.77),
      ("----------------", 2.66, 2.33),
      ("Привет, как дела?", 5.00, 7.48),
      ("id,name,price\n1,Widget,9.99\n2,Gadget,12.50\n", 22.92, 22.89),
      (#"{"user":{"id":42,"tags":["a","b"]}}"#, 15.88, 14.87),
      ("Größenordnungsmäßig überschätzt: 1234567 €.", 18.37, 24.30),
      ("😀🚀 ok", 9.17, 7.67),
      ("", 0, 0),
      // 12 digits are 4 groups, a 13th begins another.
      ("123456789012", 5.392, 5.488),
      ("1234567890123", 6.74, 6.86),
      // White space within a line is part of the next token.
      ("a \t b", 0.99, 0.822),
      ("é", 1.099, 2.013),
    ])
  func estimates(text: String, o200k: Double, cl100k: Double) {
    #expect(abs(TokenEstimator().estimate(text) - o200k) < 0.006)
    #expect(abs(TokenEstimator(vocabulary: .cl100k).estimate(text) - cl100k) < 0.006)
  }

  @Test("A conversation costs 3 tokens a message and 3 for the answer's beginning")
  func conversation() {
    let messages = [
      ChatMessage(.system, text: ""), ChatMessage(.user, text: "Hello, world!"),
      ChatMessage(.assistant, [.toolCall(ToolCall(id: "1", name: "", arguments: "Hello, world!"))]),
      ChatMessage(
        .tool, [.toolResult(ToolResult(callID: "1", name: "f", content: "----------------"))]),
    ]
    // 3.32 + 3.32 + 2.66 and 15 beside them, rounded up.
    #expect(TokenEstimator().estimate(messages: messages) == 25)
    #expect(TokenEstimator().estimate(messages: []) == 3)
  }

  @Test(
    "The first GPT-4 has a vocabulary of its own",
    arguments: [
      ("gpt-4", 16.57), ("gpt-4-turbo", 16.57), ("GPT-3.5-turbo", 16.57), ("gpt-4o", 11.87),
      ("gpt-4.1", 11.87), ("claude-sonnet-4-5", 11.87),
    ])
  func vocabularies(model: String, expected: Double) {
    let estimate = TokenEstimator(model: model).estimate("今天天气很好，我们去公园吧。")
    #expect(abs(estimate - expected) < 0.006)
  }

  @Test("Tools are part of the prompt")
  func tools() {
    let tool = ToolDefinition(name: "weather", description: "Now", parameters: ["type": "object"])
    let bare = ModelRequest(model: "m", messages: [ChatMessage(.user, text: "hi")])
    var equipped = bare
    equipped.tools = [tool]
    let difference = TokenEstimator().estimate(equipped) - TokenEstimator().estimate(bare)
    #expect((15...25).contains(difference))
  }
}
