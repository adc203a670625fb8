package import FacetJSON

/// A kind of question for any file: its wording, its code, and its requirements.
///
/// A template is a `NAME.json` with a `NAME.py` beside it. Both refer to values in double braces,
/// which become prose in the wording and Python literals in the code.
package struct QuestionTemplate: Sendable, Equatable {
  package var name: String
  package var description: String
  package var difficulty: Difficulty
  package var category: String
  package var tags: [String]
  package var question: TemplateText
  package var hint: TemplateText
  package var steps: [TemplateText]
  package var mechanical: TemplateText
  package var outputType: String
  package var outputSchema: TemplateText
  /// The code as in its file.
  package var code: TemplateText
  /// Alternative codes for the same answer, sorted by name.
  package var alternatives: [TemplateText]
  /// Codes that omit a step, with a name for the omission, such as `without the filter`.
  package var shortcuts: [(name: String, code: TemplateText)]
  /// The treatment of answers that only an alternative gives.
  package var alternativeAnswers: AlternativeAnswers
  /// Each set makes a separate question.
  package var parameters: [JSONObject]
  /// The columns of a question, by placeholder; each combination makes a question.
  package var columns: [(name: String, need: ColumnNeed)]
  /// Placeholders in ``columns`` that are interchangeable.
  package var unordered: [String]
  /// The most combinations of columns to use.
  package var bindings: Int
  /// Lists of all columns of a kind, by placeholder.
  package var lists: [(name: String, need: ColumnNeed)]
  package var requirements: [Requirement]

  /// The treatment of an answer that an alternative gives and the code does not.
  package enum AlternativeAnswers: String, Sendable {
    /// The disagreement indicates a mistake: the question is dropped.
    case agree
    /// The answer is accepted too.
    case accept
  }

  /// A range for the count of something in a file.
  package struct Requirement: Sendable, Equatable {
    package var what: String
    package var least: Int
    package var most: Int?
  }

  package static func == (one: QuestionTemplate, other: QuestionTemplate) -> Bool {
    one.name == other.name && one.code == other.code && one.question == other.question
  }
}

/// The conditions on a column for a placeholder.
package struct ColumnNeed: Sendable, Equatable {
  package var role: Role
  /// The allowed number of distinct values.
  package var distinct: ClosedRange<Int>?
  /// The column must have at least `count` values that each occur in at least `rows` rows.
  package var largeGroups: (count: Int, rows: Int)?
  /// Whether the column must have missing values.
  package var isIncomplete = false

  /// The use of a column.
  package enum Role: String, Sendable, CaseIterable {
    /// Measurements.
    case numeric
    /// Labels: texts, truth values.
    case category
    /// Columns for grouping rows: labels, and whole numbers with few distinct values.
    case group
    /// Columns for sorting rows: measures, and years, days or codes.
    case ordered
    /// Text labels with few distinct values.
    case label
    /// Dates as text.
    case date
    /// Texts with any number of distinct values.
    case text
    /// Any column with values.
    case any
  }

  /// The most distinct whole numbers that can form groups.
  private static let mostNumberGroups = 12

  package func accepts(_ column: ColumnProfile) -> Bool {
    if isIncomplete, column.missingCount == 0 { return false }
    if let distinct, !distinct.contains(column.uniqueCount) { return false }
    if let largeGroups {
      let large = column.groups.count { $0.count >= largeGroups.rows }
      if large < largeGroups.count { return false }
    }
    switch role {
    case .numeric: return column.eligibility == .numeric
    case .category: return column.eligibility == .category
    case .group:
      if column.eligibility == .category { return true }
      return column.eligibility == .numeric && column.kind == .integer
        && column.missingCount == 0 && column.uniqueCount <= Self.mostNumberGroups
    case .ordered:
      return column.eligibility == .numeric
        || column.eligibility == .category && column.kind == .integer
    case .label: return column.eligibility == .category && column.kind == .text
    case .date: return column.kind == .date && column.missingPercent < 50
    case .text: return column.kind == .text && column.missingPercent < 50
    case .any: return column.kind != .empty && column.uniqueCount > 1
    }
  }

  package static func == (one: ColumnNeed, other: ColumnNeed) -> Bool {
    one.role == other.role && one.distinct == other.distinct
      && one.isIncomplete == other.isIncomplete
      && one.largeGroups?.count == other.largeGroups?.count
      && one.largeGroups?.rows == other.largeGroups?.rows
  }
}
