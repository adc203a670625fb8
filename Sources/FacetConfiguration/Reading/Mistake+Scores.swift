internal import FacetPlatform

extension Mistake {
  static func scoreName(_ name: String) -> Mistake {
    Mistake(
      "the name '\(name)' must begin with a letter and hold only letters, digits and '_'")
  }

  static func repeatedScore(_ name: String, line: Int) -> Mistake {
    Mistake("the name '\(name)' is already used on line \(line) by another score")
  }

  static func foreignScoreKey(_ key: String, of kind: String, belonging kinds: [String]) -> Mistake
  {
    let list = kinds.map { "'\($0)'" }.joined(separator: ", ")
    return Mistake("'\(key)' has no meaning in a score of kind '\(kind)'; it belongs to \(list)")
  }

  static func unknownSubject(_ word: String) -> Mistake {
    let words = ["response", "preparation", "answer"]
    if let near = Resemblance.nearest(to: word, among: words) {
      return Mistake("'of' cannot be '\(word)'; did you mean '\(near)'?")
    }
    return Mistake(
      "'of' must be 'response', 'preparation', 'answer' or a template such as \"{{response}}\", "
        + "not '\(word)'")
  }

  static func unknownExtraction(_ word: String) -> Mistake {
    let words = ["none", "json", "boxed", "last_number", "sql", "fence:python", "tag:answer"]
    if let near = Resemblance.nearest(to: word, among: words) {
      return Mistake("'extract' cannot be '\(word)'; did you mean '\(near)'?")
    }
    return Mistake(
      "'extract' must be one of 'none', 'json', 'json:MEMBER', 'boxed', 'last_number', 'sql', "
        + "'fence:LANGUAGE', 'tag:NAME' or {\"regex\": …}, not '\(word)'")
  }

  static func pattern(_ mistake: TextPatternMistake) -> Mistake {
    Mistake("invalid pattern: \(mistake.message)")
  }

  static func unknownScore(_ name: String, known: [String]) -> Mistake {
    if let near = Resemblance.nearest(to: name, among: known) {
      return Mistake("there is no score '\(name)'; did you mean '\(near)'?")
    }
    let list = known.map { "'\($0)'" }.joined(separator: ", ")
    return Mistake(
      "there is no score '\(name)'" + (known.isEmpty ? "" : "; the others are \(list)"))
  }

  static func scoreCycle(_ names: [String]) -> Mistake {
    names.count == 1
      ? Mistake("the sum '\(names[0])' contains itself")
      : Mistake(
        "the sums " + names.map { "'\($0)'" }.joined(separator: ", ") + " contain one another")
  }

  static func noSuchPerspective(_ glob: String, conditions: [String]) -> Mistake {
    let list = conditions.map { "'\($0)'" }.joined(separator: ", ")
    return Mistake("no perspective is named '\(glob)'; the perspectives are \(list)")
  }

  static func emptyRange(_ least: String, _ most: String) -> Mistake {
    Mistake("'\(most)' must not be below '\(least)'")
  }

  static func blindJudge() -> Mistake {
    Mistake("the prompt of a judge must show '{{response}}'")
  }

  static func blindComparison() -> Mistake {
    Mistake("the prompt of a comparison must show '{{first}}' and '{{second}}'")
  }

  static func singleName(_ name: String) -> Mistake {
    Mistake("the prompt of a comparison shows '{{first}}' and '{{second}}', not '{{\(name)}}'")
  }

  static func noOpponents(_ name: String) -> Mistake {
    Mistake(
      "'\(name)' compares the completions of a perspective, but no perspective has several; set "
        + "'completions' above 1, or compare all responses to a sample with \"among\": \"sample\"",
      severity: .warning)
  }

  static func singleResponse(_ name: String, of condition: String) -> Mistake {
    Mistake(
      "'\(name)' compares all responses to a sample, but '\(condition)' gives the only one; set its "
        + "'completions' above 1, or let the score apply to another perspective",
      severity: .warning)
  }

  static func onlyForm(_ name: String) -> Mistake {
    Mistake(
      "'\(name)' is the only score and rewards form alone: an answer of the right form scores 1 "
        + "whatever it says; add a score of its content",
      severity: .warning)
  }
}
