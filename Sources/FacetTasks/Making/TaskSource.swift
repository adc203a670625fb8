internal import Facet
internal import FacetConfiguration
internal import FacetJSON

/// What a task is made from: a sample, the answers about it, and its number.
struct TaskSource: Sendable {
  var sample: Sample
  /// How the configuration reads samples.
  var data: DataConfiguration
  /// The task's number, padded to the width of the total.
  var index: String
  /// The names of the perspective's steps, in order; none if there is no perspective.
  var steps: [String] = []
  /// The answers, in the order of the steps.
  var answers: [StepText] = []

  /// The text of a name in double braces; `nil` if there is none.
  func text(of name: String) -> String? {
    if name == "index" { return index }
    if let step = Self.step(of: name, among: steps) {
      return step < answers.count ? text(of: name, in: answers[step]) : nil
    }
    return name == "id" ? sample.id : sample.text(of: name, data: data)
  }

  private func text(of name: String, in answer: StepText) -> String? {
    let members = name.split(separator: ".").dropFirst()
    guard !members.isEmpty else { return answer.text }
    var part = answer.value
    for member in members {
      part = part?[String(member)] ?? Int(member).flatMap { part?[$0] }
    }
    return part.flatMap { $0.isNull ? nil : PromptTemplate.fieldText($0) }
  }

  /// The step for which a name stands, alone or with a member of its answer.
  static func step(of name: String, among steps: [String]) -> Int? {
    let base = name.firstIndex(of: ".").map { String(name[..<$0]) } ?? name
    // The reading of a pair is known as notes in prompts, too.
    return steps.lastIndex(of: base) ?? (base == "notes" ? steps.firstIndex(of: "reading") : nil)
  }
}
