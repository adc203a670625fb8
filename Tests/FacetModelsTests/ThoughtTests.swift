import FacetHTTP
import FacetJSON
import FacetModels
import Testing

@Suite("Thoughts in the text of an answer")
struct ThoughtTests {
  private func completion(_ text: String, finish: String = "stop") throws -> Completion {
    let endpoint = try Endpoint(provider: #require(ProviderTable.provider(named: "vllm")))
    let body: JSONValue = [
      "choices": [
        [
          "message": ["role": "assistant", "content": .string(text)],
          "finish_reason": .string(finish),
        ]
      ]
    ]
    return try endpoint.wireFormat.completion(
      of: HTTPResponse(status: 200, headers: HTTPHeaders(), body: body.bytes()), at: endpoint,
      now: .zero)
  }

  @Test(
    "Thoughts are separated from the answer, wherever they are",
    arguments: [
      ("<think>hm</think>4", "4", "hm"),
      (
        "<think>hm</think>{\"a\": \"<think>x</think>\"}", "{\"a\": \"<think>x</think>\"}", "hm"
      ),
      ("so</think>\n[\"</think>\"]", "[\"</think>\"]", "so"),
      ("<think>\nhm\n</think>\n\nIt is 4.\n", "It is 4.\n", "hm"),
      ("<Thinking>hm</Thinking>\n4", "4", "hm"),
      ("<thought>hm</thought>4", "4", "hm"),
      ("<reasoning type=\"long\">hm</reasoning> 4", "4", "hm"),
      ("<seed:think>hm</seed:think>4", "4", "hm"),
      ("<thinking>hm</think>4", "4", "hm"),
      ("[THINK]hm[/THINK]4", "4", "hm"),
      ("◁think▷hm◁/think▷4", "4", "hm"),
      ("<|START_THINKING|>hm<|END_THINKING|><|START_RESPONSE|>4<|END_RESPONSE|>", "4", "hm"),
      ("<|begin_of_thought|>hm<|end_of_thought|>\n4", "4", "hm"),
      ("<|channel>thought\nhm<channel|>4", "4", "hm"),
      ("<unused94>thought\nhm<unused95>4", "4", "hm"),
      ("<unused94>thought\nhm", "", "hm"),
      ("<unused94>hm<unused95>\n\n4", "4", "hm"),
      ("hm<unused95>4", "4", "hm"),
      ("<ctrl94>thought\nhm<ctrl95>4", "4", "hm"),
      ("<longcat_think>hm</longcat_think>4", "4", "hm"),
      ("<scratch_pad>hm</scratch_pad>4", "4", "hm"),
      ("<|inner_prefix|>hm<|inner_suffix|>4", "4", "hm"),
      ("<think>hm</think>\n<response>\n4\n</response>", "4", "hm"),
      (
        "<think>hm</think><response>4</response><note>5</note>",
        "<response>4</response><note>5</note>", "hm"
      ),
      (
        "<think>hm</think><response>4</response>\n<response>5</response>",
        "<response>4</response>\n<response>5</response>", "hm"
      ),
      ("<think>hm</think><|begin_of_box|>4<|end_of_box|>", "4", "hm"),
      ("Here is my thought process:\nhm\n\nHere is my response:\n4", "4", "hm"),
      ("Here's my thought process: hm\nHere's my response: 4", "4", "hm"),
      (
        "Here are my reasoning steps:\nhm\n[BEGIN FINAL RESPONSE]\n4\n[END FINAL RESPONSE]", "4",
        "Here are my reasoning steps:\nhm"
      ),
      ("Sure. <think>hm</think> It is 4.", "Sure. It is 4.", "hm"),
      ("First\n\n<think>hm</think>\n\nsecond", "First\n\nsecond", "hm"),
      ("First <think>hm</think>\n\nsecond", "First\n\nsecond", "hm"),
      ("<think>a</think>x <think>b</think>y", "x y", "a\n\nb"),
      ("<think>a <think>b</think> c</think>4", "4", "a <think>b</think> c"),
      ("<think>a <think>b</think>4", "4", "a <think>b"),
      ("4\n<think>and so", "4", "and so"),
      ("<think>and so", "", "and so"),
      ("I think so.</think>4", "4", "I think so."),
      ("I think so\n</think>\n\n4", "4", "I think so"),
      ("I think so. </think> 4", "4", "I think so."),
      ("I think so</think>", "", "I think so"),
      ("<think>a</think>4</think>", "4", "a"),
      ("<think></think>\n\n4", "4", nil),
      ("<think/>4", "4", nil),
      ("<think>```python\nx = 1\n</think>\n4", "4", "```python\nx = 1"),
      (
        "<think>```python\nx\n</think>So:\n```python\ny\n```", "So:\n```python\ny\n```",
        "```python\nx"
      ),
      ("Try\n```python\nx\n```\nno.\n</think>\n4", "4", "Try\n```python\nx\n```\nno."),
      ("<think>close with `</think>` then</think>4", "4", "close with `</think>` then"),
      (
        "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>4"
          + "<|return|>", "4", "hm"
      ),
      ("analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>4", "4", "hm"),
      ("<|channel|>analysis<|message|>hm", "", "hm"),
      ("<|channel|>final <|constrain|>json<|message|>4", "4", nil),
      (
        "<|channel|>commentary to=functions.run <|constrain|>json<|message|>{}<|call|>", "", "{}"
      ),
      ("analysisWe see.assistantfinal4", "4", "We see."),
    ] as [(String, String, String?)])
  func separates(text: String, answer: String, thoughts: String?) throws {
    let completion = try completion(text)
    #expect(completion.text == answer)
    #expect(completion.reasoning == thoughts)
    #expect(completion.inlineText == text)
  }

  @Test(
    "An answer that talks about the tags stays whole",
    arguments: [
      "Use `<think>` and `</think>`.",
      "Reasoning models write ``<think>`` first.",
      "```xml\n<think>hm</think>\n```\nThat is the format.",
      "~~~\n<think>\n~~~",
      "````\n```\n<think>\n```\n````",
      "The <think> tag opens the thoughts.",
      "They stand between <think> and </think> tags.",
      "It wraps them in <think>...</think> tags.",
      "Everything up to </think> is thought.",
      "The tag \"<think>\" has a partner, \"</think>\".",
      "If a < b, then [think] of <thinker>.", "<thin>k</thin>", "[THINKER]", "a <|end|> b",
      #"{"a": "<think>x</think>", "b": 1}"#, "[\"</think>\"]\n", #"  "<think>x</think>""#,
      "analysis of the data", "Here is my thought process: I add.", "The token <unused93> is free.",
      "<response>4</response>", "The <unused94> token opens it.", "", "<", "<|", "</", "[", "◁",
      "<think", "</think", "`<think>",
    ])
  func leaves(text: String) throws {
    let completion = try completion(text)
    if text == "`<think>" {
      // An open backtick protects nothing, and nothing follows.
      #expect(completion.reasoning == nil)
      return
    }
    #expect(completion.text == text)
    #expect(completion.reasoning == nil)
    #expect(completion.inlineText == nil)
  }

  @Test("A text that looks like JSON after each of many thoughts is read a few times at most")
  func repeatedJSON() throws {
    let text = String(
      repeating: "<think>a</think>{\"a\": \"" + String(repeating: "b", count: 20_000), count: 100)
    let time = try ContinuousClock().measure { _ = try completion(text) }
    #expect(time < .seconds(5), "it took \(time)")
  }

  @Test("A cut or hostile text is read in linear time, without a trap")
  func hostile() throws {
    let pieces = [
      "<think>", "</think>", "```", "```python\n", "`", "<|channel|>", "[THINK]", "\n", "<", "|>",
    ]
    for first in pieces {
      for second in pieces {
        _ = try completion(String(repeating: first + second, count: 3000))
        _ = try completion(first + second)
      }
    }
  }

  @Test("Thoughts that the provider separates are kept next to the answer too")
  func separateMembers() throws {
    for (fixture, expected) in [
      ("deepseek.success", true), ("anthropic.thinking", true), ("openai.success", false),
      ("mistral.success", true),
    ] {
      let name = String(fixture.prefix { $0 != "." })
      let endpoint = try Endpoint(provider: #require(ProviderTable.provider(named: name)))
      let completion = try endpoint.wireFormat.completion(
        of: Fixture.response(fixture), at: endpoint, now: .zero)
      #expect((completion.reasoning?.isEmpty == false) == expected, "\(fixture)")
      #expect(completion.text == "Lima")
      #expect(completion.inlineText == nil)
    }
  }
}
