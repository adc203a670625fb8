import FacetConfiguration
import FacetJSON
import Testing

@testable import FacetScore

/// A completion, its sample, and what a scorer must say of it.
struct ScoredCase: Sendable, CustomTestStringConvertible {
  var scorer: String
  var response: String
  var sample: String
  /// A number with its decimal point, or a reason.
  var expected: String

  /// - Parameter scorer: The members of a scorer beside its name.
  init(_ scorer: String, _ response: String, _ sample: String, _ expected: String) {
    self.scorer = scorer
    self.response = response
    self.sample = sample
    self.expected = expected
  }

  init(_ scorer: String, _ response: String, _ expected: String) {
    self.init(scorer, response, "{}", expected)
  }

  var testDescription: String { "\(scorer) of \(response.prefix(60)) is \(expected)" }

  /// What the scorer says.
  func found() throws -> String {
    let scorer = try Self.scorers([#"{"name": "s", \#(scorer)}"#])[0]
    return scorer.value(of: try Self.completion(response, sample)).text
  }

  static func scorers(_ scorers: [String]) throws -> [Scorer] {
    let text = """
      {"task_type": "t", "agent_perspectives": [{"condition": "A", "strategy": "S"}],
      "data_config": {"input_data_path": "d"}, "scores": [\(scorers.joined(separator: ", "))]}
      """
    return try TaskConfiguration(text: text, path: "a.json").scores
  }

  static func completion(_ response: String, _ sample: String = "{}") throws -> ScoredCompletion {
    let fields = try ConfigurationJSON.value(of: sample).plain
    return ScoredCompletion(response: response, preparation: fields["notes"]?.string) {
      fields[$0]
    }
  }
}

extension Score {
  /// The number, or the reason why there is none.
  var text: String { value?.description ?? reason?.rawValue ?? "" }
}
