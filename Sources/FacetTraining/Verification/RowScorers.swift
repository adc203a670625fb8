internal import FacetCSV
internal import FacetConfiguration
internal import FacetJSON
internal import FacetScore

/// The scorers of a source, as its metadata declares them.
struct RowScorers: Sendable {
  /// Those whose values follow from rows, in the order of the configuration.
  let all: [Scorer]
  /// The names of all, and of those with other needs.
  private let names: [String]
  /// The names of those that do not score every sample and perspective.
  private let conditional: Set<String>

  /// - Parameter declared: The `scorers` of a dataset's metadata; `nil` or unreadable ones are none.
  init(_ declared: JSONValue?) {
    var declarations = (declared?.array ?? []).filter { $0["name"]?.string != nil }
    names = declarations.compactMap { $0["name"]?.string }
    conditional = Set(
      declarations.filter { $0["where"] != nil || $0["perspectives"] != nil }
        .compactMap { $0["name"]?.string })
    // A score that a row has was made, whatever the condition.
    declarations = declarations.map { declaration -> JSONValue in
      var object = declaration.object ?? [:]
      object["where"] = nil
      object["perspectives"] = nil
      return .object(object)
    }
    declarations.removeAll { Self.others.contains($0["kind"]?.string ?? "") }
    // A sum of what cannot be made again cannot be made again either.
    while true {
      let left = Set(declarations.compactMap { $0["name"]?.string })
      let count = declarations.count
      declarations.removeAll { declaration in
        declaration["kind"] == "sum"
          && !(declaration["of"]?.object?.keys ?? []).allSatisfy { left.contains($0) }
      }
      if declarations.count == count { break }
    }
    let task: JSONValue = [
      "task_type": "rows", "task_description": "rows", "scores": .array(declarations),
      "agent_perspectives": [["condition": "Rows", "reading": .null, "strategy": "Answer."]],
      "data_config": ["input_data_path": "rows.jsonl"],
    ]
    let read =
      declarations.isEmpty
      ? nil
      : try? TaskConfiguration(
        text: task.text, path: "metadata.json", overrides: [], workingDirectory: "/")
    all = (read?.scores ?? []).filter(\.isRepeatable)
  }

  /// The kinds that ask models, run programs or compare answers.
  private static let others: Set<String> = ["judge", "pairwise", "command", "agreement"]

  /// The name of the score that ranks: the one that the rules name, else the only one.
  func name(_ named: String?) -> String? {
    named ?? (names.count == 1 ? names.first : nil)
  }

  /// Whether a score of this name was declared.
  func declares(_ name: String) -> Bool { names.contains(name) }

  /// Whether a scorer scores every sample and perspective.
  func isUnconditional(_ scorer: Scorer) -> Bool { !conditional.contains(scorer.name) }

  /// The scorer of a name, if its values follow from rows.
  func scorer(named name: String) -> Scorer? { all.first { $0.name == name } }

  /// The names of the fields of a sample on which a score depends.
  func fields(of score: String?) -> [String] {
    guard let scorer = name(score).flatMap({ scorer(named: $0) }) else { return [] }
    var names: [String] = []
    for part in parts(of: scorer) {
      for name in part.templates.flatMap(\.names)
      where !part.ownNames.contains(name) && !names.contains(name) {
        names.append(name)
      }
    }
    return names
  }

  /// A scorer, and those that it adds up.
  func parts(of scorer: Scorer) -> [Scorer] {
    guard case .sum(let parts) = scorer.kind else { return [scorer] }
    // A configuration has no cycles.
    return [scorer]
      + parts.flatMap { part in all.first { $0.name == part.name }.map(self.parts) ?? [] }
  }
}

extension Scorer {
  /// Whether its value follows from a row: the response, and fields in columns.
  var isRepeatable: Bool {
    switch subject {
    case .response: break
    case .template(let prompt)
    where prompt.names.allSatisfy { $0 == "response" || !ownNames.contains($0) }:
      break
    default: return false
    }
    return switch kind {
    case .equals, .contains, .regex, .choice, .number, .length, .jsonSchema, .sql, .code, .react,
      .answer, .sum:
      true
    default: false
    }
  }

  /// Whether it runs something in the sandbox.
  var runsCode: Bool {
    switch kind {
    case .sql, .code: true
    default: false
    }
  }
}
