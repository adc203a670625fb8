import FacetJSON
import Testing

@testable import FacetTraining

@Suite("What consumers refuse or read wrongly")
struct TargetRuleTests {
  /// Messages of letters: user, assistant, a call, a result, a second call of the same message.
  private static func messages(_ letters: String) -> [JSONObject] {
    var number = 0
    return letters.map { letter -> JSONObject in
      switch letter {
      case "s": return ["role": "system", "content": "Be kind."]
      case "u": return ["role": "user", "content": "What is it?"]
      case "c", "C":
        number += 1
        let calls = (letter == "C" ? ["a", "b"] : ["a"]).map { name -> JSONValue in
          ["id": .string("\(name)\(number)"), "function": ["name": "f", "arguments": [:]]]
        }
        return ["role": "assistant", "content": "", "tool_calls": .array(calls)]
      case "t": return ["role": "tool", "tool_call_id": .string("a\(number)"), "content": "1"]
      case "T": return ["role": "tool", "tool_call_id": .string("b\(number)"), "content": "2"]
      default: return ["role": "assistant", "content": "It is this."]
      }
    }
  }

  @Test(
    "A consumer gets no row that it cannot have",
    arguments: [
      // Prompt, answer, and the rejected answer of a pair.
      ("su", "a", nil, [:]), ("su", "ctua", nil, [.llamafactory: "roles_do_not_alternate"]),
      ("u", "cta", nil, [:]),
      ("u", "CtTa", nil, [:]), ("u", "a", "a", [:]),
      ("u", "Cta", nil, [.openai: "unanswered_call", .together: "unanswered_call"]),
      ("u", "c", nil, [:]),
      (
        "u", "caa", nil,
        [
          .openai: "unanswered_call", .together: "unanswered_call",
          .llamafactory: "roles_do_not_alternate",
        ]
      ),
      ("u", "aa", nil, [.llamafactory: "roles_do_not_alternate"]),
      (
        "u", "cta", "a",
        [
          .openai: "several_messages", .together: "several_messages",
          .llamafactory: "call_in_pair",
        ]
      ),
      (
        "u", "aua", "a",
        [
          .openai: "several_messages", .together: "several_messages",
          .llamafactory: "several_messages",
        ]
      ),
      ("u", "c", "a", [.llamafactory: "call_in_pair"]),
      ("uct", "a", "a", [.llamafactory: "result_before_pair"]),
    ] as [(String, String, String?, [RowForm.Target: String])])
  func refuses(
    prompt: String, answer: String, rejected: String?, expected: [RowForm.Target: String]
  ) {
    let all = Self.messages(prompt + answer)
    let before = Array(all.prefix(prompt.count))
    for target in RowForm.Target.allCases {
      let rules = TargetRules(target: target, kind: rejected == nil ? .sft : .dpo)
      let flaw = rules.flaw(
        prompt: before, answer: Array(all.dropFirst(prompt.count)),
        rejected: rejected.map(Self.messages))
      #expect(flaw == expected[target], "\(target)")
    }
  }
}
