internal import FacetBox
internal import FacetConfiguration
internal import FacetJSON

/// Scores code by running tests on it: the share that passes.
struct TestScorer {
  let rule: Scorer.TestRule
  let python: BoxedPython

  /// - Parameter codes: The code of each completion.
  func scores(of completions: [ScoredCompletion], codes: [String]) async -> [Score] {
    var scores = completions.map { _ in Score(.noGold) }
    var groups: [JSONValue: [Int]] = [:]
    for (index, completion) in completions.enumerated() {
      if let tests = tests(of: completion) { groups[tests, default: []].append(index) }
    }
    for (tests, members) in groups {
      let found = await self.scores(of: members.map { codes[$0] }, tests: tests)
      for (index, score) in zip(members, found) { scores[index] = score }
    }
    return scores
  }

  /// A list of tests if the template is one name and the sample has a list, else a text.
  private func tests(of completion: ScoredCompletion) -> JSONValue? {
    if case .template(let template) = rule.tests.content, let name = template.soleName,
      let value = completion.named(name), case .array(let elements) = value
    {
      if elements.isEmpty { return Optional.none }
      return value
    }
    guard let text = completion.text(of: rule.tests), !text.allSatisfy(\.isWhitespace) else {
      return Optional.none
    }
    return .string(text)
  }

  private func scores(of codes: [String], tests: JSONValue) async -> [Score] {
    let answer: JSONValue
    do throws(BoxError) {
      answer = try await python.answer(
        of: PackageResources.tests_py,
        to: [
          "tests": tests, "codes": .array(codes.map { .string($0) }),
          "timeout_s": .number(JSONNumber(finite: rule.timeout / .seconds(1))),
        ], time: rule.timeout * codes.count + .seconds(10), memory: 1 << 30)
    } catch {
      return codes.map { _ in Score(.boxFailed, detail: error.description) }
    }
    if let fault = answer["unusable"]?.string {
      return codes.map { _ in Score(.noGold, detail: fault) }
    }
    var results = (answer["results"]?.array ?? [])[...]
    return codes.map { _ in
      guard let result = results.popFirst(), let passed = result["passed"]?.int,
        let all = result["of"]?.int
      else { return Score(.boxFailed) }
      return Score(ScoreValue(passed, of: all), detail: result["words"]?.string)
    }
  }
}
