import FacetConfiguration
import Testing

@Suite("Layouts")
struct PromptLayoutTests {
  @Test("The sandwich matches published runs byte for byte")
  func sandwich() {
    #expect(
      PromptLayout.sandwich.prompt(instruction: "Do it.\n", context: "a ``` b")
        == "Do it.\n\n\n```a ``` b```Do it.\n\n\n")
  }

  @Test(
    "The sample comes first, in a fence that it cannot close",
    arguments: [
      ("plain", "```"), ("", "```"), ("one ` two ``", "```"), ("```\ncode\n```", "````"),
      ("`````` six", "```````"),
    ])
  func contextFirst(context: String, fence: String) {
    #expect(
      PromptLayout.contextFirst.prompt(instruction: "Do it.", context: context)
        == "\(fence)\n\(context)\n\(fence)\n\nDo it.")
  }

  @Test("Prompts about one sample share a prefix")
  func prefix() {
    let first = PromptLayout.contextFirst.prompt(instruction: "A", context: "x ```` y")
    let second = PromptLayout.contextFirst.prompt(instruction: "B ``````", context: "x ```` y")
    #expect(first.dropLast("A".count) == second.dropLast("B ``````".count))
  }
}
