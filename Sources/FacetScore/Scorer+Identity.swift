package import FacetConfiguration
package import FacetJSON
package import FacetPlatform

extension Scorer {
  /// Incremented when a change of code can change a score.
  private static let version = 4

  /// The digest of everything that makes this scorer what it is: its definition with the files that
  /// it names, and the version of its code.
  package var identity: SHA256 {
    let identity: JSONObject = [
      "definition": .object(definition), "version": .number(JSONNumber(Self.version)),
    ]
    return SHA256(of: JSONValue.object(identity).canonicalBytes)
  }

  /// Whether it scores a sample.
  package func applies(to completion: ScoredCompletion) -> Bool {
    applies(toFields: completion.field)
  }

  /// Whether it scores a sample with these fields.
  package func applies(toFields field: (String) -> JSONValue?) -> Bool {
    condition.allSatisfy { condition in
      let value = field(condition.field) ?? .null
      return condition.values.contains { $0.isSame(as: value) }
    }
  }

  /// Whether it scores a perspective.
  package func applies(toPerspective condition: String) -> Bool {
    perspectives.isEmpty || perspectives.contains { $0.matches(condition) }
  }

  /// Whether the score depends on the other completions of the group.
  package var isOfGroup: Bool {
    switch kind {
    case .agreement, .pairwise: true
    default: false
    }
  }

  /// Whether the score depends on all responses to the sample, of every perspective.
  package var comparesAllResponses: Bool {
    if case .pairwise(let rule) = kind { rule.scope == .sample } else { false }
  }
}

extension ScoredCompletion {
  /// The digest of all that a scorer is given: the texts, and the fields that it names.
  ///
  /// - Parameters:
  ///   - identity: The scorer's.
  ///   - file: The digest of the file that it reads.
  func key(for scorer: Scorer, identity: SHA256, file: SHA256?) -> SHA256 {
    var given: JSONObject = ["response": .string(response)]
    if let file { given["file"] = .string(file.description) }
    if case .command = scorer.kind { given["row"] = .object(row()) }
    given["preparation"] = preparation.map { .string($0) }
    for name in scorer.templates.flatMap(\.names) where !scorer.ownNames.contains(name) {
      given[name] = .array(field(name).map { [$0] } ?? [])
    }
    return SHA256 { hasher in
      hasher.update(identity.bytes)
      hasher.update(JSONValue.object(given).canonicalBytes)
    }
  }
}
