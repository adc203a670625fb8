package import FacetJSON

/// A kind of question, written once for every file: its words, its code, and when it applies.
///
/// A template is a `NAME.json` with a `NAME.py` beside it. Both name values in double braces; the
/// words get them as a person writes them, the code as Python does.
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
  /// The code as its file has it.
  package var code: TemplateText
  /// Other codes for the same answer, in the order of their names.
  package var alternatives: [TemplateText]
  /// Codes that leave a step out, by what they do without, such as `without the filter`.
  package var shortcuts: [(name: String, code: TemplateText)]
  /// What an alternative's own answer means.
  package var alternativeAnswers: AlternativeAnswers
  /// Each set makes a question of its own.
  package var parameters: [JSONObject]
  /// The columns that a question is about, by placeholder; each combination makes a question.
  package var columns: [(name: String, need: ColumnNeed)]
  /// Placeholders of ``columns`` whose order makes no difference.
  package var unordered: [String]
  /// The most combinations of columns that are taken.
  package var bindings: Int
  /// Lists of all columns of a kind, by placeholder.
  package var lists: [(name: String, need: ColumnNeed)]
  package var requirements: [Requirement]

  /// What becomes of an answer that an alternative gives and the code does not.
  package enum AlternativeAnswers: String, Sendable {
    /// It shows that something is wrong: the question is dropped.
    case agree
    /// It is accepted too.
    case accept
  }

  /// How many of something a file must have.
  package struct Requirement: Sendable, Equatable {
    package var what: String
    package var least: Int
    package var most: Int?
  }

  package static func == (one: QuestionTemplate, other: QuestionTemplate) -> Bool {
    one.name == other.name && one.code == other.code && one.question == other.question
  }
}

/// What a column must be to take a place in a question.
package struct ColumnNeed: Sendable, Equatable {
  package var role: Role
  /// How many different values it may have.
  package var distinct: ClosedRange<Int>?
  /// So many of its values must stand in at least so many rows.
  package var largeGroups: (count: Int, rows: Int)?
  /// Whether it must lack values.
  package var isIncomplete = false

  /// What a column is used for.
  package enum Role: String, Sendable, CaseIterable {
    /// Numbers that measure something.
    case numeric
    /// Labels: texts, truth values.
    case category
    /// What rows are grouped by: labels, and whole numbers of few different values.
    case group
    /// What rows can be put in order by: measures, and years, days or codes.
    case ordered
    /// Labels in words: texts of few different values.
    case label
    /// Dates as text.
    case date
    /// Texts of any number of different values.
    case text
    /// Anything that has values.
    case any
  }

  /// The most different whole numbers that still make groups.
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
