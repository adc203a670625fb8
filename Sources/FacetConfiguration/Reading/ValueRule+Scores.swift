internal import FacetJSON

extension ValueRule where Value == ScoreValue {
  static let score = ValueRule(expected: "a number from -1000000000 to 1000000000") { content in
    guard case .number(let number) = content else { return nil }
    return ScoreValue(number)
  }
}

extension ValueRule where Value == Double {
  static let tolerance = ValueRule(expected: "a number from 0 to 1000000000") { content in
    guard case .number(let number) = content, 0...1e9 ~= number.double else { return nil }
    return number.double
  }
}

extension ValueRule where Value == Duration {
  static let shortTime = ValueRule(expected: "a number of seconds above 0, at most 3600") {
    content in
    guard case .number(let number) = content, number.double > 0, number.double <= 3600 else {
      return nil
    }
    return .seconds(number.double)
  }
}

extension ValueRule where Value == Scorer.Missing {
  static let missing = ValueRule(expected: #""null", "fail" or a number"#) { content in
    switch content {
    case .null: .null
    case .string("null"): .null
    case .string("fail"): .fail
    case .number(let number): ScoreValue(number).map { .value($0) }
    default: nil
    }
  }
}

extension ValueRule where Value == Scorer.Scale {
  static let scale = ValueRule(expected: "an array of two different numbers") { content in
    guard case .array(let nodes) = content, nodes.count == 2,
      let from = ValueRule<ScoreValue>.score.accept(nodes[0].content),
      let to = ValueRule<ScoreValue>.score.accept(nodes[1].content), from != to
    else { return nil }
    return Scorer.Scale(from: from, to: to)
  }
}

extension ValueRule where Value == [Normalization] {
  static let normalizations = ValueRule(
    expected: "an array of 'case', 'space', 'punctuation' and 'articles'"
  ) { content in
    guard case .array(let nodes) = content else { return nil }
    let known = nodes.compactMap { node -> Normalization? in
      guard case .string(let word) = node.content else { return nil }
      return Normalization(rawValue: word)
    }
    return known.count == nodes.count ? known : nil
  }
}
