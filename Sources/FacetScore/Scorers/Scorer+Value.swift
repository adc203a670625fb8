package import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform

extension Scorer {
  /// What the scorer says of a completion by itself, before its scale and its `missing`.
  ///
  /// Sums and scores of a group have no such value; see ``Scorecard``.
  package func value(of completion: ScoredCompletion) -> Score {
    do throws(Unscored) {
      return try judged(completion)
    } catch {
      return Score(error.reason, detail: error.detail)
    }
  }

  private func judged(_ completion: ScoredCompletion) throws(Unscored) -> Score {
    switch kind {
    case .equals(let expected):
      let right = try expected.texts(for: completion)
      let text = try extracted(from: completion)
      return Score(right.contains { text.isSame(as: $0, expected.normalizations) })
    case .contains(let expected, let requiresAll):
      return try contains(expected, all: requiresAll, completion)
    case .regex(let pattern, let expected): return try match(of: pattern, expected, completion)
    case .choice(let expected, let letters):
      return try choice(expected, among: letters, completion)
    case .number(let expected, let tolerance):
      return try number(expected, tolerance, completion)
    case .length(let unit, let range):
      return Score(range.contains(unit.length(of: try extracted(from: completion).text)))
    case .jsonSchema(let schema): return try shape(schema, completion)
    case .react(let actions):
      return Score(ReactForm(try extracted(from: completion).text).score(actions: actions))
    case .agreement, .sum, .sql, .code, .command, .judge, .pairwise, .answer:
      throw Unscored(.excluded)
    }
  }

  private func contains(
    _ expected: Expectation, all: Bool, _ completion: ScoredCompletion
  ) throws(Unscored) -> Score {
    let right = try expected.texts(for: completion).map(expected.normalizations.normalized)
    let text = expected.normalizations.normalized(try extracted(from: completion).text)
    return Score(
      all ? right.allSatisfy { text.contains($0) } : right.contains { text.contains($0) })
  }

  private func match(
    of pattern: TextPattern, _ expected: Expectation?, _ completion: ScoredCompletion
  ) throws(Unscored) -> Score {
    let right = try expected?.texts(for: completion)
    let text = try extracted(from: completion).text
    do throws(TextPatternOverrun) {
      guard let expected, let right else { return Score(try pattern.occursSoon(in: text)) }
      guard let match = try pattern.lastMatch(in: text) else { return Score(.noExtract) }
      let found = ExtractedText(match.groups.first.flatMap { $0 } ?? match.text)
      return Score(right.contains { found.isSame(as: $0, expected.normalizations) })
    } catch {
      throw Unscored(.tooLong)
    }
  }

  private func choice(
    _ expected: Expectation, among letters: [String], _ completion: ScoredCompletion
  ) throws(Unscored) -> Score {
    let reader = ChoiceText(choices: letters)
    let right = try expected.texts(for: completion).compactMap(reader.whole)
    if right.isEmpty { throw Unscored(.noGold) }
    guard let chosen = reader.choice(in: try extracted(from: completion).text) else {
      throw Unscored(.noExtract)
    }
    return Score(right.contains(chosen))
  }

  /// Whether the answer holds JSON that matches; one without JSON does not.
  private func shape(
    _ schema: JSONSchema, _ completion: ScoredCompletion
  ) throws(Unscored) -> Score {
    guard let text = text(of: completion) else { throw Unscored(.noExtract) }
    guard let part = try? text.part(extraction),
      let value = part.value ?? (try? JSONReply.read(part.text))?.value
    else { return Score(.zero, detail: "it holds no JSON value") }
    let mismatch = schema.mismatches(of: value, atMost: 1).first
    return Score(mismatch == nil ? .one : .zero, detail: mismatch?.description)
  }

  private func number(
    _ expected: Expectation, _ tolerance: Tolerance, _ completion: ScoredCompletion
  ) throws(Unscored) -> Score {
    let right = try expected.texts(for: completion).compactMap(NumberText.whole)
      .filter(\.isFinite)
    if right.isEmpty { throw Unscored(.noGold) }
    let text = try extracted(from: completion)
    guard let number = text.value?.double ?? NumberText.whole(text.text), number.isFinite else {
      throw Unscored(.noExtract)
    }
    return Score(
      right.contains { right in
        // 1.1 and 1 differ by 0.1, although their binary fractions differ by a little more.
        let rounding = 4 * max(abs(number), abs(right)).ulp
        let allowed = max(tolerance.absolute, tolerance.relative * abs(right))
        return number == right || allowed > 0 && abs(number - right) <= allowed + rounding
      })
  }
}

extension ExtractedText {
  /// Whether it is the expected text; a value read as JSON also if the text is the same value.
  func isSame(as expected: String, _ normalizations: [Normalization]) -> Bool {
    if normalizations.normalized(text) == normalizations.normalized(expected) { return true }
    guard let value, let other = try? JSONReply.read(expected), other.wrapping == nil else {
      return false
    }
    return value.isSame(as: other.value)
  }
}

extension Scorer.LengthUnit {
  /// The length of a text without white space at its ends.
  func length(of text: String) -> Int {
    let text = text.trimmed
    return switch self {
    case .characters: text.count
    case .words: text.split(whereSeparator: \.isWhitespace).count
    case .lines:
      text.isEmpty
        ? 0 : text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count
    }
  }
}
