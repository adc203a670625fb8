package import FacetJSON
internal import FacetPlatform

/// A template with the values of one file: a question without an answer.
package struct QuestionCandidate: Sendable {
  package var template: QuestionTemplate
  /// The bound columns and the set of parameters, by name, which identify it among the template's
  /// questions.
  package var parameters: JSONObject
  /// The parameters and the values common to all questions about the file.
  package var values: JSONObject

  /// The code that computes the answer.
  package func code() throws(QuestionRecordError) -> String {
    try HookLines.filled(template.code.python(values))
  }

  /// Alternative codes for the same answer.
  package func alternatives() throws(QuestionRecordError) -> [String] {
    var codes: [String] = []
    for alternative in template.alternatives {
      codes.append(try HookLines.filled(alternative.python(values)))
    }
    return codes
  }

  /// Codes that omit a step, with a name for the omission: if one of them gives the answer too, the
  /// question is dropped.
  func shortcuts() throws(QuestionRecordError) -> [(name: String, code: String)] {
    var codes: [(name: String, code: String)] = []
    for shortcut in template.shortcuts {
      codes.append((shortcut.name, try HookLines.filled(shortcut.code.python(values))))
    }
    return codes
  }

  /// The columns that the question names.
  var namedColumns: [String] { template.columns.compactMap { parameters[$0.name]?.string } }

  /// The columns that the question averages, compares or correlates as measures.
  var measuredColumns: [String] {
    template.columns.filter { $0.need.role == .numeric }.compactMap { parameters[$0.name]?.string }
  }

  /// The longest list of names in a question: only single columns of a wide file are asked about.
  private static let longestList = 40

  /// Whether the question or the code names a list that is too long to read.
  private var isTooWide: Bool {
    let texts = [template.question, template.code, template.outputSchema]
    return texts.flatMap(\.names).contains {
      (values[$0]?.array?.count ?? 0) > Self.longestList
    }
  }

  /// All candidates that a profile supports, in the order in which they are tried: the first of
  /// each template, then the second of each. A seed decides the order of columns.
  package static func all(
    of templates: [QuestionTemplate], for profile: CSVProfile, seed: Int
  ) -> [QuestionCandidate] {
    var rounds: [[QuestionCandidate]] = []
    let order = templates.sorted { one, other in
      rank(seed, [one.name]) < rank(seed, [other.name])
    }
    for template in order {
      for (round, candidate) in of(template, for: profile, seed: seed).enumerated() {
        if rounds.count == round { rounds.append([]) }
        rounds[round].append(candidate)
      }
    }
    return rounds.flatMap { $0 }
  }

  private static func of(
    _ template: QuestionTemplate, for profile: CSVProfile, seed: Int
  ) -> [QuestionCandidate] {
    guard profile.meets(template.requirements) else { return [] }
    let combinations = combinations(template, profile: profile, seed: seed)
    let names = customaryValues(profile)
    var candidates: [QuestionCandidate] = []
    // All combinations use the first set before any uses the second, so that questions vary their
    // columns before their numbers.
    for set in template.parameters {
      for columns in combinations {
        var parameters = columns
        for member in set.members { parameters[member.key] = member.value }
        var values = names
        for member in parameters.members { values[member.key] = member.value }
        var isWhole = true
        for list in template.lists {
          let bound = columns.members.map(\.value)
          let chosen = profile.columns.filter { list.need.accepts($0) }
            .map { JSONValue.string($0.name) }.filter { !bound.contains($0) }
          let least = template.requirements.first { $0.what == list.name }?.least ?? 0
          isWhole = isWhole && chosen.count >= least
          values[list.name] = .array(shortened(chosen, seed: seed, name: template.name))
        }
        let candidate = QuestionCandidate(
          template: template, parameters: parameters, values: values)
        if isWhole, !candidate.isTooWide { candidates.append(candidate) }
      }
    }
    return candidates
  }

  /// The most columns in a list; if there are more, a seed decides which are kept.
  private static let longestChoice = 12

  private static func shortened(
    _ names: [JSONValue], seed: Int, name: String
  ) -> [JSONValue] {
    guard names.count > longestChoice else { return names }
    let chosen = names.sorted {
      rank(seed, [name, $0.text]) < rank(seed, [name, $1.text])
    }.prefix(longestChoice)
    return names.filter(chosen.contains)
  }

  /// The most columns tried for a placeholder of a template.
  private static let mostColumns = 24

  private static func combinations(
    _ template: QuestionTemplate, profile: CSVProfile, seed: Int
  ) -> [JSONObject] {
    var combinations: [[Int]] = [[]]
    for (place, slot) in template.columns.enumerated() {
      let fitting = profile.columns.indices.filter { slot.need.accepts(profile.columns[$0]) }
      let chosen =
        fitting.count <= mostColumns
        ? fitting
        : fitting.sorted { one, other in
          rank(seed, [template.name, slot.name, profile.columns[one].name])
            < rank(seed, [template.name, slot.name, profile.columns[other].name])
        }.prefix(mostColumns).sorted()
      let isLater = template.unordered.contains(slot.name)
      combinations = combinations.flatMap { taken in
        chosen.compactMap { column in
          if taken.contains(column) { return nil }
          if isLater {
            // Interchangeable columns keep the order of the file.
            for (earlier, other) in zip(template.columns[..<place], taken)
            where template.unordered.contains(earlier.name) && other > column { return nil }
          }
          return taken + [column]
        }
      }
    }
    let objects = combinations.map { taken in
      JSONObject(
        zip(template.columns, taken).map { ($0.name, .string(profile.columns[$1].name)) })
    }
    let ranked = objects.sorted { one, other in
      rank(seed, [template.name, JSONValue.object(one).text])
        < rank(seed, [template.name, JSONValue.object(other).text])
    }
    return Array(ranked.prefix(template.columns.isEmpty ? 1 : template.bindings))
  }

  private static func customaryValues(_ profile: CSVProfile) -> JSONObject {
    func names(_ columns: [ColumnProfile]) -> JSONValue {
      .array(columns.map { .string($0.name) })
    }
    return [
      "numeric": names(profile.numericColumns), "category": names(profile.categoryColumns),
      "excluded_numeric": names(
        profile.columns.filter {
          ($0.kind == .integer || $0.kind == .number || $0.kind == .empty)
            && $0.eligibility != .numeric
        }),
      "excluded_category": names(
        profile.columns.filter {
          [.text, .boolean, .date, .amount].contains($0.kind)
            && $0.eligibility != .category
        }),
      "rows": .number(JSONNumber(profile.rows)), "dataset": .string(profile.datasetName),
    ]
  }

  /// A reproducible pseudo-random rank.
  private static func rank(_ seed: Int, _ parts: [String]) -> String {
    let text = ([String(seed)] + parts).joined(separator: "\u{1F}")
    return SHA256(of: Array(text.utf8)).description
  }
}

extension CSVProfile {
  /// Whether the file meets a template's requirements; those on lists are checked where the lists'
  /// columns are chosen.
  fileprivate func meets(_ requirements: [QuestionTemplate.Requirement]) -> Bool {
    requirements.allSatisfy { requirement in
      let count: Int
      switch requirement.what {
      case "rows": count = rows
      case "columns": count = columns.count
      case "numeric": count = numericColumns.count
      case "category": count = categoryColumns.count
      case "columns_with_missing": count = columns.count { $0.missingCount > 0 }
      case "numeric_with_missing": count = numericColumns.count { $0.missingCount > 0 }
      default: return true
      }
      return count >= requirement.least && count <= requirement.most ?? .max
    }
  }
}
