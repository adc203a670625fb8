/// What must not be in the data.
package struct ContaminationRules: Sendable {
  /// Rows of a benchmark that must not be learnt.
  package struct Benchmark: Sendable, Hashable {
    package var name: String
    package var path: String
    /// The field with the text; `nil` for `question`, `prompt`, `text` or `input`.
    package var field: String?
    package var answerField: String?

    package init(name: String, path: String, field: String? = nil, answerField: String? = nil) {
      self.name = name
      self.path = path
      self.field = field
      self.answerField = answerField
    }
  }

  package var keywords: [String] = []
  /// Whether keywords are looked for letter by letter, as published.
  package var isLiteral = false
  package var benchmarks: [Benchmark] = []
  /// Whether a contaminated row in the end fails the export instead of being dropped.
  package var isStrict = false

  package init() {}

  package var isEmpty: Bool { keywords.isEmpty && benchmarks.isEmpty }
}
