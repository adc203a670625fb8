package import FacetJSON
package import FacetPlatform

/// A declared scorer: what it says of a completion is a number, or nothing with a reason.
package struct Scorer: Sendable {
  /// The score's name in the dataset; unique in a configuration.
  package var name: String
  package var kind: Kind
  /// The text that it judges, before anything is extracted from it.
  package var subject: Subject
  /// The part of that text that it judges.
  package var extraction: Extraction
  /// The fields that a sample must have to be scored.
  package var condition: [FieldCondition]
  /// The labels of the perspectives that it scores; empty for all.
  package var perspectives: [GlobPattern]
  /// The range that becomes 0 to 1; `nil` to keep the value.
  package var scale: Scale?
  package var missing: Missing
  /// Everything that determines its value for a completion, files included: no name, no selection
  /// and nothing that is applied to the value afterwards.
  package var definition: JSONObject
  /// Its place in the file, for messages.
  package var location: SourceLocation

  /// How a scorer judges.
  package enum Kind: Sendable {
    /// 1 if the text is the expected one, else 0.
    case equals(Expectation)
    /// 1 if the expected text occurs, else 0.
    case contains(Expectation, requiresAll: Bool)
    /// 1 if the pattern occurs; with an expectation, 1 if its first group is the expected text.
    case regex(TextPattern, Expectation?)
    /// 1 if the chosen letter is the expected one, else 0.
    case choice(Expectation, letters: [String])
    /// 1 if the number is the expected one within the tolerances, else 0.
    case number(Expectation, tolerance: Tolerance)
    /// 1 if the text's length lies within the bounds, else 0.
    case length(unit: LengthUnit, range: ClosedRange<Int>)
    /// 1 if the JSON value matches, else 0.
    case jsonSchema(JSONSchema)
    /// 1 if the text is the one that a strict majority of the perspective's completions has.
    case agreement([Normalization])
    /// How far the rows of a query are those of the expected one.
    case sql(QueryRule)
    /// The share of tests that the code passes.
    case code(TestRule)
    /// The number that a program of the user's says.
    case command(ProgramRule)
    /// The number of the choice that a model makes.
    case judge(JudgeRule)
    /// The share of comparisons with other responses that it wins.
    case pairwise(PairwiseRule)
    /// 1 if the answer is the expected one by the rules of CSV analysis, else 0.
    case answer(Expectation, question: Prompt?)
    /// The form of a thought, an action and its input, from 0 to 1.
    case react(actions: Set<String>)
    /// The weighted sum of other scores.
    case sum([Part])
  }

  /// How SQL is scored.
  package struct QueryRule: Sendable {
    /// The expected query, and the path of the database.
    package var gold: Prompt
    package var database: Prompt
    /// The time limit of a query.
    package var timeout: Duration
    /// The most rows of a result.
    package var maxRows: Int
    package var columns: ColumnOrder
    /// Whether the numbers are those of the published reward.
    package var isPublished: Bool

    /// Whether the order of a result's columns matters.
    package enum ColumnOrder: String, Sendable, CaseIterable {
      case exact
      case any
    }
  }

  /// How code is scored.
  package struct TestRule: Sendable {
    package var tests: Prompt
    /// The time limit of all tests of a completion.
    package var timeout: Duration
  }

  /// What a model that scores is asked.
  package struct Question: Sendable {
    /// A template that shows what it scores.
    package var prompt: Prompt
    package var system: Prompt?
    package var model: ModelConfiguration
    /// The JSON in which it answers: its reasons, then its choice.
    package var schema: AnswerSchema
  }

  /// A model that scores one response.
  package struct JudgeRule: Sendable {
    package var question: Question
    /// The words to choose from, and the number of each.
    package var choices: [Choice]

    /// A word that a judge may choose.
    package struct Choice: Sendable, Hashable {
      package var word: String
      package var value: ScoreValue
    }
  }

  /// A model that compares two responses at a time.
  package struct PairwiseRule: Sendable {
    package var question: Question
    package var scope: Scope
    /// Whether each two responses are compared twice, each of them once as the first.
    package var asksBothOrders: Bool

    /// The responses that are compared with one another.
    package enum Scope: String, Sendable, CaseIterable {
      /// The completions of one perspective and model.
      case perspective
      /// All responses to a sample.
      case sample
    }

    /// The words to choose from: the response that is shown first, the other, or neither.
    package static let words = (first: "first", second: "second", tie: "tie")
    /// The names of the two responses in the prompt.
    package static let names = ["first", "second"]
  }

  /// A program that scores.
  package struct ProgramRule: Sendable {
    /// The program's name or path, then its arguments.
    package var command: [String]
    /// The time limit of a completion.
    package var timeout: Duration
  }

  /// A score in a sum.
  package struct Part: Sendable, Hashable {
    package var name: String
    package var weight: ScoreValue
  }

  /// The range that becomes 0 to 1.
  package struct Scale: Sendable, Hashable {
    package var from: ScoreValue
    package var to: ScoreValue
  }

  /// What a scorer that cannot tell says of a completion.
  package enum Missing: Sendable, Hashable {
    /// Nothing.
    case null
    /// The cell fails.
    case fail
    /// This number.
    case value(ScoreValue)
  }

  /// The text that a scorer judges.
  package enum Subject: Sendable {
    case response
    case preparation
    /// The structured value of the response if it has one, else the response.
    case answer
    case template(Prompt)
  }

  /// The text that a scorer expects.
  package struct Expectation: Sendable {
    /// Templates or plain texts, each of which is right.
    package var texts: [Prompt]
    package var normalizations: [Normalization]
  }

  /// The differences that a comparison of numbers allows.
  package struct Tolerance: Sendable, Hashable {
    package var absolute: Double
    /// Relative to the expected number.
    package var relative: Double
  }

  /// What a length counts.
  package enum LengthUnit: String, Sendable, CaseIterable {
    case characters
    case words
    case lines
  }
}

