internal import FacetConfiguration
internal import FacetJSON

/// The fields of samples on which the score of a kind's rows depends.
struct ScoreFields: Sendable {
  private var names: [String] = []
  private var inputField = "input"
  private var referenceField = "reference"

  /// No fields.
  init() {}

  init(of file: SourceFile, _ rules: MakeRules) {
    // A contrast of perspectives has no score, and a prompt has all fields anyway.
    let isContrast = rules.chosen != nil || rules.rejected != nil
    guard [.sft, .dpo, .kto].contains(rules.kind), !isContrast || rules.score != nil else { return }
    names = RowScorers(file.scorers).fields(of: rules.score)
    inputField = file.inputField
    referenceField = file.referenceField
  }

  /// The fields that a sample has, each as a scorer's template shows it.
  func values(of sample: TrainingSample) -> [(String, String)] {
    names.compactMap { name in
      let text: String? =
        switch name {
        case "input", inputField: sample.context ?? Self.text(name, sample)
        case "reference", referenceField: sample.reference ?? Self.text(name, sample)
        default: Self.text(name, sample)
        }
      return text.map { (name, $0) }
    }
  }

  private static func text(_ name: String, _ sample: TrainingSample) -> String? {
    guard let value = sample.fields[name], !value.isNull else { return nil }
    return PromptTemplate.fieldText(value)
  }
}
