internal import FacetConfiguration
internal import FacetJSON

/// An answer that is worth nothing, whatever was asked.
struct WorthlessAnswer: Sendable {
  var name: String
  /// What it is, worded to follow "an answer".
  var words: String
  var text: String

  /// The names of all kinds, in the order of a report.
  static let names = ["empty", "copy", "form", "padding", "options"]

  /// The answers to one sample: several of a kind where scorers look for several forms.
  static func all(
    for sample: Sample, scorers: [Scorer], data: DataConfiguration
  ) -> [WorthlessAnswer] {
    let input = sample.text(of: "input", data: data) ?? ""
    var answers = [
      WorthlessAnswer(name: "empty", words: "without any content", text: " "),
      WorthlessAnswer(name: "copy", words: "that repeats the input", text: input),
      WorthlessAnswer(
        name: "padding", words: "of 60 times one letter",
        text: String(repeating: "x", count: 60)),
      WorthlessAnswer(
        name: "padding", words: "of filler words",
        text: Array(repeating: "This is a long and careful answer to the question.", count: 40)
          .joined(separator: " ")),
      WorthlessAnswer(
        name: "options", words: "that names every common option",
        text: "A B C D E yes no true false 0 1 2 3 4 5 6 7 8 9 10"),
    ]
    for form in forms(of: scorers) {
      answers.append(
        WorthlessAnswer(name: "form", words: "that has the form and no content", text: form))
    }
    return answers
  }

  /// Empty forms of everything that the scorers extract or expect.
  private static func forms(of scorers: [Scorer]) -> [String] {
    var forms: [String] = []
    for scorer in scorers {
      switch scorer.extraction {
      case .boxed: forms.append("\\boxed{x}")
      case .tag(let name): forms.append("<\(name)>x</\(name)>")
      case .fence(let language): forms.append("```\(language)\npass\n```")
      case .sql: forms.append("```sql\nSELECT 1\n```")
      case .lastNumber: forms.append("The number is 0.")
      case .json: forms += ["{}", "[]", "null"]
      case .none, .pattern: break
      }
      if case .react = scorer.kind {
        forms.append(
          "Thought: I should first think about what to do and then do the next step here\n"
            + "Action: search\nAction Input: x")
      }
    }
    var unique: [String] = []
    for form in forms where !unique.contains(form) { unique.append(form) }
    return unique
  }
}

extension Scorer {
  /// Whether its number depends on the completion alone.
  var isAttackable: Bool {
    switch kind {
    case .agreement, .judge, .pairwise: false
    default: true
    }
  }
}