/// What is made equal before two texts are compared.
package enum Normalization: String, Sendable, CaseIterable {
  /// Upper and lower case.
  case letterCase = "case"
  /// Runs of white space, and white space at the ends.
  case space
  /// Punctuation, except inside numbers.
  case punctuation
  /// The words "a", "an" and "the".
  case articles
}

/// The part of a text that a scorer judges.
package enum Extraction: Sendable, Hashable {
  case none
  /// The one JSON value, or a member of it.
  case json([String])
  /// The content of the last `\boxed{…}`.
  case boxed
  case lastNumber
  /// The content of the last fenced block of a language.
  case fence(String)
  /// The query of an answer.
  case sql
  /// The content of the last `<NAME>…</NAME>`.
  case tag(String)
  /// The first group of the pattern's last match, or the match.
  case pattern(TextPattern)
}

/// A condition on a field of a sample.
package struct FieldCondition: Sendable, Hashable {
  package var field: String
  /// The accepted values; null accepts a field that is absent.
  package var values: [JSONValue]
}

extension Scorer {
  /// The templates in which it names fields.
  package var templates: [Prompt] {
    var templates: [Prompt] = []
    if case .template(let prompt) = subject { templates.append(prompt) }
    switch kind {
    case .equals(let expected), .contains(let expected, _), .choice(let expected, _),
      .number(let expected, _):
      templates += expected.texts
    case .sql(let rule): templates += [rule.gold, rule.database]
    case .answer(let expected, let question):
      templates += expected.texts + (question.map { [$0] } ?? [])
    case .judge, .pairwise:
      if let question = kind.question {
        templates += [question.prompt] + (question.system.map { [$0] } ?? [])
      }
    case .code(let rule): templates.append(rule.tests)
    case .regex(_, let expected): templates += expected?.texts ?? []
    case .length, .jsonSchema, .agreement, .command, .react, .sum: break
    }
    return templates
  }

  /// The names in its templates that are not fields of the sample.
  package var ownNames: Set<String> {
    isPairwise ? Set(PairwiseRule.names) : ["response", "preparation", "notes"]
  }

  /// Whether it compares responses, two at a time.
  package var isPairwise: Bool {
    if case .pairwise = kind { true } else { false }
  }
}

extension Scorer.Kind {
  /// What a model is asked for the score; `nil` if none is asked.
  package var question: Scorer.Question? {
    switch self {
    case .judge(let rule): rule.question
    case .pairwise(let rule): rule.question
    default: nil
    }
  }
}

extension Scorer {
  /// Whether a model is asked for the score.
  package var asksModel: Bool { kind.question != nil }
}
