import FacetConfiguration
import FacetJSON
import FacetPlatform
import TestSupport
import Testing

@testable import FacetCSV

@Suite("Templates of questions")
struct TemplateFolderTests {
  /// The folder of the project.
  static let root = (0..<4).reduce(#filePath) { path, _ in FileSystem.parent(of: path) }

  static func shipped() throws -> [QuestionTemplate] {
    try TemplateFolder.templates(in: "\(root)/\(TemplateFolder.name)")
  }

  private static let published: [Difficulty: [String: Int]] = [
    .easy: [
      "count_high_missing_columns": 3, "duplicate_rows_summary": 3, "identifier_like_columns": 3,
      "coefficient_of_variation": 4, "iqr_outlier_analysis": 5, "percentile_ranking": 3,
      "descriptive_summary": 3,
    ],
    .medium: [
      "max_variance_mean": 3, "min_mean_column_std": 3, "strongest_correlation": 4,
      "weakest_correlation": 4, "count_outlier_columns": 4, "chi_squared_independence": 6,
      "mann_whitney_u_test": 6, "spearman_rank_correlation": 6, "ks_normality_test": 7,
    ],
    .hard: [
      "conditional_normality": 5, "category_highest_target_mean": 5,
      "correlation_after_outlier_removal": 5, "levene_variance_test": 7,
      "correlation_change_analysis": 6, "regression_most_predictive": 8,
      "ttest_discovered_groups": 8, "audit_missing_imputation_effect": 6,
      "rank_categories_by_target_mean": 6, "quantile_bin_best_mean": 7,
      "segment_then_analyze_outliers": 7,
    ],
    .veryHard: [
      "bootstrap_ci_discovered": 9, "anova_discovered_groups": 9,
      "multiple_regression_top_predictors": 9, "adaptive_two_sample_test": 9,
      "iterative_outlier_removal": 9,
    ],
  ]

  @Test func `all published kinds of question exist, with difficulty and steps`() throws {
    let templates = try Self.shipped()
    for (difficulty, names) in Self.published {
      for (name, steps) in names {
        let template = try #require(templates.first { $0.name == name }, "\(name)")
        #expect(template.difficulty == difficulty, "\(name)")
        #expect(template.steps.count == steps, "\(name)")
      }
    }
  }

  @Test func `every template has a second way to its answer`() throws {
    let templates = try Self.shipped()
    #expect(templates.count >= 44)
    for template in templates { #expect(!template.alternatives.isEmpty, "\(template.name)") }
  }

  @Test func `every varying value is in the question, not only in its code`() throws {
    for template in try Self.shipped() {
      let said = Set(template.question.names + template.outputSchema.names)
      let varied = template.parameters.first.map(\.keys) ?? []
      for name in varied + template.columns.map(\.name) where template.code.names.contains(name) {
        // The level of a test is said in percent.
        #expect(
          said.contains(name) || said.contains("\(name)_percent"), "\(template.name): \(name)")
      }
    }
  }

  @Test func `questions speak of the data, not of code`() throws {
    let words = ["pandas", "groupby", "group by", "dataframe", "lambda", "agg(", ".sort", "df["]
    for template in try Self.shipped() {
      let text = (template.question.words([:]) + template.hint.words([:])).lowercased()
      for word in words { #expect(!text.contains(word), "\(template.name): \(word)") }
    }
  }

  private static let plain = """
    {
      "description": "d", "difficulty": "EASY", "question": "q {{target}}", "hint": "h",
      "steps": ["s"], "output_schema": "o", "columns": {"target": {"role": "numeric"}}
    }
    """

  @Test(
    "A mistake is reported with its location",
    arguments: [
      (
        #""hint": "h""#, #""hnit": "h""#,
        "t.json:2:73: error: unknown key 'hnit'; did you mean 'hint'?"
      ),
      (
        "EASY", "SOFT",
        "t.json:2:37: error: 'difficulty' must be EASY, MEDIUM, HARD or VERY_HARD, not 'SOFT'"
      ),
      (
        "q {{target}}", "q {{tarket}}",
        "t.json:2:57: error: 'question' has '{{tarket}}', which has no value; did you mean '{{target}}'?"
      ),
      (#"["s"]"#, "[]", "t.json:3:12: error: 'steps' must be a list of texts"),
      (
        "numeric", "number",
        "t.json:3:52: error: 'columns' needs a 'role' in 'target', one of 'numeric', 'category', 'group', 'ordered', 'label', 'date', 'text', 'any'"
      ),
      (#""hint": "h","#, "", "t.json: error: missing key 'hint'"),
    ])
  func mistakes(found: String, replacement: String, message: String) throws {
    let folder = try ScratchFolder()
    let text = Self.plain.replacing(found, with: replacement)
    try folder.write(text, to: "t.json")
    try folder.write("submit(1)\n", to: "t.py")
    let error = #expect(throws: Diagnostic.self) {
      try TemplateFolder.templates(in: folder.path)
    }
    #expect(error?.description == "\(folder.path)/\(message)")
  }

  @Test func `code with a placeholder that has no value is a mistake`() throws {
    let folder = try ScratchFolder()
    try folder.write(Self.plain, to: "t.json")
    try folder.write("submit({{limit}})\n", to: "t.py")
    let error = #expect(throws: Diagnostic.self) {
      try TemplateFolder.templates(in: folder.path)
    }
    #expect(error?.message == "the code has '{{limit}}', which has no value")
  }

  @Test func `a template is two files, with alternative codes beside them`() throws {
    let folder = try ScratchFolder()
    try folder.write(Self.plain, to: "t.json")
    try folder.write("submit(df[{{target}}].sum())\n", to: "t.py")
    try folder.write("submit(1)\n", to: "t.other.py")
    let templates = try TemplateFolder.templates(in: folder.path)
    #expect(templates.map(\.name) == ["t"])
    #expect(templates[0].alternatives.count == 1)
    try folder.write("submit(1)\n", to: "stray.py")
    #expect(throws: Diagnostic.self) { try TemplateFolder.templates(in: folder.path) }
  }
}
