internal import FacetCSV
internal import FacetConfiguration
internal import FacetJSON
internal import FacetScore

/// The scorers of a source, as its metadata declares them.
struct RowScorers: Sendable {
  /// In the order of the configuration.
  let all: [Scorer]

  /// - Parameter declared: The `scorers` of a dataset's metadata; `nil` or unreadable ones are none.
  init(_ declared: JSONValue?) {
    guard let declared, declared.array?.isEmpty == false else {
      all = []
      return
    }
    let task: JSONValue = [
      "task_type": "rows", "task_description": "rows", "scores": declared,
      "agent_perspectives": [["condition": "Rows", "reading": .null, "strategy": "Answer."]],
      "data_config": ["input_data_path": "rows.jsonl"],
    ]
    let read = try? TaskConfiguration(
      text: task.text, path: "metadata.json", overrides: [], workingDirectory: "/")
    all = read?.scores ?? []
  }

  /// The scorer of a name, or the only one.
  func scorer(named name: String?) -> Scorer? {
    guard let name else { return all.count == 1 ? all.first : nil }
    return all.first { $0.name == name }
  }

  /// The names of the fields of a sample on which a score depends.
  func fields(of score: String?) -> [String] {
    guard let scorer = scorer(named: score) else { return [] }
    var names: [String] = []
    for part in parts(of: scorer) {
      for name in part.templates.flatMap(\.names)
      where !Scorer.ownNames.contains(name) && !names.contains(name) {
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
    where prompt.names.allSatisfy { $0 == "response" || !Self.ownNames.contains($0) }:
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
